"""One edit and what is expected of its review."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Row:
    """`edits` are pairs of what stands exactly once in `base` and what takes its place. `keys` are files changed."""

    name: str
    base: str
    edits: tuple[tuple[str, str], ...]
    expected: str = ""
    keys: Mapping[str, str] = field(default_factory=dict)

    def head(self) -> str:
        """The edited spec."""
        text = self.base
        for old, new in self.edits:
            if text.count(old) != 1:
                raise ValueError(f"{self.name}: {old!r} stands {text.count(old)} times in the spec")
            text = text.replace(old, new)
        return text


def row(name: str, base: str, *parts: tuple[str, str] | str, keys: Mapping[str, str] | None = None) -> Row:
    """A row from its edits and, last, what is expected."""
    edits = tuple(part for part in parts if isinstance(part, tuple))
    expected = "\n".join(part for part in parts if isinstance(part, str))
    return Row(name, base, edits, expected, keys or {})
