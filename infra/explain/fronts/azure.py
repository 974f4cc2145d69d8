"""Front Door: which route takes a path, and as whom its origin group asks the account.

https://learn.microsoft.com/azure/frontdoor/front-door-route-matching: an exact path first, then the longest pattern,
letters in any case; what no route names is not served.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from infra.explain.decide import azure
from infra.explain.fronts.paths import READS, best, only_reads, path_of, refused, unreachable
from infra.explain.reading import text_of
from infra.explain.records import Statement

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.spec.workloads import Action
    from infra.explain.decide.azure import Azure
    from infra.explain.reading import Thing, Things
    from infra.explain.records import Answer, Place

    Wire = Mapping[str, Any]
    Name = tuple[str, ...]

_OFF = "Disabled"


@dataclass(frozen=True)
class Group:
    """An origin group before an account: the principal that it asks as, or None, and whether by a private link."""

    principal: str | None
    linked: bool


@dataclass(frozen=True)
class Front:
    """An endpoint's routes, each with the group of those that lead to this account."""

    routes: tuple[Thing, ...]
    groups: Mapping[str, Group]  # by the route's urn


Fronts = dict[str, tuple[Front, ...]]
"""The endpoints by the account's name."""


def read(things: Things) -> Fronts:
    """The endpoints of the graph."""
    groups = _groups(things)
    endpoints: dict[Name, list[Thing]] = defaultdict(list)
    for item in things.of("azure-native:cdn:Route"):
        if item.inputs.get("enabledState") != _OFF:
            endpoints[_name(item.inputs, "endpointName")].append(item)
    off = {
        _name(item.inputs, "endpointName")
        for item in things.of("azure-native:cdn:AFDEndpoint")
        if item.inputs.get("enabledState") == _OFF
    }
    found: dict[str, list[Front]] = defaultdict(list)
    for endpoint in sorted(endpoints.keys() - off):
        routes = tuple(endpoints[endpoint])
        led = {item.urn: groups[name] for item in routes if (name := _group_of(item)) in groups}
        for account in sorted({account for account, _ in led.values()}):
            mine = {urn: group for urn, (where, group) in led.items() if where == account}
            found[account].append(Front(routes, mine))
    return {account: tuple(fronts) for account, fronts in found.items()}


def anyone(fronts: Fronts, world: Azure, action: Action, place: Place) -> Answer:
    """What a viewer without a signature gets."""
    key = place.key if action != "list" else ""
    path = f"/{place.container}" + (f"/{key}" if action != "list" else "")
    word = f"GET {path_of(path[1:])}"
    if action not in READS and fronts.get(place.bucket):
        return refused(action, place, word, only_reads(place))
    if unreachable(key):
        return refused(action, place, word, "no URL leads to a name with `.` or `..` between its slashes")
    answers = [_through(front, world, action, place, path) for front in fronts.get(place.bucket, ())]
    return best(answers, action, place, word)


def shapes(fronts: Fronts, account: str, container: str) -> tuple[str, ...]:
    """The patterns of the routes before a container, as patterns of blob names."""
    found = {"*"}
    for front in fronts.get(account, ()):
        for route in front.routes:
            for pattern in route.inputs.get("patternsToMatch") or ():
                start, slash, rest = text_of(pattern).removeprefix("/").partition("/")
                if slash and start.lower() == container.lower():
                    found.add(rest)
    return tuple(sorted(found))


def _through(front: Front, world: Azure, action: Action, place: Place, path: str) -> Answer:
    asked = f"GET {path_of(path[1:])}"
    for route in front.routes:
        for pattern in route.inputs.get("patternsToMatch") or ():
            viewed = _viewed(route, text_of(pattern), path)
            if route.urn in front.groups and viewed and _taken(front, viewed) == (route.urn, pattern):
                return _answered(route, pattern, front.groups[route.urn], world, action, place, viewed)
    return refused(action, place, asked, "no route of Front Door takes this path: not routed")


def _answered(
    route: Thing, pattern: str, group: Group, world: Azure, action: Action, place: Place, path: str
) -> Answer:  # fmt: skip
    word = f"GET {path_of(path[1:])}"
    text = f"route {route.name} of Front Door ({pattern})"
    taken = Statement("route", pattern, text, word, route.name, route.urn)
    if group.principal is not None:
        found = azure.ask(world, group.principal, action, place, "cdn")
        found = replace(found, statements=(taken, *found.statements))
        return found if found.allowed else replace(found, reason=f"{text} takes it, and may not: {found.reason}")
    found = azure.anyone(world, action, place, linked=group.linked)
    if found.allowed:
        return replace(found, way="cdn", statements=(taken, *found.statements))
    reason = f"{text} passes it on, and the account asks for a SAS of somebody who may"
    return replace(found, verdict="signed", way="cdn", statements=(taken,), reason=reason)


def _taken(front: Front, path: str) -> tuple[str, str]:
    """The urn and the pattern of the route that takes a path."""
    fitting = [
        ("*" not in pattern, len(pattern), route.urn, pattern)
        for route in front.routes
        for pattern in map(text_of, route.inputs.get("patternsToMatch") or ())
        if _fits(pattern, path)
    ]
    return max(fitting)[2:] if fitting else ("", "")


def _fits(pattern: str, path: str) -> bool:
    pattern, path = pattern.lower(), path.lower()
    return path.startswith(pattern[:-1]) if pattern.endswith("*") else path == pattern


def _viewed(route: Thing, pattern: str, path: str) -> str:
    """The path a viewer asks for so that the origin is asked for this one; empty when there is none."""
    start = text_of(route.inputs.get("originPath")).rstrip("/")
    if not start:
        return path if _fits(pattern, path) else ""
    if not pattern.endswith("*"):
        return pattern if path == start else ""
    return pattern[:-1] + path.removeprefix(start).lstrip("/") if path.startswith(f"{start}/") else ""


def _groups(things: Things) -> dict[Name, tuple[str, Group]]:
    """(account, group) of each origin group before a storage account."""
    principals = {
        text_of(item.outputs.get("id")).lower(): text_of(item.outputs.get("principalId"))
        for item in things.of("azure-native:managedidentity:UserAssignedIdentity")
    }
    origins: dict[Name, list[Wire]] = defaultdict(list)
    for item in things.of("azure-native:cdn:AFDOrigin"):
        if item.inputs.get("enabledState") != _OFF:
            origins[_name(item.inputs, "originGroupName")].append(item.inputs)
    found = {}
    for item in things.of("azure-native:cdn:AFDOriginGroup"):
        name = _name(item.inputs, "originGroupName")
        first = sorted(origins[name], key=lambda one: one.get("priority") or 1)[:1]
        host = text_of(first[0].get("originHostHeader")) or text_of(first[0].get("hostName")) if first else ""
        account, _, rest = host.partition(".")
        if rest.startswith("blob."):
            linked = bool(first[0].get("sharedPrivateLinkResource"))
            found[name] = account, Group(_principal(item, principals), linked)
    return found


def _principal(item: Thing, principals: Mapping[str, str]) -> str | None:
    given = item.inputs.get("authentication")
    if not given:
        return None
    return principals.get(text_of((given.get("userAssignedIdentity") or {}).get("id")).lower(), "")


def _group_of(route: Thing) -> Name:
    id_ = text_of((route.inputs.get("originGroup") or {}).get("id"))
    return text_of(route.inputs.get("profileName")).lower(), id_.rpartition("/")[2].lower()


def _name(inputs: Wire, key: str) -> Name:
    return text_of(inputs.get("profileName")).lower(), text_of(inputs.get(key)).lower()
