"""Lines for a terminal: colour where it is asked for, columns counted as a terminal does."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from infra.review.render.escape import PROSE, plain, short

if TYPE_CHECKING:
    from collections.abc import Iterator

Color = Literal["red", "green", "yellow", "bold", "faint"]
_CODES: dict[Color, int] = {"red": 31, "green": 32, "yellow": 33, "bold": 1, "faint": 2}
_NARROWEST = 20


@dataclass(frozen=True, slots=True)
class Paper:
    """How to write: `color` with ANSI colours, `width` in columns."""

    color: bool
    width: int

    def line(self, text: str, indent: int = 0, *, color: Color | None = None, bullet: str = "") -> tuple[str, ...]:
        """The text in lines of the width, the later ones under the first one's text; user texts may be in it."""
        start = " " * indent + bullet
        under = " " * (len(start) if bullet or not indent else len(start) + 2)
        room = max(_NARROWEST, self.width - len(under))
        lines = list(wrapped(" ".join(plain(word) for word in short(text, 2 * PROSE).split()), room))
        return tuple(self._painted((under if number else start) + line, color) for number, line in enumerate(lines))

    def _painted(self, text: str, color: Color | None) -> str:
        return f"\x1b[{_CODES[color]}m{text}\x1b[0m" if self.color and color else text


def wrapped(text: str, width: int) -> Iterator[str]:
    """The text in lines of at most `width` columns, cut at spaces, and inside words that are longer; at least one."""
    line = ""
    for word in text.split(" "):
        if line and columns(line) + 1 + columns(word) > width:
            yield line
            line = ""
        *full, rest = _pieces(word, width)
        yield from full
        line = f"{line} {rest}" if line else rest
    yield line


def cut(text: str, width: int) -> str:
    """The text with all of it visible, or its beginning and `…`, in at most `width` columns (1 or more)."""
    shown = " ".join(plain(word) for word in short(text, 2 * width).split())
    if columns(shown) <= width:
        return shown
    return _pieces(shown, max(2, width) - 1)[0] + "…"


def _pieces(word: str, width: int) -> list[str]:
    """A word in pieces that fit; a short one is itself."""
    pieces, used = [""], 0
    for character in word:
        needed = columns(character)
        if used + needed > width:
            pieces.append("")
            used = 0
        pieces[-1] += character
        used += needed
    return pieces


def columns(text: str) -> int:
    """How many columns the text takes: two for wide characters, none for marks that combine."""
    if text.isascii():
        return len(text)
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
