"""The matrix as Markdown: a table, and the footnotes as a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.explain.forms.grid import grid
from infra.explain.forms.text import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from infra.explain.forms.grid import Head
    from infra.explain.matrix import Matrix

_PLAIN = frozenset(" -./,;:()='")


def matrix_markdown(found: Matrix) -> str:
    """One table: with many storages these are its rows."""
    shown = grid(found)
    lines = [f"### {escaped(shown.title)}", ""]
    lines.append(_row([shown.corner, *map(_head, shown.columns)]))
    lines.append(_row(["---"] * (len(shown.columns) + 1)))
    lines += [_row([_head(head), *(escaped(cell.text) for cell in cells)]) for head, cells in shown.rows]
    lines += ["", *(f"- {escaped(sign)}: {escaped(said)}" for sign, said in shown.legend), ""]
    lines += [f"{number}. {escaped(note)}" for number, note in enumerate(shown.notes, 1)]
    return "\n".join(lines).rstrip() + "\n"


def escaped(text: str) -> str:
    """Text that Markdown, HTML and mentions take nothing from: anything but letters and digits as a reference."""
    return "".join(
        char if char.isalnum() or char in _PLAIN else f"&#{ord(char)};" for char in printable(text)
    )  # fmt: skip


def _head(head: Head) -> str:
    return f"{escaped(head.title)}<br>{escaped(head.place)}" if head.place else escaped(head.title)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
