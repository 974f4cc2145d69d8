"""Regions as a reader meets them: patterns with the store in front, actions with equal patterns in one row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from infra.review import keys
from infra.review.access.model import FOUR
from infra.review.report import PermissionChange, SpecPath, Who

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from infra.review.access.model import Cloud, Right
    from infra.review.keys import Term

_AZURE = "Microsoft.Storage/storageAccounts/blobServices/"
_COMPANIONS: Mapping[str, str] = {
    "s3:abortmultipartupload": "write",
    "s3:listmultipartuploadparts": "write",
    "storage.multipartuploads.abort": "write",
    "storage.multipartuploads.create": "write",
    "storage.multipartuploads.listparts": "write",
    f"{_AZURE}containers/blobs/add/action".lower(): "write",
}
"""What belongs to writing, and is not told apart where the same keys may be written."""
_MOST = 3


class Cell(NamedTuple):
    """One action gained or lost; `shown` are its finished patterns."""

    sign: Literal["+", "-"]
    who: Who
    cloud: Cloud
    store: str
    condition: str
    broadened: bool
    action: str
    shown: tuple[str, ...]
    by: str
    urn: str


def shown(store: str, term: Term, only: str) -> str:
    """A region with the store in front; `only` is the one container there is."""
    exceptions = keys.minimal(term.but)
    text = _placed(store, term.scope, only)
    if not exceptions:
        return text
    few = ", ".join(_placed(store, item, only) for item in exceptions[:_MOST])
    more = f" and {len(exceptions) - _MOST} more" if len(exceptions) > _MOST else ""
    return f"{text} except {few}{more}"


def rows(cells: Iterable[Cell]) -> tuple[PermissionChange, ...]:
    """The cells as rows, those of the public first, then by who."""
    found: dict[tuple[object, ...], list[Cell]] = {}
    for cell in cells:
        key = (cell.who, cell.sign, cell.cloud, cell.store, cell.condition, cell.broadened, cell.shown)
        found.setdefault(key, []).append(cell)
    changes = [_row(group) for _, group in sorted(found.items(), key=lambda item: str(item[0]))]
    return tuple(sorted(changes, key=_order))


def _row(group: list[Cell]) -> PermissionChange:
    first = min(group, key=lambda cell: (_rank(cell.action), cell.by, cell.urn))
    actions = _actions([cell.action for cell in group])
    return PermissionChange(
        first.sign, first.who, actions, first.shown, first.broadened, first.by, first.urn, first.condition,
        first.cloud, paths_of(first.who, first.store),
    )  # fmt: skip


def _actions(found: list[str]) -> tuple[str, ...]:
    """The four in their order, then the rest, without what goes without saying."""
    wide = [item for item in found if item not in FOUR and item.endswith("*")]
    left = {
        item
        for item in found
        if _COMPANIONS.get(item.lower()) not in found
        and not any(item != other and item not in FOUR and keys.covers([other.lower()], item.lower()) for other in wide)
    }
    return tuple(item.removeprefix(_AZURE) for item in sorted(left, key=_rank))


def _rank(action: str) -> tuple[int, str]:
    return (FOUR.index(action) if action in FOUR else len(FOUR)), action.lower()


def paths_of(who: Who, store: str) -> tuple[SpecPath, ...]:
    """Where a spec says such a thing, best first."""
    return tuple(dict.fromkeys(_paths(who, store)))


def _paths(who: Who, store: str) -> Iterator[SpecPath]:
    if who.kind == "workload":
        yield ("workloads", who.name, "grants")
        yield ("workloads", who.name)
    elif store:
        if who.kind in {"cdn", "signed", "public"}:
            yield ("stores", store, "cdn")
            yield ("storages",)
        yield ("stores", store)


def _placed(store: str, scope: str, only: str) -> str:
    if not store:
        return scope
    if only and scope == f"{only}/*":
        scope = "*"
    elif only:
        scope = scope.removeprefix(f"{only}/")
    return f"{store}/{scope}" if scope else store


def _order(change: PermissionChange) -> tuple[object, ...]:
    kinds = ("public", "signed", "workload", "principal", "service", "cdn")
    return (
        kinds.index(change.who.kind), change.who.name, change.sign == "-", not change.broadened, change.scope,
        change.condition, change.actions, change.cloud,
    )  # fmt: skip


def container_of(rights: Iterable[Right]) -> dict[str, str]:
    """By store on Azure, its container when all rights are in one; it is not shown then."""
    found: dict[str, set[str]] = {}
    for right in rights:
        if right.cloud == "azure" and right.store and "/" in right.scope:
            found.setdefault(right.store, set()).add(right.scope.partition("/")[0])
    return {store: next(iter(names)) for store, names in found.items() if len(names) == 1}
