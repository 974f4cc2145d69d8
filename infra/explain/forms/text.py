"""Lines of a terminal: the matrix in at most so many columns, and an answer in two or three plain lines."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from infra.explain.forms.grid import NONE, grid
from infra.explain.records import ANYONE, CLOUDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from infra.explain.forms.grid import Grid, Head
    from infra.explain.matrix import Matrix
    from infra.explain.question import Question, Reply
    from infra.explain.records import Answer

WIDTH = 100
_LONGEST = 32
_GAP = "  "
_WAYS = {"identity": "", "bucket": "from the store", "cdn": "through the CDN"}


def matrix_text(found: Matrix, width: int = WIDTH) -> str:
    """The matrix, the legend and the footnotes; turned, then cut into tables, where it is wider than `width`."""
    shown = grid(found)
    if max(_widths(shown, range(len(shown.columns)))[1], 0) > width:
        shown = grid(found, turned=True)
    lines = [printable(shown.title), ""]
    for columns in _tables(shown, width):
        lines += [*_table(shown, columns), ""]
    lines += [f"{sign:<9}{said}" for sign, said in shown.legend]
    lines += ["", *_notes(shown.notes, width)] if shown.notes else []
    return "\n".join(lines) + "\n"


def reply_text(found: Reply) -> str:
    """The verdict, then for each way what was asked in the cloud's words and what decided."""
    asked = found.question
    may = "may" if found.allowed else "may not"
    lines = [f"{'allow' if found.allowed else 'deny'}: {asked.who} {may} {_wanted(asked)}"]
    for answer in found.answers:
        lines += _answer(answer, asked.who == ANYONE)
    return "\n".join(lines) + "\n"


def printable(text: str) -> str:
    """Text of a key on one line, as Python writes what cannot be printed."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def _wanted(asked: Question) -> str:
    place = asked.place
    storage = f" (storage {place.alias})" if place.alias else ""
    what = f"{printable(place.path) or 'everything'} in store {place.store}{storage}"
    return f"{asked.action} {what}"


def _answer(found: Answer, anyone: bool) -> Iterator[str]:
    way = f"{_WAYS[found.way]}: {found.verdict}, " if anyone else ""
    yield f"  {way}{CLOUDS[found.provider]}: {found.action} on {printable(found.resource)}"
    by = " and ".join(item.text + _of(found, item.action) for item in found.statements if item.effect != "deny")
    decided = found.reason if found.verdict == "deny" else f"by {by}" if by else "by the account"
    signed = f"{found.reason}; " if found.verdict == "signed" else ""
    closest = f"; closest: {found.closest}" if found.closest else ""
    notes = "".join(f"; note: {note}" for note in found.notes)
    yield f"    {printable(signed + decided + closest + notes)}"


def _of(found: Answer, action: str) -> str:
    """The action of a statement that decided on another one, as of a key."""
    return "" if not action or found.action.startswith(action) or action.startswith("GET ") else f" ({action})"


def _widths(shown: Grid, columns: Sequence[int]) -> tuple[list[int], int]:
    """The width of the headings' column and of each of these, and of all together."""
    heads = [shown.corner, *(text for head, _ in shown.rows for text in _head(head))]
    widths = [max(map(len, heads))]
    for column in columns:
        cells = [cells[column].text for _, cells in shown.rows]
        widths.append(max(map(len, [*_head(shown.columns[column]), *cells])))
    return widths, sum(widths) + len(_GAP) * len(columns)


def _tables(shown: Grid, width: int) -> Iterator[list[int]]:
    """The columns of each table, as many as fit."""
    left = list(range(len(shown.columns)))
    while left:
        count = max((n for n in range(1, len(left) + 1) if _widths(shown, left[:n])[1] <= width), default=1)
        yield left[:count]
        left = left[count:]


def _table(shown: Grid, columns: Sequence[int]) -> Iterator[str]:
    widths, _ = _widths(shown, columns)
    heads = [_head(shown.columns[column]) for column in columns]
    yield _line([shown.corner, *(head[0] for head in heads)], widths)
    if any(head[1] for head in heads):
        yield _line(["", *(head[1] for head in heads)], widths)
    yield _line(["-" * width for width in widths], widths)
    for head, cells in shown.rows:
        title, place = _head(head)
        yield _line([title, *(cells[column].text for column in columns)], widths)
        if place:
            yield _line([place], widths)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return _GAP.join(cell.ljust(width) for cell, width in zip(cells, widths, strict=False)).rstrip()


def _head(head: Head) -> tuple[str, str]:
    place = f"  {head.place}" if head.place else ""
    return _short(head.title), _short(place)


def _short(text: str) -> str:
    text = printable(text)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST // 2 - 1]}...{text[-_LONGEST // 2 + 2 :]}"


def _notes(notes: Sequence[str], width: int) -> Iterator[str]:
    for number, note in enumerate(notes, 1):
        start = f"[{number}] "
        yield from textwrap.wrap(
            printable(note),
            width,
            initial_indent=start,
            subsequent_indent=" " * len(start),
            break_long_words=False,
            break_on_hyphens=False,
        )


__all__ = ["NONE", "WIDTH", "matrix_text", "printable", "reply_text"]
