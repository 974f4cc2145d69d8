"""The picture as shapes with places, for inline SVG: boxes in columns, lines from left to right."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from infra.review.render.page_layers import COLUMNS, Layers, layers
from infra.review.render.page_parts import Fold, Row, code, plain, table
from infra.review.render.words import plural
from infra.review.report import Edge, Node, Picture

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from infra.review.render.page_parts import Parts
    from infra.review.report import Mark

MOST = 120
"""Nodes in a picture; beyond, only what changes and what it touches is drawn."""
_HEADS = {"workload": "Workloads", "storage": "Storages", "store": "Stores", "cdn": "CDN", "reader": "Readers"}
_SIGN: Mapping[Mark, str] = {"same": "", "added": "+", "removed": "\N{MINUS SIGN}", "changed": "~"}
_SAID: Mapping[Mark, str] = {"same": "same", "added": "added", "removed": "removed", "changed": "changed"}
_LETTER, _PAD, _HIGH, _ROW, _TOP = 7.4, 42, 44, 60, 34
_GAP, _LABELLED = 64, 130
_WIDEST, _LABEL, _NARROW = 26, 14, 720


@dataclass(frozen=True, slots=True)
class Box:
    """A node: its corner and size, its sign, one or two lines of text, and the whole text for a tooltip."""

    x: int
    y: int
    width: int
    height: int
    look: Mark
    sign: str
    lines: tuple[tuple[int, int, str], ...]
    title: str


@dataclass(frozen=True, slots=True)
class Line:
    """An edge as a path, its arrow as another, its text and where that stands."""

    path: str
    arrow: str
    look: Mark
    text: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """What the template draws, not below `narrowest` pixels wide.

    `said` describes it in a sentence, `hidden` says what is left out, `words` is all of it as a table.
    """

    key: str
    width: int
    height: int
    narrowest: int
    heads: tuple[tuple[int, str], ...]
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    said: str
    hidden: str
    words: Fold


def drawing(picture: Picture, key: str) -> Drawing | None:
    """The picture laid out; None for an empty one."""
    if not picture.nodes:
        return None
    drawn = _cut(picture)
    laid = layers(drawn)
    nodes = {node.id: node for node in drawn.nodes}
    left, widths = _columns(laid, nodes)
    tallest = max(map(len, laid.columns))
    places = _places(laid, left, tallest)
    wide = {name: width for width, found in zip(widths, laid.columns, strict=True) for name in found}
    used = [index for index, found in enumerate(laid.columns) if found]
    width = left[used[-1]] + widths[used[-1]] + 2
    return Drawing(
        key, width, _TOP + tallest * _ROW, min(width, _NARROW),
        tuple((left[index], _HEADS[COLUMNS[index]]) for index in used),
        tuple(_box(node, places[node.id], wide[node.id]) for node in nodes.values()),
        tuple(_line(edge, way, places, wide) for edge, way in laid.ways),
        _said(drawn), _hidden(picture, drawn), _words(picture),
    )  # fmt: skip


def _cut(picture: Picture) -> Picture:
    """At most `MOST` nodes: what changes first, then what it touches."""
    if len(picture.nodes) <= MOST:
        return picture
    loud = {node.id for node in picture.nodes if node.mark != "same"}
    edges = [edge for edge in picture.edges if edge.mark != "same"]
    loud |= {name for edge in edges for name in (edge.source, edge.target)}
    near = {name for e in picture.edges if {e.source, e.target} & loud for name in (e.source, e.target)}
    ranked = sorted(picture.nodes, key=lambda node: 0 if node.id in loud else 1 if node.id in near else 2)
    kept = _joined(ranked[: MOST // 2], picture, MOST)
    return Picture(
        tuple(node for node in picture.nodes if node.id in kept),
        tuple(edge for edge in picture.edges if edge.source in kept and edge.target in kept),
    )


def _joined(first: Sequence[Node], picture: Picture, most: int) -> set[str]:
    """The first nodes and, as far as there is room, what they are joined to."""
    kept = {node.id for node in first}
    for edge in picture.edges:
        if len(kept) + 2 > most:
            break
        if edge.source in kept or edge.target in kept:
            kept |= {edge.source, edge.target}
    return kept


def _columns(laid: Layers, nodes: Mapping[str, Node]) -> tuple[list[int], list[int]]:
    """Left edges and widths, by column."""
    widths = [max((_needed(nodes[name]) for name in found if name in nodes), default=0) for found in laid.columns]
    said = {name for edge, way in laid.ways if edge.label for name in way[:1]}
    left, at = [], 1
    for width, found in zip(widths, laid.columns, strict=True):
        left.append(at)
        at += width + (_LABELLED if said & set(found) else _GAP) if found else 0
    return left, widths


def _needed(node: Node) -> int:
    return max(round(_width(line) * _LETTER) for line in _texts(node)) + _PAD


def _places(laid: Layers, left: Sequence[int], tallest: int) -> dict[str, tuple[int, int]]:
    """By id, the left edge and the middle."""
    return {
        name: (left[index], round(_TOP + _ROW * (row + 0.5 + (tallest - len(found)) / 2)))
        for index, found in enumerate(laid.columns)
        for row, name in enumerate(found)
    }


def _width(text: str) -> int:
    """How many ordinary letters wide."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _clip(text: str, most: int) -> str:
    kept = text
    while _width(kept) > most:
        kept = kept[: max(len(kept) - max((_width(kept) - most) // 2, 1), 1)]
    return kept if kept == text else kept[:-1] + "\N{HORIZONTAL ELLIPSIS}"


def _texts(node: Node) -> list[str]:
    first, _, rest = node.label.partition("\n")
    return [_clip(text, _WIDEST) for text in (first, " ".join(rest.split())) if text] or [node.id[:_WIDEST]]


def _box(node: Node, place: tuple[int, int], width: int) -> Box:
    x, middle = place
    lines = _texts(node)
    offsets = (5,) if len(lines) == 1 else (-3, 14)
    texts = tuple((x + 26, middle + offset, line) for offset, line in zip(offsets, lines, strict=True))
    title = f"{' '.join(node.label.split())} ({node.group}, {_SAID[node.mark]})"
    return Box(x, middle - _HIGH // 2, width, _HIGH, node.mark, _SIGN[node.mark], texts, title)


def _line(edge: Edge, way: tuple[str, ...], places: Mapping[str, tuple[int, int]], widths: Mapping[str, int]) -> Line:
    points = [(places[name], widths[name]) for name in way]
    (x, y), width = points[0]
    (end_x, end_y), end_width = points[-1]
    text = f"{_SIGN[edge.mark]} {_clip(edge.label, _LABEL)}".strip()
    if end_x <= x:  # back, or within a column
        out = max(x + width, end_x + end_width)
        path = f"M{x + width} {y}C{out + 40} {y} {out + 40} {end_y} {end_x + end_width} {end_y}"
        return Line(path, "", edge.mark, text, out + 30, (y + end_y) // 2)
    path, at = f"M{x + width} {y}", x + width
    for (to, middle), wide in points[1:]:
        half = (at + to) // 2
        path += f"C{half} {y} {half} {middle} {to} {middle}" + (f"H{to + wide}" if to != end_x else "")
        at, y = to + wide, middle
    arrow = f"M{end_x - 8} {end_y - 5}L{end_x} {end_y}L{end_x - 8} {end_y + 5}z"
    return Line(path, arrow, edge.mark, text, *_along((x + width, points[0][0][1]), points[1][0]))


def _along(start: tuple[int, int], end: tuple[int, int]) -> tuple[int, int]:
    """A place beyond the middle of a curve, where curves that cross are apart (its Bezier at 0.6)."""
    return round(0.424 * start[0] + 0.576 * end[0]), round(0.352 * start[1] + 0.648 * end[1]) - 5


def _said(drawn: Picture) -> str:
    marks = [node.mark for node in drawn.nodes] + [edge.mark for edge in drawn.edges]
    changed = ", ".join(
        f"{marks.count(mark)} {_SAID[mark]}" for mark in ("added", "removed", "changed") if mark in marks
    )
    return (
        f"{plural(len(drawn.nodes), 'thing')} and {plural(len(drawn.edges), 'arrow')}: {changed or 'nothing marked'}."
    )


def _hidden(picture: Picture, drawn: Picture) -> str:
    number = len(picture.nodes) - len(drawn.nodes)
    return f"{plural(number, 'thing is', 'things are')} left out of the picture; the table has all." if number else ""


def _words(picture: Picture) -> Fold:
    nodes = {node.id: node for node in picture.nodes}
    rows = [_said_edge(edge, nodes) for edge in picture.edges]
    joined = {name for edge in picture.edges for name in (edge.source, edge.target)}
    rows += [Row((_name(node), (), (), plain(_SAID[node.mark]))) for node in picture.nodes if node.id not in joined]
    heads = ("From", "To", "What", "Change")
    return Fold(plain("The picture as a table"), tables=(table("The picture as a table", heads, rows, quiet=True),))


def _said_edge(edge: Edge, nodes: Mapping[str, Node]) -> Row:
    ends = tuple(_name(nodes[name]) if name in nodes else code(name) for name in (edge.source, edge.target))
    return Row((*ends, plain(edge.label), plain(_SAID[edge.mark])))


def _name(node: Node) -> Parts:
    return (*plain(" ".join(node.label.split())), *plain(f"({node.group})"))
