"""Cloud CDN: certificates, signing keys, logs, formats."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.spec.facts import gcs_stores
from generator.spec.limits import LIMITS
from generator.spec.problems import Problem, listing, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.spec.gcs import GcsCdn
    from generator.spec.model import Spec

_KEY = re.compile(r"[a-z]([-a-z0-9]{0,61}[a-z0-9])?")
"""https://cloud.google.com/compute/docs/reference/rest/v1/backendBuckets/addSignedUrlKey"""
_KEYS = LIMITS["signing keys of a CDN"]["gcs"]
LOG_PREFIX = "requests/"
"""A sink writes below the name of the log, which is `requests` for load balancers, and takes no prefix:
https://cloud.google.com/logging/docs/export/storage#gcs-organization"""
_FORMATS = {
    "certificate_map": (
        re.compile(
            r"(//certificatemanager\.googleapis\.com/)?projects/[a-z][a-z0-9:.-]+/locations/global/certificateMaps/[a-z][a-z0-9-]*"
        ),
        "the name of a certificate map",
        "projects/shop-prod-123456/locations/global/certificateMaps/shop",
    ),
    "dns_zone": (
        re.compile(r"[a-z]([a-z0-9-]{0,61}[a-z0-9])?"),
        "the name of a managed zone of Cloud DNS",
        "shop-example-com",
    ),
    "edge_security_policy": (
        re.compile(
            r"(https://www\.googleapis\.com/compute/v1/)?projects/[a-z][a-z0-9:.-]+/global/securityPolicies/[a-z][a-z0-9-]*"
        ),
        "the name of an edge security policy of Cloud Armor",
        "projects/shop-prod-123456/global/securityPolicies/edge",
    ),
}


def check(spec: Spec) -> Iterator[Problem]:
    """Every bucket on Google Cloud Storage with a CDN."""
    for name, store in gcs_stores(spec).items():
        if store.cdn is None:
            continue
        path = ("stores", name, "cdn")
        yield from _domain(spec, path, store.cdn)
        yield from _signing(path, store.cdn)
        for key, (pattern, expected, example) in _FORMATS.items():
            value = getattr(store.cdn, key)
            if value is not None and not pattern.fullmatch(value):
                yield problem("SPEC083", *path, key, value=value, expected=expected, example=example)
        if store.cdn.logs is not None and store.cdn.logs.prefix != LOG_PREFIX:
            yield problem("SPEC149", *path, "logs", "prefix", value=store.cdn.logs.prefix)


def _domain(spec: Spec, path: tuple[str, ...], cdn: GcsCdn) -> Iterator[Problem]:
    for key in ("certificate_map", "dns_zone"):
        if getattr(cdn, key) is None:
            continue
        if spec.target == "local":
            yield problem("SPEC099", *path, key, value=key)
        elif cdn.domain is None:
            yield problem("SPEC094", *path, key, value=key)


def _signing(path: tuple[str, ...], cdn: GcsCdn) -> Iterator[Problem]:
    """3 keys a backend: https://cloud.google.com/cdn/docs/using-signed-urls"""
    if cdn.signing is None:
        return
    names = cdn.signing.keys
    if not 1 <= len(names) <= _KEYS.most:
        yield problem("SPEC147", *path, "signing", "keys", count=len(names))
    for index, name in enumerate(names):
        reason = ""
        if name in names[:index]:
            reason = "it stands twice"
        elif not _KEY.fullmatch(name):
            reason = "Google takes no such name"
        if reason:
            yield problem("SPEC148", *path, "signing", "keys", index, value=name, reason=reason)
    if cdn.signing.active is not None and cdn.signing.active not in names:
        slots = {"value": cdn.signing.active, "key": "keys", "allowed": listing(names)}
        yield problem("SPEC095", *path, "signing", "active", **slots)
