"""The matrix as one SVG picture: real text, a title and a description, light and dark, no scripts, no references."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from infra.explain.forms.grid import grid
from infra.explain.forms.text import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from infra.explain.forms.grid import Cell, Grid, Head
    from infra.explain.matrix import Matrix

_CHAR, _SMALL = 8.0, 6.7  # widths of one letter of the two sizes, in pixels
_ROW, _LINE, _EDGE = 44, 18, 16
_CHIP = 28
_STYLE = """
  text { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: 13px; fill: #1f2328; }
  .small { font-size: 11px; fill: #57606a; }
  .title { font-size: 15px; font-weight: bold; }
  .paper { fill: #ffffff; } .rule { stroke: #d0d7de; } .stripe { fill: #f6f8fa; }
  .r { fill: #ddf4ff; } .w { fill: #fff1c2; } .d { fill: #ffe0dd; } .l { fill: #dafbe1; }
  .edge { stroke: #57606a; stroke-width: 1; } .open { stroke: #cf222e; stroke-width: 2; }
  .signed { stroke-dasharray: 3 2; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; } .small { fill: #9da7b1; } .paper { fill: #0d1117; } .rule { stroke: #30363d; }
    .stripe { fill: #161b22; } .r { fill: #0c2d6b; } .w { fill: #4b2900; } .d { fill: #5d0f12; } .l { fill: #033a16; }
    .edge { stroke: #9da7b1; } .open { stroke: #ff7b72; }
  }
"""


def matrix_svg(found: Matrix) -> str:
    """The picture; whoever cannot see it has every cell in words in its description."""
    shown = grid(found)
    left = _width(shown.corner, [head for head, _ in shown.rows])
    widths = [_column(shown, number) for number in range(len(shown.columns))]
    notes = [line for number, note in enumerate(shown.notes, 1) for line in _note(number, note, left + sum(widths))]
    top = _EDGE + 2 * _LINE + _ROW
    bottom = top + _ROW * len(shown.rows) + _LINE
    height = bottom + _LINE * (len(shown.legend) + len(notes) + 1) + _EDGE
    width = max(left + sum(widths) + 2 * _EDGE, _EDGE * 2 + len(shown.title) * 9.5, 560)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height}" width="{width:.0f}"'
        f' height="{height}" role="img" aria-labelledby="title desc">',
        f'<title id="title">{_text(shown.title)}</title>',
        f'<desc id="desc">{_text(_spoken(shown))}</desc>',
        f"<style>{_STYLE}</style>",
        f'<rect class="paper" width="{width:.0f}" height="{height}"/>',
        _said(_EDGE, _EDGE + _LINE, shown.title, "title"),
        *_heads(shown, left, widths),
        *(line for number in range(len(shown.rows)) for line in _row(shown, number, top, left, widths)),
        *_below([f"{sign:<9}{said}" for sign, said in shown.legend], bottom + _LINE),
        *_below(notes, bottom + _LINE * (len(shown.legend) + 2)),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _spoken(shown: Grid) -> str:
    rows = []
    for head, cells in shown.rows:
        pairs = zip(shown.columns, cells, strict=True)
        told = "; ".join(f"{column.title}: {cell.words}" for column, cell in pairs if cell.marks)
        rows.append(f"{head.title}: {told or 'nothing'}.")
    return " ".join(rows)


def _heads(shown: Grid, left: float, widths: Sequence[float]) -> Iterator[str]:
    top = _EDGE + 2 * _LINE + _LINE
    yield _said(_EDGE, top, shown.corner, "small")
    at = _EDGE + left
    for head, width in zip(shown.columns, widths, strict=True):
        yield _said(at, top, head.title)
        yield _said(at, top + 15, head.place, "small") if head.place else ""
        at += width


def _row(shown: Grid, number: int, top: int, left: float, widths: Sequence[float]) -> Iterator[str]:
    head, cells = shown.rows[number]
    y = top + number * _ROW
    across = left + sum(widths)
    if number % 2 == 0:
        yield f'<rect class="stripe" x="{_EDGE}" y="{y}" width="{across:.1f}" height="{_ROW}"/>'
    yield f'<line class="rule" x1="{_EDGE}" y1="{y}" x2="{_EDGE + across:.1f}" y2="{y}"/>'
    yield _said(_EDGE + 4, y + (19 if head.place else 27), head.title)
    if head.place:
        yield _said(_EDGE + 4, y + 35, head.place, "small")
    at = _EDGE + left
    for column, cell, width in zip(shown.columns, cells, widths, strict=True):
        yield from _cell(cell, at, y, f"{head.title}, {column.title}: {cell.words}")
        at += width


def _cell(cell: Cell, x: float, y: int, words: str) -> Iterator[str]:
    if not cell.marks:
        yield _said(x + 8, y + 27, cell.text, "small")
        return
    yield f"<g><title>{_text(words)}</title>"
    for mark in cell.marks:
        letter = mark.strip("()+~")[:1]
        kind = f"{letter} {'open' if '+' in mark else 'edge'}{' signed' if '(' in mark else ''}"
        width = _CHIP if len(mark) == 1 else _CHIP + _CHAR * (len(mark) - 1)
        yield f'<rect class="{kind}" x="{x:.1f}" y="{y + 10}" width="{width - 4:.1f}" height="24" rx="4"/>'
        yield _said(x + 8, y + 27, mark)
        x += width
    yield _said(x + 2, y + 20, str(cell.note), "small")
    yield "</g>"


def _below(lines: Sequence[str], top: float) -> Iterator[str]:
    for number, line in enumerate(lines):
        yield _said(_EDGE, top + number * _LINE, line, "small")


def _note(number: int, note: str, width: float) -> list[str]:
    start = f"{number}  "
    letters = max(int(width / _SMALL), 70)
    return textwrap.wrap(printable(note), letters, initial_indent=start, subsequent_indent=" " * len(start))


def _column(shown: Grid, number: int) -> float:
    cells = [cells[number] for _, cells in shown.rows]
    chips = [sum(_CHIP + _CHAR * (len(mark) - 1) for mark in cell.marks) + 24 for cell in cells]
    return max([_width("", [shown.columns[number]]), *chips])


def _width(text: str, heads: Sequence[Head]) -> float:
    titles = [len(printable(one)) * _CHAR for one in (text, *(head.title for head in heads))]
    places = [len(printable(head.place)) * _SMALL for head in heads]
    return max(*titles, *places) + 20


def _said(x: float, y: float, text: str, kind: str = "") -> str:
    named = f' class="{kind}"' if kind else ""
    return f'<text{named} x="{x:.1f}" y="{y:.1f}" xml:space="preserve">{_text(text)}</text>'


def _text(text: str) -> str:
    return escape(printable(text))
