"""Whether two plain values say the same, and one text for all values that do."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from infra.offline.values import Secret, Sensitive, Unknown
from infra.review.compare import noise
from infra.review.compare.tokens import cloud

if TYPE_CHECKING:
    from infra.offline.graph import Graph
    from infra.offline.values import Value

_SYMBOL = re.compile(r"\$\{[^}:]*\}")
"""What the offline graph has in place of what does not exist yet. A variable of an IAM policy has a colon."""
_ID = "/subscriptions/"


class Sides(NamedTuple):
    """What is compared: a type of resource, as `plain` names it.

    `filled`: one side has symbols for what does not exist yet, and the other the values.
    """

    token: str
    filled: bool = False

    def folds(self, name: str) -> bool:
        """Whether letter case of this property means nothing."""
        return noise.any_case(cloud(self.token), self.token, name)


def blank(value: Value) -> bool:
    """Absent, null and empty: no provider tells them apart where nothing is the default."""
    return value is None or (isinstance(value, str | Mapping | list | tuple) and not value)


def same(sides: Sides, name: str, before: Value, after: Value) -> bool:
    """Of two values that are no mappings or lists."""
    if isinstance(before, str) and isinstance(after, str):
        return _same_text(sides, name, before, after)
    if isinstance(before, bool) or isinstance(after, bool):
        return _word(before) == _word(after)
    if isinstance(before, int | float) and isinstance(after, int | float):
        return before == after
    return _word(before) == _word(after)


def canonical(sides: Sides, name: str, value: Value) -> str:
    """One text for what is the same; for finding items of lists again, never to be shown."""
    return json.dumps(_canonical(sides, name, value), sort_keys=True, default=repr)


def symbolic(graph: Graph) -> bool:
    """Whether a graph has symbols for what does not exist yet, as offline ones do; a state's has values."""
    return any(_has_symbol(item.outputs) or _has_symbol(item.inputs) for item in graph.resources)


def _has_symbol(value: Value) -> bool:
    match value:
        case str():
            return _SYMBOL.search(value) is not None
        case Mapping():
            return any(_has_symbol(item) for item in value.values())
        case list() | tuple():
            return any(_has_symbol(item) for item in value)
        case _:
            return False


def _same_text(sides: Sides, name: str, before: str, after: str) -> bool:
    if before == after:
        return True
    if sides.folds(name) and _squeezed(before) == _squeezed(after):
        return True
    if before.casefold().startswith(_ID) and before.casefold() == after.casefold():
        return True
    if not sides.filled or bool(_SYMBOL.search(before)) == bool(_SYMBOL.search(after)):
        return False
    pattern, text = (before, after) if _SYMBOL.search(before) else (after, before)
    return _fits(_SYMBOL.split(pattern), text)


def _fits(pieces: list[str], text: str) -> bool:
    """Whether the text is these pieces with something between them: each piece as early as it can be."""
    if not text.startswith(pieces[0]) or not text.endswith(pieces[-1]):
        return False
    place, end = len(pieces[0]), len(text) - len(pieces[-1])
    for piece in pieces[1:-1]:
        found = text.find(piece, place + 1)
        if found < 0:
            return False
        place = found + len(piece)
    return place < end


def _squeezed(text: str) -> str:
    return "".join(text.split()).casefold()


def _word(value: Value) -> str:
    """`True` and "true", 1 and 1.0 and "1" are one: states and programs spell them differently."""
    if isinstance(value, bool):
        return str(value).casefold()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, str):
        return value.casefold() if value.casefold() in {"true", "false"} else value
    return repr(value) if not isinstance(value, int) else str(value)


def _canonical(sides: Sides, name: str, value: Value) -> Value:
    match value:
        case Secret() | Sensitive():
            return "secret"
        case Unknown():
            return "unknown"
        case Mapping():
            return {
                str(key): _canonical(sides, str(key), item)
                for key, item in value.items()
                if not blank(item) and not str(key).startswith("__")
            }
        case list() | tuple():
            items = [_canonical(sides, name, item) for item in value]
            loose = name in noise.SETS or name in noise.BAGS
            return sorted(items, key=lambda item: json.dumps(item, sort_keys=True)) if loose else items
        case str() if sides.folds(name):
            return _squeezed(value)
        case str() if value.casefold().startswith(_ID):
            return value.casefold()
        case _:
            return _word(value)
