"""Which properties make a new resource when they change. The engine's own decision, where there is one, wins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.review.compare.forces import azure, gcs, s3
from infra.review.compare.tokens import cloud, plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra.offline.values import Value
    from infra.review.compare.records import Delta

FORCES: Mapping[str, tuple[str, ...]] = {**s3.FORCES, **gcs.FORCES, **azure.FORCES}
OF_PROVIDERS: Mapping[str, tuple[str, ...]] = {
    "pulumi:providers:gcp": ("project",),
    "pulumi:providers:azure-native": ("subscriptionId", "environment"),
}
"""What of a provider says where its resources lie. On AWS the region stands on each resource, and another account has
other credentials, which the program refuses (`allowedAccountIds`)."""

_UNLOCKED = ("gcp:storage/bucket:Bucket", ("retentionPolicy", "isLocked"))


def known(token: str) -> bool:
    """Whether there is a table for this type; of another one nobody knows offline what replaces it."""
    return plain(token) in FORCES


def paths(token: str) -> tuple[str, ...]:
    """The wire paths that force a replacement; for an Azure type without a table, what is always part of its id."""
    return FORCES.get(plain(token), ("resourceGroupName",) if cloud(token) == "azure-native" else ())


def forced(token: str, delta: Delta, also: tuple[str, ...] = ()) -> bool:
    """Whether this difference makes a new resource; `also` is the program's own `replaceOnChanges`."""
    if delta.unknown:
        return False
    names = delta.names()
    if (plain(token), names) == _UNLOCKED:
        return delta.before is True
    return bool(names) and ("*" in also or any(_below(names, path) for path in (*paths(token), *also)))


def tops(token: str) -> frozenset[str]:
    """The first names of the forcing paths: what references to other resources are known by."""
    return frozenset(path.partition(".")[0] for path in paths(token))


def moved(token: str, before: Mapping[str, Value], after: Mapping[str, Value]) -> str:
    """The property of a provider whose change puts everything of it elsewhere; empty for none."""
    for name in OF_PROVIDERS.get(token, ()):
        old, new = before.get(name), after.get(name)
        if isinstance(old, str) and isinstance(new, str) and old != new:
            return name
    return ""


def _below(names: tuple[str, ...], path: str) -> bool:
    wanted = tuple(part.partition("[")[0] for part in path.split("."))
    return names[: len(wanted)] == wanted or wanted[: len(names)] == names
