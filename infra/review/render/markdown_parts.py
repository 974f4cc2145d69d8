"""A comment as sections of rows, and what is left out of it when there is no room.

A row is a tuple of lines that stay together. Rows go from the end of a section, the weightiest section first; a section
without rows goes as a whole, and says how many it had.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from infra.review.render.words import plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Lines: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Rows in a frame, which goes when all rows went."""

    rows: tuple[Lines, ...]
    head: Lines = ()
    foot: Lines = ()


@dataclass(frozen=True, slots=True)
class Section:
    """Groups in a frame. `weight`: what is dropped first has most, what is never dropped has 0.

    `one` and `many` say what a row is. `keeps_head`: the frame stays when all rows went. `prefix` goes before the line
    that says how many are hidden.
    """

    groups: tuple[Group, ...] = ()
    head: Lines = ()
    foot: Lines = ()
    weight: int = 0
    one: str = "row"
    many: str = ""
    keeps_head: bool = False
    prefix: str = ""

    def total(self) -> int:
        """How many rows it has."""
        return sum(len(group.rows) for group in self.groups)


def fixed(*lines: str) -> Section:
    """What is never dropped."""
    return Section(head=lines)


def fitted(sections: Sequence[Section], limit: int, note: str) -> str:
    """The sections as text of at most `limit` characters where dropping rows can reach it.

    `note` ends the text when something is hidden: it says where all of it is.
    """
    text = without(sections, 0, note)
    if len(text) <= limit:
        return text
    fewest, most = 0, sum(section.total() for section in sections if section.weight)
    while most - fewest > 1:  # `most` dropped rows are enough, `fewest` are not
        middle = (fewest + most) // 2
        fewest, most = (fewest, middle) if len(without(sections, middle, note)) <= limit else (middle, most)
    return without(sections, most, note)


def without(sections: Sequence[Section], dropped: int, note: str) -> str:
    """The text when so many rows are dropped; then `note` ends it."""
    lines: list[str] = []
    for section, gone in zip(sections, _shares(sections, dropped), strict=True):
        lines += _lines(section, section.total() - gone)
    if dropped:
        lines += ["", note]
    return "\n".join(_single_blanks(lines)) + "\n"


def _shares(sections: Sequence[Section], dropped: int) -> list[int]:
    """How many rows each section loses; of two with the same weight the later one first."""
    shares = [0] * len(sections)
    droppable = [index for index, section in enumerate(sections) if section.weight]
    for index in sorted(droppable, key=lambda index: (-sections[index].weight, -index)):
        shares[index] = min(dropped, sections[index].total())
        dropped -= shares[index]
    return shares


def _lines(section: Section, kept: int) -> Iterator[str]:
    total = section.total()
    framed = kept > 0 or not total or section.keeps_head
    if framed:
        yield from section.head
        left = kept
        for group in section.groups:
            yield from _group(group, left)
            left -= len(group.rows)
        yield from section.foot
    if kept < total:
        yield from _hidden(section, total - kept, total)


def _group(group: Group, kept: int) -> Iterator[str]:
    if kept > 0:
        yield from group.head
        for row in group.rows[:kept]:
            yield from row
        yield from group.foot


def _hidden(section: Section, gone: int, total: int) -> Iterator[str]:
    start = section.prefix
    yield start.rstrip()
    what = plural(total, section.one, section.many)
    yield f"{start}_{what} hidden for size._" if gone == total else f"{start}_{gone:,} of {what} hidden for size._"
    yield start.rstrip() if not section.keeps_head else ""


def _single_blanks(lines: Sequence[str]) -> Iterator[str]:
    """The lines with one blank line where there are several; none in front."""
    last = ""
    for line in lines:
        if line or last:
            yield line
        last = line
