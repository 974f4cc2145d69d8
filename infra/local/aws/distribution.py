"""A CloudFront distribution read from the inputs Pulumi registers, and the choice of a behaviour for a path.

Read: enabled, defaultRootObject, origins (domainName, originPath, originAccessControlId), the behaviours (pathPattern,
targetOriginId, allowedMethods, trustedKeyGroups, responseHeadersPolicyId, cachePolicyId, originRequestPolicyId).
Of no effect locally: aliases, certificates, logging, price class, geo restriction, WAF, HTTP versions, caching and
compression, viewerProtocolPolicy and customErrorResponses. What would change an answer is refused by name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_BUCKET = re.compile(r"(.+)\.s3(?:[.-][a-z0-9-]+)?\.amazonaws\.com")
_REFUSED = ("functionAssociations", "lambdaFunctionAssociations", "trustedSigners")
_UNRESERVED = re.compile(r"%(2[dD]|2[eE]|3\d|4[1-9a-fA-F]|5[0-9aA]|5[fF]|6[1-9a-fA-F]|7[0-9aA]|7[eE])")


@dataclass(frozen=True, slots=True)
class Origin:
    """A bucket behind the edge; `access_control` is the id of its origin access control, empty for none."""

    bucket: str
    path: str
    access_control: str


@dataclass(frozen=True, slots=True)
class Behavior:
    """What holds for the paths of one pattern; the default behaviour's pattern is `*`."""

    pattern: str
    origin: str
    methods: frozenset[str]
    key_groups: tuple[str, ...]
    response_headers_policy: str
    cache_policy: str
    origin_request_policy: str


@dataclass(frozen=True, slots=True)
class Distribution:
    """A distribution: its origins by id, its behaviours in order, the default one last."""

    enabled: bool
    root_object: str
    origins: Mapping[str, Origin]
    behaviors: tuple[Behavior, ...]


def read(inputs: Mapping[str, Any]) -> Distribution:
    """The distribution of these inputs; ValueError says what is not emulated or not there."""
    if inputs.get("originGroups"):
        raise ValueError("originGroups are not emulated")
    origins = {origin["originId"]: _origin(origin) for origin in inputs["origins"]}
    listed = [*(inputs.get("orderedCacheBehaviors") or []), {**inputs["defaultCacheBehavior"], "pathPattern": "*"}]
    behaviors = tuple(_behavior(item) for item in listed)
    for behavior in behaviors:
        if behavior.origin not in origins:
            raise ValueError(f"behaviour {behavior.pattern}: no origin {behavior.origin!r}")
    return Distribution(bool(inputs.get("enabled")), inputs.get("defaultRootObject") or "", origins, behaviors)


def behavior_for(distribution: Distribution, path: str) -> Behavior:
    """The first behaviour whose pattern fits the path as CloudFront normalises it (RFC 3986)."""
    plain = normal_path(path)
    return next(behavior for behavior in distribution.behaviors if matches(behavior.pattern, plain))


def matches(pattern: str, path: str) -> bool:
    """CloudFront's path patterns: `*` any characters, `?` one, case matters, the leading slash is optional."""
    parts = (".*" if char == "*" else "." if char == "?" else re.escape(char) for char in pattern.removeprefix("/"))
    return re.fullmatch("".join(parts), path.removeprefix("/"), re.DOTALL) is not None


def normal_path(path: str) -> str:
    """A path without dot segments and without needless percent-encoding."""
    plain = _UNRESERVED.sub(lambda match: unquote(match[0]), path)
    segments: list[str] = []
    parts = plain.split("/")[1:]
    for number, part in enumerate(parts):
        last = number == len(parts) - 1
        if part == "..":
            segments = segments[:-1]
        if part not in {".", ".."} or last:
            segments.append("" if part in {".", ".."} else part)
    return "/" + "/".join(segments)


def references(inputs: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The (kind, id) of everything a distribution names that must exist."""
    for origin in inputs["origins"]:
        yield "originAccessControl", origin.get("originAccessControlId") or ""
    for behavior in (*(inputs.get("orderedCacheBehaviors") or []), inputs["defaultCacheBehavior"]):
        yield from (("keyGroup", group) for group in behavior.get("trustedKeyGroups") or [])
        yield "responseHeadersPolicy", behavior.get("responseHeadersPolicyId") or ""
        yield "cachePolicy", behavior.get("cachePolicyId") or ""
        yield "originRequestPolicy", behavior.get("originRequestPolicyId") or ""


def object_path(origin: Origin, distribution: Distribution, path: str) -> str:
    """The path of the object in the local S3."""
    wanted = f"/{quote(distribution.root_object)}" if path == "/" and distribution.root_object else path
    return f"/{origin.bucket}{origin.path}{wanted}"


def _origin(item: Mapping[str, Any]) -> Origin:
    match = _BUCKET.fullmatch(item["domainName"])
    if match is None:
        raise ValueError(f"origin {item['originId']}: {item['domainName']!r} is not an S3 bucket's domain name")
    if item.get("s3OriginConfig", {}).get("originAccessIdentity"):
        raise ValueError(f"origin {item['originId']}: origin access identities are not emulated; use an access control")
    return Origin(match[1], item.get("originPath") or "", item.get("originAccessControlId") or "")


def _behavior(item: Mapping[str, Any]) -> Behavior:
    for name in _REFUSED:
        if item.get(name):
            raise ValueError(f"behaviour {item['pathPattern']}: {name} are not emulated")
    return Behavior(
        pattern=item["pathPattern"],
        origin=item["targetOriginId"],
        methods=frozenset(item["allowedMethods"]),
        key_groups=tuple(item.get("trustedKeyGroups") or ()),
        response_headers_policy=item.get("responseHeadersPolicyId") or "",
        cache_policy=item.get("cachePolicyId") or "",
        origin_request_policy=item.get("originRequestPolicyId") or "",
    )
