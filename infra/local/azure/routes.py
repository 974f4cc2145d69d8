"""Which route of a Front Door endpoint serves a path, and where its blobs lie.

Source: "How requests get matched to a route configuration" (Front Door documentation): an exact pattern before
wildcards, the longest wildcard first, case ignored. What no route names is not served at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from infra.local.azure.world import get, of_type

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from infra.local.azure.world import Record, World


def route_for(world: World, endpoint: str, path: str) -> tuple[Record, str] | None:
    """The enabled route of an endpoint (its id) that serves a path, and the pattern that did it."""
    routes = of_type(world, "cdn:Route", endpoint)
    pairs = [
        (item, pattern)
        for item in routes
        if item.inputs.get("enabledState", "Enabled") == "Enabled"
        for pattern in item.inputs.get("patternsToMatch") or ()
        if matches(pattern, path)
    ]
    return max(pairs, key=lambda pair: ("*" not in pair[1], len(pair[1])), default=None)


def matches(pattern: str, path: str) -> bool:
    """Whether a pattern fits: exact, or a prefix where it ends in `*`; case is ignored."""
    pattern, path = pattern.lower(), path.lower()
    return path.startswith(pattern[:-1]) if pattern.endswith("*") else path == pattern


def origin_path(route: Record, pattern: str, path: str) -> str:
    """The path at the origin: `originPath` takes the place of the pattern before its `*`."""
    start = route.inputs.get("originPath") or ""
    if not start:
        return path
    rest = path[len(pattern) - 1 :] if pattern.endswith("*") else ""
    return f"{start.rstrip('/')}/{rest.lstrip('/')}" if rest else start


def account_of(world: World, group: Record) -> str:
    """The storage account behind an origin group, empty when it has no enabled origin that is one."""
    origins = sorted(_enabled(of_type(world, "cdn:AFDOrigin", group.id)), key=lambda item: item.get("priority") or 1)
    host = (origins[0].get("originHostHeader") or origins[0].get("hostName") or "") if origins else ""
    name, _, rest = host.partition(".")
    return name if rest.startswith("blob.") else ""


def principal_of(world: World, group: Record) -> str | None:
    """The identity (object id) that an origin group reads as; None without origin authentication."""
    wanted = group.inputs.get("authentication")
    if not wanted:
        return None
    if wanted.get("type") == "SystemAssignedIdentity":
        profile = get(world, group.id.rpartition("/originGroups/")[0])
        return str(profile.outputs["identity"]["principalId"]) if profile else ""
    identity = get(world, (wanted.get("userAssignedIdentity") or {}).get("id") or "")
    return str(identity.outputs["principalId"]) if identity else ""


def reference(inputs: Mapping[str, Any], name: str) -> str:
    """The id in a `{id: ...}` property."""
    return str((inputs.get(name) or {}).get("id") or "")


def _enabled(records: Iterable[Record]) -> list[Mapping[str, Any]]:
    return [item.inputs for item in records if item.inputs.get("enabledState", "Enabled") == "Enabled"]
