"""What Front Door hands out: routes, met with what its identity may read, or everyone.

Source: "How requests get matched to a route configuration" (Front Door documentation): an exact pattern first, then
the longest; case is ignored. A route without an identity passes signatures on, and the account checks them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from infra.review import keys
from infra.review.access.azure_things import GROUP
from infra.review.access.model import READ, Exposure, Right
from infra.review.access.phrases import AT, BY, THROUGH_CDN, host
from infra.review.access.reading import called, label_of, mapping, mappings, strings, text, value
from infra.review.access.served import Rule, in_order, served
from infra.review.keys import Term
from infra.review.report import Who

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from infra.offline.graph import Resource
    from infra.review.access.azure_things import Things
    from infra.review.access.reading import Reading

_ROUTE, _ORIGIN = "azure-native:cdn:Route", "azure-native:cdn:AFDOrigin"
_EVERYONE = Who("public", "bucket")


class Way(NamedTuple):
    """A pattern of a route, without the paths that a more specific one takes."""

    route: Resource
    term: Term


def cdn_rights(found: Reading, known: Things, rights: Iterable[Right], unread: list[str]) -> Iterator[Right]:
    """The rights of those who come through Front Door."""
    reads = [right for right in rights if right.action == READ]
    for way in _ways(found):
        group = _group(found, way.route)
        store = _store(found, known, group) if group is not None else ""
        if group is None or not store:
            continue
        by = f"{label_of(way.route)} of Front Door"
        reader = _reader(found, known, group)
        readers = frozenset({_EVERYONE, *([reader] if reader else [])})
        urn = way.route.urn
        yield from served(
            Rule((way.term,), Who("public", "cdn"), readers, store, (READ,), by, urn, fold=True), reads, unread
        )
        if reader is None:
            scope, but = way.term
            yield Right(Who("signed", store), READ, store, scope, by, urn, "", "allow", "azure", but)


def exposures(found: Reading, known: Things) -> Iterator[Exposure]:
    """Front Door before accounts, its domains, its firewall, and scripts of other origins."""
    stores: dict[str, set[str]] = {}
    for way in _ways(found):
        group = _group(found, way.route)
        store = _store(found, known, group) if group is not None else ""
        if store:
            stores.setdefault(text(way.route, "profileName"), set()).add(store)
            yield Exposure(store, "cdn", f"{BY}Front Door", way.route.urn)
    for profile, reached in sorted(stores.items()):
        for store in sorted(reached):
            yield from _of_profile(found, profile, store)


def _of_profile(found: Reading, profile: str, store: str) -> Iterator[Exposure]:
    for resource in found.of("azure-native:cdn:AFDCustomDomain"):
        if text(resource, "profileName") == profile:
            yield Exposure(store, "cdn", f"{AT}{host(text(resource, 'hostName'))}", resource.urn)
    for resource in found.of("azure-native:cdn:SecurityPolicy"):
        if text(resource, "profileName") == profile and _filters(resource):
            yield Exposure(store, "cdn", "a firewall policy filters requests to Front Door", resource.urn, False)
    for resource in found.of("azure-native:cdn:Rule"):
        if text(resource, "profileName") == profile:
            for origin in _origins(resource):
                yield Exposure(store, "cors", f"reading{THROUGH_CDN}", resource.urn, True, origin)


def _filters(policy: Resource) -> bool:
    """Whether a security policy names a firewall and a domain; None stands for what is not known yet."""
    parameters = value(policy, "parameters")
    if not isinstance(parameters, dict):
        return parameters is None and "parameters" in policy.inputs
    firewall = parameters.get("wafPolicy", {})
    domains = [item.get("domains", []) for item in mappings(parameters.get("associations"))]
    return (firewall is None or "id" in mapping(firewall)) and any(listed != [] for listed in domains)


def _origins(rule: Resource) -> Iterator[str]:
    for action in mappings(value(rule, "actions")):
        parameters = mapping(action.get("parameters"))
        if str(parameters.get("headerName")).lower() == "access-control-allow-origin":
            yield str(parameters.get("value") or "*")


def _ways(found: Reading) -> list[Way]:
    """Every pattern of every endpoint, the most specific first."""
    by_endpoint: dict[tuple[str, str], list[tuple[str, Resource]]] = {}
    for route in found.of(_ROUTE):
        if value(route, "enabledState") != "Disabled":
            place = (text(route, "profileName"), text(route, "endpointName"))
            patterns = strings(value(route, "patternsToMatch")) or ["/*"]
            by_endpoint.setdefault(place, []).extend((pattern, route) for pattern in patterns)
    ways: list[Way] = []
    for _, pairs in sorted(by_endpoint.items()):
        pairs.sort(key=lambda pair: ("*" in pair[0], -len(pair[0]), pair[0], pair[1].urn))
        terms = in_order(_keys(pattern) for pattern, _ in pairs)
        ways += [_moved(Way(route, term), pattern) for (pattern, route), term in zip(pairs, terms, strict=True)]
    return ways


def _keys(pattern: str) -> str:
    path = pattern.removeprefix("/")
    return keys.below(path[:-1]) if path.endswith("*") else keys.literal(path)


def _moved(way: Way, pattern: str) -> Way:
    """With an origin path, that is what the account is asked for in place of the pattern's beginning."""
    start = text(way.route, "originPath").strip("/")
    if not start:
        return way
    return Way(way.route, Term(keys.below(f"{start}/") if pattern.endswith("*") else keys.literal(start)))


def _group(found: Reading, route: Resource) -> Resource | None:
    wanted = str(mapping(value(route, "originGroup")).get("id") or "")
    for group in found.of(GROUP):
        name = next(iter(called(group, "originGroupName", "name")), "")
        same = text(group, "profileName") == text(route, "profileName")
        if wanted in called(group, "id") or (same and wanted.rpartition("/")[2] == name):
            return group
    return None


def _store(found: Reading, known: Things, group: Resource) -> str:
    """The store behind an origin group; empty for an origin that is no account."""
    for origin in found.of(_ORIGIN):
        if (text(origin, "profileName"), text(origin, "originGroupName")) != (
            text(group, "profileName"),
            text(group, "originGroupName") or text(group, "name"),
        ):
            continue
        name, _, rest = (text(origin, "originHostHeader") or text(origin, "hostName")).partition(".blob.")
        if rest and value(origin, "enabledState") != "Disabled":
            return known.store(name)
    return ""


def _reader(found: Reading, known: Things, group: Resource) -> Who | None:
    """The identity that the group reads as; None where requests are passed on as they come."""
    wanted = mapping(value(group, "authentication"))
    if not wanted:
        return None
    reference = str(mapping(wanted.get("userAssignedIdentity")).get("id") or "").lower()
    for resource in found.of("azure-native:managedidentity:UserAssignedIdentity"):
        if reference in {name.lower() for name in called(resource, "id")}:
            return known.identities[resource.urn]
    owner = found.owner(group)
    return Who("cdn", owner.name if owner.kind == "store" else label_of(group))
