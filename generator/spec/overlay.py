"""An environment's overlay laid over the common base, with positions that still point at the line a person wrote."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from generator.spec.load import KEY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.spec.load import Mark, Path_, Tree

TAGS = ("type", "provider")
"""Keys that choose a union's member: an overlay that changes one replaces the mapping instead of merging into it."""


@dataclass(frozen=True)
class Merged:
    """The merged values; `origin` maps each merged path to the path in the file it came from."""

    data: dict[str, Any]
    origin: dict[Path_, Path_]
    marks: Mapping[Path_, Mark]

    def find(self, path: Path_) -> tuple[Path_, Mark]:
        """The path as the file has it, or would have it, with the position of `path` or of its nearest written parent."""
        for end in range(len(path), -1, -1):
            written = self.origin.get(path[:end])
            if written is not None and written in self.marks:
                return (*written, *path[end:]), self.marks[written]
        return (), self.marks[()]


def merge(tree: Tree, environment: str) -> Merged:
    """The spec of one environment as plain values: mappings merge, lists and scalars replace, null removes."""
    base = {key: value for key, value in tree.data.items() if key != "environments"}
    overlay = tree.data["environments"][environment]
    origin: dict[Path_, Path_] = {}
    data = _lay(base, overlay or {}, (), (), ("environments", environment), origin)
    return Merged(data, origin, tree.marks)


def _lay(base: Any, over: Any, path: Path_, under: Path_, above: Path_, origin: dict[Path_, Path_]) -> Any:
    """`under` and `above` are the written paths of the base and of the overlay; `path` is the merged one."""
    if not (isinstance(base, dict) and isinstance(over, dict)) or _switches(base, over):
        return _copy(over, path, above, origin)
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


def _switches(base: dict[str, Any], over: dict[str, Any]) -> bool:
    return any(tag in base and over.get(tag, base[tag]) != base[tag] for tag in TAGS)


def _copy(value: Any, path: Path_, written: Path_, origin: dict[Path_, Path_]) -> Any:
    origin[path] = written
    if isinstance(value, list):
        return [_copy(item, (*path, index), (*written, index), origin) for index, item in enumerate(value)]
    if not isinstance(value, dict):
        return value
    for key in value:
        origin[(*path, key, KEY)] = (*written, key, KEY)
    return {key: _copy(item, (*path, key), (*written, key), origin) for key, item in value.items()}
