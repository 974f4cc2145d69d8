"""Keys that tell rights apart: inside a prefix, and just outside it.

A right is decided by asking for keys, not by reading patterns; patterns only say which keys are worth asking for.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

PROBE = "any-name"
"""A name that no pattern means in particular."""
_WILD = re.compile(r"[*?]")


def matches(pattern: str, text: str) -> bool:
    """Whether `*` (anything) and `?` (one character) make the pattern the text; no backtracking beyond one star."""
    at = star = mark = 0
    seen = False
    position = 0
    while position < len(text):
        if at < len(pattern) and pattern[at] == "*":
            seen, star, mark, at = True, at, position, at + 1
        elif at < len(pattern) and pattern[at] in {"?", text[position]}:
            at, position = at + 1, position + 1
        elif seen:
            mark += 1
            at, position = star + 1, mark
        else:
            return False
    return not pattern[at:].strip("*")


class Shape(NamedTuple):
    """A pattern taken apart: what every match begins with, one match, and what follows the last wildcard."""

    start: str
    example: str
    tail: str
    wild: bool


def shape(pattern: str) -> Shape:
    """The pattern taken apart."""
    pieces = _WILD.split(pattern)
    return Shape(pieces[0], pattern.replace("*", PROBE).replace("?", "x"), pieces[-1], len(pieces) > 1)


def inside(prefix: str, shapes: Iterable[Shape]) -> tuple[str, ...]:
    """Keys below a prefix: one that stands for all, then what patterns single out, sorted."""
    first = f"{prefix}{PROBE}"
    found: set[str] = set()
    for one in shapes:
        if one.example.startswith(prefix):
            found.add(one.example)
        if one.wild and prefix.startswith(one.start):
            found.add(first + one.tail)
    return (first, *sorted(found - {first, ""}))


def outside(prefix: str, shapes: Iterable[Shape]) -> tuple[str, ...]:
    """Keys that a pattern wider than the prefix would take in as well, sorted."""
    if not prefix:
        return ()
    found = {PROBE}
    for one in shapes:
        if prefix.startswith(one.start) and one.start != prefix:
            found |= {one.start + PROBE, one.example}
    return tuple(sorted(key for key in found if key and not key.startswith(prefix)))
