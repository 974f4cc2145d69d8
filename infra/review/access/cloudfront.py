"""What CloudFront distributions hand out, unsigned and signed, and how they can be reached.

Source: "Cache behavior settings" (CloudFront developer guide): the first behaviour whose path pattern fits is taken,
the default one last; paths are compared letter by letter; trusted key groups ask for a signature.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from infra.review import keys
from infra.review.access.aws_who import DISTRIBUTION, EVERYONE, OAI, cdn_of
from infra.review.access.model import DELETE, READ, WRITE, Exposure, Right
from infra.review.access.phrases import AT, BY, THROUGH_CDN, WITH_COOKIES, host
from infra.review.access.reading import called, label_of, mapping, mappings, strings, text, value
from infra.review.access.served import Rule, in_order, served
from infra.review.access.signing import Signed
from infra.review.keys import Term
from infra.review.report import Who

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from infra.offline.graph import Resource
    from infra.review.access.statements import World

_HOST = re.compile(r"(.+?)\.s3(?:[.-][^/]*)?\.amazonaws\.com(?:\.cn)?")
_METHODS = {"GET": READ, "PUT": WRITE, "DELETE": DELETE}


class Origin(NamedTuple):
    """A bucket behind a distribution: its store, the path that is put before every key, and who reads it."""

    store: str
    path: str
    reader: Who


def cdn_rights(world: World, rights: Iterable[Right], unread: list[str]) -> Iterator[Right]:
    """The rights of those who come through a distribution."""
    reads = [right for right in rights if right.who.kind in {"cdn", "public"}]
    for resource in world.found.of(DISTRIBUTION):
        if value(resource, "enabled") is not False:
            for rule in _rules(world, resource):
                yield from served(rule, reads, unread)


def exposures(world: World) -> Iterator[Exposure]:
    """Hosts, plain HTTP, countries and scripts of other origins."""
    for resource in world.found.of(DISTRIBUTION):
        if value(resource, "enabled") is False:
            continue
        for store in sorted({origin.store for origin in _origins(world, resource).values()}):
            for what, opens in _phrases(resource):
                yield Exposure(store, "cdn", what, resource.urn, opens)
            yield from _scripts(world, resource, store)


def signed(world: World) -> Iterator[Signed]:
    """The behaviours of every distribution with a bucket behind them; most trust nobody."""
    for resource in world.found.of(DISTRIBUTION):
        origins = _origins(world, resource) if value(resource, "enabled") is not False else {}
        for behaviour in _behaviours(resource):
            origin = origins.get(str(behaviour.get("targetOriginId")))
            if origin is not None:
                yield Signed(origin.store, _pattern(behaviour), behaviour, resource.urn)


def _rules(world: World, resource: Resource) -> Iterator[Rule]:
    origins = _origins(world, resource)
    behaviours = _behaviours(resource)
    terms = in_order(_pattern(behaviour) for behaviour in behaviours)
    for behaviour, term in zip(behaviours, terms, strict=True):
        origin = origins.get(str(behaviour.get("targetOriginId")))
        if origin is None:
            continue
        is_signed = bool(behaviour.get("trustedKeyGroups") or behaviour.get("trustedSigners"))
        who = Who("signed", origin.store) if is_signed else Who("public", "cdn")
        methods = strings(behaviour.get("allowedMethods")) or ["GET", "HEAD"]
        actions = tuple(_METHODS[method] for method in methods if method in _METHODS)
        by = f"behaviour {behaviour.get('pathPattern') or '(default)'} of {label_of(resource)}"
        readers = frozenset({origin.reader, EVERYONE})
        yield Rule((_under(origin.path, term),), who, readers, origin.store, actions, by, resource.urn)


def _behaviours(resource: Resource) -> list[dict[str, Any]]:
    ordered = mappings(value(resource, "orderedCacheBehaviors"))
    return [*ordered, {**mapping(value(resource, "defaultCacheBehavior")), "pathPattern": ""}]


def _pattern(behaviour: Mapping[str, Any]) -> str:
    """A path pattern as one of keys; the slash before it may be left out."""
    found = behaviour.get("pathPattern")
    return keys.canonical(str(found).removeprefix("/")) if found else "*"


def _under(path: str, term: Term) -> Term:
    start = keys.literal(f"{path.strip('/')}/") if path.strip("/") else ""
    return Term(start + term.scope, tuple(start + but for but in term.but))


def _origins(world: World, resource: Resource) -> dict[str, Origin]:
    found = {}
    for item in mappings(value(resource, "origins")):
        match = _HOST.fullmatch(str(item.get("domainName") or ""))
        if match:
            store = world.buckets.store(match[1])
            path = str(item.get("originPath") or "")
            found[str(item.get("originId"))] = Origin(store, path, _reader(world, resource, item))
    return found


def _reader(world: World, resource: Resource, origin: Mapping[str, Any]) -> Who:
    if origin.get("originAccessControlId"):
        return cdn_of(world.found, resource)
    identity = str(mapping(origin.get("s3OriginConfig")).get("originAccessIdentity") or "").rpartition("/")[2]
    for item in world.found.of(OAI):
        if identity and identity in {
            name.rpartition("/")[2] for name in called(item, "id", "cloudfrontAccessIdentityPath")
        }:
            return cdn_of(world.found, item)
    return EVERYONE


def _phrases(resource: Resource) -> Iterator[tuple[str, bool]]:
    yield f"{BY}CloudFront", True
    for alias in strings(value(resource, "aliases")):
        yield f"{AT}{host(alias)}", True
    if any(item.get("viewerProtocolPolicy") == "allow-all" for item in _behaviours(resource)):
        yield "CloudFront answers plain HTTP", True
    if text(resource, "webAclId"):
        yield "a web ACL filters requests to CloudFront", False
    restriction = mapping(mapping(value(resource, "restrictions")).get("geoRestriction"))
    places = ", ".join(sorted(strings(restriction.get("locations"))))
    if restriction.get("restrictionType") == "whitelist":
        yield f"CloudFront answers in {places} only", False
    if restriction.get("restrictionType") == "blacklist":
        yield f"CloudFront answers everywhere but in {places}", False


def _scripts(world: World, resource: Resource, store: str) -> Iterator[Exposure]:
    """CORS of the response headers policies that the behaviours use."""
    used = {str(item.get("responseHeadersPolicyId")) for item in _behaviours(resource)}
    for policy in world.found.of("aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy"):
        if not used & set(called(policy, "id")):
            continue
        config = mapping(value(policy, "corsConfig"))
        origins = strings(mapping(config.get("accessControlAllowOrigins")).get("items"))
        methods = strings(mapping(config.get("accessControlAllowMethods")).get("items"))
        cookies = WITH_COOKIES if config.get("accessControlAllowCredentials") is True else ""
        for origin in origins:
            for method in methods:
                yield Exposure(store, "cors", f"{method}{cookies}{THROUGH_CDN}", policy.urn, True, origin)
