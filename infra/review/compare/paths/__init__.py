"""Which lines of a spec a property follows from: best first, the owner's own last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.review.compare.paths import azure, gcs, s3
from infra.review.compare.tokens import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from infra.review.owners import Owner
    from infra.review.report import SpecPath

Rows = tuple[tuple[str, tuple[str, ...]], ...]
_TABLES: Mapping[str, Rows] = {**s3.PATHS, **gcs.PATHS, **azure.PATHS}
_EVERYWHERE: Rows = (
    ("options.protect", ("stores.*.protect", "target")),
    ("options.retainOnDelete", ("stores.*.protect", "target")),
    ("tags", ("tags",)),
    ("labels", ("tags",)),
    ("userLabels", ("tags",)),
)
_PROVIDERS = {"aws": "aws", "gcp": "gcp", "azure-native": "azure"}


def spec_paths(token: str, owner: Owner, properties: Iterable[str]) -> tuple[SpecPath, ...]:
    """For a resource of this type and these wire paths of it, most important first.

    The row of the longest matching path wins, and the row with an empty path is what the resource exists for. `*`
    stands for the owner's name.
    """
    found: dict[SpecPath, None] = {}
    for name in (*properties, ""):
        for text in _row(plain(token), name):
            path = _filled(text, owner)
            if path:
                found[path] = None
    if owner.path():
        found.pop(owner.path(), None)
        found[owner.path()] = None
    return tuple(found)


def provider_paths(token: str, name: str) -> tuple[SpecPath, ...]:
    """For a property of a provider."""
    section = _PROVIDERS.get(token.rpartition(":")[2], "")
    spelled = {
        "project": "project_id",
        "subscriptionId": "subscription_id",
        "allowedAccountIds": "account_id",
        "region": "region",
    }
    return ((section, spelled.get(name, name)), (section,)) if section else ()


def _row(token: str, name: str) -> tuple[str, ...]:
    rows = [*_TABLES.get(token, ()), *_EVERYWHERE]
    fitting = [row for row in rows if _matches(row[0], name)]
    return max(fitting, key=lambda row: len(row[0]))[1] if fitting else ()


def _matches(prefix: str, name: str) -> bool:
    return name == prefix or (bool(prefix) and name.startswith((f"{prefix}.", f"{prefix}[")))


def _filled(text: str, owner: Owner) -> SpecPath:
    parts = text.split(".")
    if "*" not in parts:
        return tuple(parts)
    if parts[0] != f"{owner.kind}s":
        return ()
    return tuple(owner.name if part == "*" else part for part in parts)


def spelled(paths: Iterable[SpecPath]) -> Iterator[str]:
    """For people."""
    return (".".join(path) for path in paths)
