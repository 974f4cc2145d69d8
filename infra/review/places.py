"""Where in the spec a change comes from: the first of a record's paths that differs, single values before mappings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from generator.spec.load import KEY
from infra.review.report import Position

if TYPE_CHECKING:
    from generator.spec.overlay import Merged
    from infra.review.report import SpecPath

_ABSENT = object()


@dataclass(frozen=True, slots=True)
class Written:
    """The merged values of one environment on one side; `file` is how positions call it."""

    file: str
    merged: Merged


def position(base: Written | None, head: Written | None, paths: tuple[SpecPath, ...]) -> Position | None:
    """The place a reader should look at; None when there is no spec, or nothing of it is meant.

    What is only in the base is shown there, everything else in the head.
    """
    changed = [path for path in paths if _differ(_value(base, path), _value(head, path))]
    for path in sorted(changed, key=lambda path: _wide(base, head, path)):
        found = _narrowed(base, head, path)
        return _at(head, found, "head") if _value(head, found) is not _ABSENT else _at(base, found, "base")
    for path in paths:
        if _value(head, path) is not _ABSENT:
            return _at(head, path, "head")
    fallback = next((path for path in paths if path), None)
    return (_at(head, fallback, "head") or _at(base, fallback, "base")) if fallback else None


def _wide(base: Written | None, head: Written | None, path: SpecPath) -> bool:
    """Whether it is a mapping on both sides: anything in it may be what differs, so single values go first."""
    return isinstance(_value(base, path), Mapping) and isinstance(_value(head, path), Mapping)


def _narrowed(base: Written | None, head: Written | None, path: SpecPath) -> SpecPath:
    """Into mappings, as long as one key alone differs."""
    while _wide(base, head, path):
        before, after = _value(base, path), _value(head, path)
        keys = [key for key in {**before, **after} if _differ(before.get(key, _ABSENT), after.get(key, _ABSENT))]
        if len(keys) != 1:
            return path
        path = (*path, keys[0])
    return path


def _differ(before: Any, after: Any) -> bool:
    return (before is _ABSENT) != (after is _ABSENT) or (before is not _ABSENT and before != after)


def _value(side: Written | None, path: SpecPath) -> Any:
    return _walk(side, path)[1]


def _walk(side: Written | None, path: SpecPath) -> tuple[tuple[str | int, ...], Any]:
    """The path with numbers for places in lists, as far as it leads, and what is there."""
    found: Any = side.merged.data if side else _ABSENT
    walked: list[str | int] = []
    for part in path:
        step = int(part) if isinstance(found, list | tuple) and part.isdigit() else part
        found = _item(found, step)
        if found is _ABSENT:
            break
        walked.append(step)
    return tuple(walked), found


def _item(value: Any, step: str | int) -> Any:
    match value:
        case Mapping():
            return value.get(step, _ABSENT)
        case list() | tuple() if isinstance(step, int) and step < len(value):
            return value[step]
        case _:
            return _ABSENT


def _at(side: Written | None, path: SpecPath, which: Literal["head", "base"]) -> Position | None:
    """The line of the path's key; of the nearest thing above it that is written, when it is not."""
    if side is None:
        return None
    walked, _ = _walk(side, path)
    for end in range(len(walked), 0, -1):
        written = side.merged.origin.get(walked[:end])
        mark = side.merged.marks.get((*written, KEY), side.merged.marks.get(written)) if written else None
        if mark is not None:
            return Position(side.file, mark.line, mark.column, ".".join(path), which)
    return None
