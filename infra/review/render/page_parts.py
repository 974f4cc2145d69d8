"""What the page is built of: texts with a look, tables, cards, folds. The template places them and decides nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from infra.review.render.page_picture import Drawing
    from infra.review.report import Acknowledged, Mark, Position

Tag = Literal["span", "code", "strong", "em", "a"]
SHOWN = 60
"""Rows of a table that stand open; the rest is folded."""


@dataclass(frozen=True, slots=True)
class Part:
    """A text; `look` is a class of the page's style, `href` a place on the page (`#change-3f9a2c1b`).

    `close`: there is no space between it and what stands before it.
    """

    text: str
    tag: Tag = "span"
    look: str = ""
    href: str = ""
    close: bool = False


Parts: TypeAlias = tuple[Part, ...]


Ids: TypeAlias = "tuple[tuple[str, str], ...]"
"""Of one record in environments that say the same: (environment, id)."""


@dataclass(frozen=True, slots=True)
class Row:
    """Cells of a table; `anchor` is what links lead to."""

    cells: tuple[Parts, ...]
    anchor: str = ""
    look: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """`heads` are the columns' names; the cell below the column `subject` is the row's own name.

    `titled`: the caption is seen, and not only heard. `quiet`: the table stands inside something that opens.
    """

    caption: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    subject: int = 0
    quiet: bool = False
    titled: bool = True


@dataclass(frozen=True, slots=True)
class Card:
    """One thing that needs a decision, with named facts."""

    title: Parts
    facts: tuple[tuple[str, Parts], ...]
    anchor: str = ""
    look: str = ""


@dataclass(frozen=True, slots=True)
class Fold:
    """Something that opens: lines, tables, and folds in it."""

    summary: Parts
    lines: tuple[Parts, ...] = ()
    tables: tuple[Table, ...] = ()
    folds: tuple[Fold, ...] = ()
    open: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """One heading and what is below it, in this order."""

    anchor: str
    title: str
    count: str = ""
    look: str = ""
    lead: str = ""
    cards: tuple[Card, ...] = ()
    tables: tuple[Table, ...] = ()
    lines: tuple[Parts, ...] = ()
    drawing: Drawing | None = None
    folds: tuple[Fold, ...] = ()

    def __bool__(self) -> bool:
        return any((self.cards, self.tables, self.lines, self.drawing, self.folds))


SIGNS: Mapping[str, tuple[str, str]] = {
    "+": ("+ added", "plus"),
    "-": ("\N{MINUS SIGN} removed", "minus"),
    "~": ("~ changed", "tilde"),
}
MARKS: Mapping[Mark, tuple[str, str]] = {
    "added": SIGNS["+"],
    "removed": SIGNS["-"],
    "changed": SIGNS["~"],
    "same": ("same", "same"),
}
KINDS: Mapping[str, str] = {"create": "plus", "update": "tilde", "replace": "danger", "delete": "danger"}


def plain(*texts: str) -> Parts:
    """Texts as they are; empty ones are left out."""
    return tuple(Part(text) for text in texts if text)


def prose(*texts: str) -> Parts:
    """Sentences, in which what stands between backticks is of a program; empty ones are left out."""
    return tuple(part for text in texts for part in _prose(text))


def _prose(text: str) -> Parts:
    pieces = text.split("`")
    if len(pieces) % 2 == 0:
        return plain(text)
    spaced = [True, *(before[-1:].isspace() or after[:1].isspace() for before, after in pairwise(pieces))]
    return tuple(
        Part(piece.strip(), "code" if index % 2 else "span", close=not spaced[index])
        for index, piece in enumerate(pieces)
        if piece.strip()
    )


def code(*texts: str) -> Parts:
    """Texts of a program; empty ones are left out."""
    return tuple(Part(text, "code") for text in texts if text)


def value(text: str | None) -> Parts:
    """A property's value; what is absent is said in words."""
    return (Part("not set", "em", "quiet"),) if text is None else (Part(text or '""', "code"),)


def badge(text: str, look: str = "") -> Part:
    """A word in a frame."""
    return Part(text, "span", f"badge {look}".rstrip())


def sign(which: str) -> Parts:
    """Added, removed or changed: by a sign and a word, not by colour alone."""
    return (badge(*SIGNS[which]),)


def place(position: Position | None) -> Parts:
    """The line of the spec."""
    if position is None:
        return ()
    said = f"{position.file}:{position.line}"
    where = (*code(said), Part(position.path, "span", "quiet")) if position.path else code(said)
    return (*where, *plain("in the base")) if position.side == "base" else where


def consent(ids: Ids, acknowledged: Acknowledged | None) -> Parts:
    """Who let a change through, or the ids to do it with; with their environments when there are several."""
    several = len(ids) > 1
    named = tuple(
        part
        for environment, identity in ids
        for part in (*code(identity), *((Part(environment, "span", "quiet"),) if several else ()))
    )
    if acknowledged is None:
        return named
    by = "in the spec" if acknowledged.by == "spec" else "by a label"
    reason = f"{by}: {acknowledged.reason}" if acknowledged.reason else by
    return (badge("acknowledged", "same"), *plain(reason), *named)


def anchor(identity: str) -> str:
    """Where a record with this id stands on the page; nowhere without an id of letters and digits."""
    return f"change-{identity}" if identity.isascii() and identity.isalnum() else ""


def table(caption: str, heads: Sequence[str], rows: Iterable[Row], subject: int = 0, quiet: bool = False) -> Table:
    """A table without the columns in which no row says anything."""
    kept = tuple(rows)
    used = [index for index in range(len(heads)) if any(row.cells[index] for row in kept)]
    cut = tuple(replace(row, cells=tuple(row.cells[index] for index in used)) for row in kept)
    named = used.index(subject) if subject in used else 0
    return Table(caption, tuple(heads[index] for index in used), cut, named, quiet, titled=not quiet)


def shown(made: Table) -> tuple[tuple[Table, ...], tuple[Fold, ...]]:
    """A table, its rows beyond `SHOWN` folded. Nothing for a table without rows."""
    if not made.rows:
        return (), ()
    first, rest = made.rows[:SHOWN], made.rows[SHOWN:]
    if not rest:
        return (made,), ()
    more = replace(made, caption=f"{made.caption}, continued", rows=rest)
    return (replace(made, rows=first),), (Fold(plain(f"{len(rest)} more: {made.caption.lower()}"), tables=(more,)),)
