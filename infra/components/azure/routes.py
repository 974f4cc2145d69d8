"""What Front Door does with a path: which are read by its own identity, and the headers on every answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pulumi_azure_native.cdn import (
    DeliveryRuleRequestHeaderActionArgs,
    DeliveryRuleRequestHeaderConditionArgs,
    DeliveryRuleResponseHeaderActionArgs,
    HeaderActionParametersArgs,
    RequestHeaderMatchConditionParametersArgs,
)

from generator.spec.facts import container_name
from infra.policies.azure_access import served

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pulumi_azure_native.cdn import AfdRouteCacheConfigurationArgsDict

    from generator.spec.model import Spec
    from generator.spec.parts import Headers

PUBLIC, SIGNED = "public", "signed"
MAX_PATTERNS = 25
"""Of a route: https://learn.microsoft.com/azure/azure-resource-manager/management/azure-subscription-service-limits"""
SERVICE_VERSION = "2021-12-02"
"""A request with a token has to name a version of 2017-11-09 or later:
https://learn.microsoft.com/rest/api/storageservices/versioning-for-the-azure-storage-services"""

_HEADER_ACTION = "DeliveryRuleHeaderActionParameters"
_COMPRESSED = (
    "application/javascript",
    "application/json",
    "application/manifest+json",
    "application/xml",
    "font/otf",
    "font/ttf",
    "image/svg+xml",
    "text/css",
    "text/html",
    "text/javascript",
    "text/plain",
    "text/xml",
)


class Paths(NamedTuple):
    """The patterns of one route; `kind` says how its origin is asked, `part` tells it from the others of that kind."""

    kind: str
    part: str
    patterns: tuple[str, ...]


class HeaderRule(NamedTuple):
    """Headers for every answer, or for the requests of one origin of the site; (name, value, whether it replaces)."""

    name: str
    origin: str | None
    headers: tuple[tuple[str, str, bool], ...]


def routes(spec: Spec, store: str) -> list[Paths]:
    """The routes of a store; no path without a storage has one.

    The most specific pattern wins, and whatever wins, the origin still asks for a right to the blob itself.
    """
    return [
        *_parted(PUBLIC, _patterns(spec, store, "cdn-public")),
        *_parted(SIGNED, _patterns(spec, store, "cdn-signed")),
    ]


def cache(kind: str) -> AfdRouteCacheConfigurationArgsDict | None:
    """What is public is kept apart by its whole query, so that nobody's `?comp=` answers for a plain URL.

    What is signed is never kept: the account has to see each signature.
    """
    if kind == SIGNED:
        return None
    return {
        "query_string_caching_behavior": "UseQueryString",
        "compression_settings": {"is_compression_enabled": True, "content_types_to_compress": list(_COMPRESSED)},
    }


def header_rules(wanted: Headers, origins: Iterable[str]) -> list[HeaderRule]:
    """The rules in their order. A rule takes five actions, so the security headers are one and each origin is one."""
    found = [HeaderRule("security", None, tuple(_security(wanted)))]
    for number, origin in enumerate(sorted(origins) if wanted.cors else [], start=1):
        cors = (
            ("Access-Control-Allow-Origin", origin, True),
            ("Access-Control-Expose-Headers", "ETag", True),
            ("Vary", "Origin", True),
        )
        found.append(HeaderRule(f"cors{number}", origin, cors))
    return found


def response_action(name: str, value: str, *, replaces: bool) -> DeliveryRuleResponseHeaderActionArgs:
    """Set or add to a header of the answer. One of many types, so not a dict: its keys would be sent as they stand."""
    return DeliveryRuleResponseHeaderActionArgs(
        name="ModifyResponseHeader",
        parameters=HeaderActionParametersArgs(
            type_name=_HEADER_ACTION,
            header_action="Overwrite" if replaces else "Append",
            header_name=name,
            value=value,
        ),
    )


def version_action() -> DeliveryRuleRequestHeaderActionArgs:
    """Say the storage service's version to the origin."""
    return DeliveryRuleRequestHeaderActionArgs(
        name="ModifyRequestHeader",
        parameters=HeaderActionParametersArgs(
            type_name=_HEADER_ACTION, header_action="Overwrite", header_name="x-ms-version", value=SERVICE_VERSION
        ),
    )


def from_origin(origin: str) -> DeliveryRuleRequestHeaderConditionArgs:
    """Requests of a page of one origin."""
    return DeliveryRuleRequestHeaderConditionArgs(
        name="RequestHeader",
        parameters=RequestHeaderMatchConditionParametersArgs(
            type_name="DeliveryRuleRequestHeaderConditionParameters",
            selector="Origin",
            operator="Equal",
            match_values=[origin],
            negate_condition=False,
            transforms=[],
        ),
    )


def _patterns(spec: Spec, store: str, how: str) -> list[str]:
    """A prefix ends with `/`, so the pattern reaches no sibling."""
    return sorted(
        f"/{container_name(spec, alias)}/{spec.storages[alias].prefix}*" for alias in served(spec, store, how)
    )


def _parted(kind: str, patterns: Sequence[str]) -> Iterator[Paths]:
    for number, start in enumerate(range(0, len(patterns), MAX_PATTERNS), start=1):
        part = kind if number == 1 else f"{kind}{number}"
        yield Paths(kind, part, tuple(patterns[start : start + MAX_PATTERNS]))


def _security(wanted: Headers) -> Iterator[tuple[str, str, bool]]:
    hsts = [f"max-age={wanted.hsts.max_age}"]
    hsts += ["includeSubDomains"] if wanted.hsts.include_subdomains else []
    hsts += ["preload"] if wanted.hsts.preload else []
    yield "Strict-Transport-Security", "; ".join(hsts), True
    yield "X-Content-Type-Options", "nosniff", True
    yield "X-Frame-Options", wanted.frame_options, True
    yield "Referrer-Policy", wanted.referrer_policy, True
    if wanted.content_security_policy is not None:
        yield "Content-Security-Policy", wanted.content_security_policy, True
