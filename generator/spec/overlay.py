"""An environment's overlay laid over the common base, with positions that still point at the line a person wrote."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from generator.spec.load import KEY, Path_

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.spec.load import Mark, Tree

UNIONS: dict[Path_, str] = {
    ("stores", "*"): "provider",
    ("stores", "*", "encryption"): "type",
    ("workloads", "*", "runs_on"): "type",
}
"""Keys that choose a union's member: an overlay that changes one replaces the mapping instead of merging into it."""


@dataclass(frozen=True)
class Merged:
    """The merged values; `origin` maps each merged path to the path in the file it came from."""

    data: dict[str, Any]
    origin: dict[Path_, Path_]
    marks: Mapping[Path_, Mark]

    def find(self, path: Path_) -> tuple[Path_, Mark]:
        """The path as the file has, or would have, it; and where it or its nearest written parent stands."""
        for end in range(len(path), -1, -1):
            written = self.origin.get(path[:end])
            if written is not None and written in self.marks:
                return (*written, *path[end:]), self.marks[written]
        return (), self.marks[()]


def merge(tree: Tree, environment: str) -> Merged:
    """The spec of one environment as plain values: mappings merge, lists and scalars replace, null removes.

    As a JSON merge patch does (https://datatracker.ietf.org/doc/html/rfc7396), with the exception of `UNIONS`.
    """
    base = {key: value for key, value in tree.data.items() if key != "environments"}
    overlay = tree.data["environments"][environment]
    origin: dict[Path_, Path_] = {}
    data = _lay(base, overlay or {}, (), (), ("environments", environment), origin)
    return Merged(data, origin, tree.marks)


def _lay(base: Any, over: Any, path: Path_, under: Path_, above: Path_, origin: dict[Path_, Path_]) -> Any:
    """`under` and `above` are the written paths of the base and of the overlay; `path` is the merged one."""
    if not isinstance(over, dict):
        return _copy(over, path, above, origin)
    if not isinstance(base, dict) or _switches(base, over, path):
        base, under = {}, above
    origin[path] = under
    merged: dict[str, Any] = {}
    for key in [*base, *(key for key in over if key not in base)]:
        here, low, high = (*path, key), (*under, key), (*above, key)
        if key not in over:
            merged[key] = _copy(base[key], here, low, origin)
        elif over[key] is not None:
            merged[key] = _lay(base.get(key), over[key], here, low, high, origin)
        origin[(*here, KEY)] = (*(high if key in over else low), KEY)
    return merged


def _switches(base: dict[str, Any], over: dict[str, Any], path: Path_) -> bool:
    """Whether the overlay makes the mapping at `path` another member of its union."""
    tag = UNIONS.get((*path[:1], "*", *path[2:]))
    return tag is not None and tag in base and over.get(tag, base[tag]) != base[tag]


def _copy(value: Any, path: Path_, written: Path_, origin: dict[Path_, Path_]) -> Any:
    origin[path] = written
    if isinstance(value, list):
        return [_copy(item, (*path, index), (*written, index), origin) for index, item in enumerate(value)]
    if not isinstance(value, dict):
        return value
    for key in value:
        origin[(*path, key, KEY)] = (*written, key, KEY)
    return {key: _copy(item, (*path, key), (*written, key), origin) for key, item in value.items()}
