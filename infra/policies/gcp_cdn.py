"""What Cloud CDN adds to answers, and which log entries are a load balancer's. Plain values in and out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.spec.parts import Headers

ANSWER_QUERIES = ("generation", "response-content-disposition", "response-content-type")
"""What changes the bucket's answer to a read, and so belongs to the cache's key: a link cannot change what another
link gets (https://cloud.google.com/storage/docs/xml-api/get-object-download)."""


def response_headers(wanted: Headers) -> list[str]:
    """The headers on every answer, as `Name: value`."""
    hsts = [f"max-age={wanted.hsts.max_age}"]
    hsts += ["includeSubDomains"] if wanted.hsts.include_subdomains else []
    hsts += ["preload"] if wanted.hsts.preload else []
    found = {
        "Referrer-Policy": wanted.referrer_policy,
        "Strict-Transport-Security": "; ".join(hsts),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": wanted.frame_options,
    }
    if wanted.content_security_policy is not None:
        found["Content-Security-Policy"] = wanted.content_security_policy
    return [f"{name}: {found[name]}" for name in sorted(found)]


def log_filter(forwarding_rules: Sequence[str]) -> str:
    """The entries of requests that came through these rules (https://cloud.google.com/logging/docs/view/logging-query-language)."""
    names = " OR ".join(f'"{name}"' for name in sorted(forwarding_rules))
    return (
        f'log_id("requests") AND resource.type="http_load_balancer" AND resource.labels.forwarding_rule_name=({names})'
    )


def map_reference(certificate_map: str) -> str:
    """A certificate map as a proxy takes it; `projects/.../certificateMaps/...` is enough in the spec."""
    start = "//certificatemanager.googleapis.com/"
    return certificate_map if certificate_map.startswith(start) else f"{start}{certificate_map}"
