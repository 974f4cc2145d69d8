"""The picture as Mermaid (https://mermaid.js.org/syntax/flowchart.html), which forges draw, and for Graphviz.

Mermaid refuses more than 50,000 characters and 500 edges; a larger picture is cut to what changed and its neighbours.
Colours are set for text and ground together, so they read on light and on dark; a word says the mark as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.review.picture import cut
from infra.review.render.escape import plain, short
from infra.review.render.words import MARKS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from infra.review.report import Edge, Mark, Node, Picture

LIMIT = 50_000
_EDGES = 400
_NODES = 80
"""More than these many nodes are hard to read: then only what changed is drawn."""
_LABEL = 60

_SHAPES = {
    "workload": ("([", "])"),
    "storage": ("[", "]"),
    "store": ("[(", ")]"),
    "cdn": ("{{", "}}"),
    "reader": ("((", "))"),
}
_DOT_SHAPES = {"workload": "oval", "storage": "box", "store": "cylinder", "cdn": "hexagon", "reader": "circle"}
_ARROWS: dict[Mark, str] = {"same": "-->", "added": "==>", "removed": "-.->", "changed": "==>"}
_COLORS: dict[Mark, tuple[str, str, str]] = {
    "added": ("#dafbe1", "#1a7f37", "#0b3d1a"),
    "removed": ("#ffebe9", "#cf222e", "#6e0b14"),
    "changed": ("#fff8c5", "#9a6700", "#3b2300"),
}
"""Ground, line and text of a mark."""
_SAFE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 /,_()")


def mermaid(picture: Picture, limit: int = LIMIT) -> str:
    """A flowchart of at most `limit` characters; a note in it says how many things are not drawn."""
    return _fitting(picture, _flowchart, limit)


def dot(picture: Picture) -> str:
    """The same for Graphviz (https://graphviz.org/doc/info/lang.html)."""
    return _fitting(picture, _digraph, 10_000_000)


def _fitting(picture: Picture, draw: Callable[[Picture, str], str], limit: int) -> str:
    nodes = _NODES
    while True:
        text = draw(*cut(picture, nodes, _EDGES))
        if len(text) <= limit or nodes <= 1:
            return text
        nodes = nodes * 3 // 4


def _flowchart(picture: Picture, note: str) -> str:
    ids = {node.id: f"n{index}" for index, node in enumerate(picture.nodes)}
    lines = ["flowchart LR", *(_node(node, ids) for node in picture.nodes)]
    lines += [_edge(edge, ids) for edge in picture.edges]
    lines += [f'  note["{quoted(note)}"]'] if note else []
    return "\n".join([*lines, *_styles(picture)]) + "\n"


def _node(node: Node, ids: Mapping[str, str]) -> str:
    opening, closing = _SHAPES[node.group]
    label = quoted(_marked(node.label, node.mark))
    css = "" if node.mark == "same" else f":::{node.mark}"
    return f'  {ids[node.id]}{opening}"{label}"{closing}{css}'


def _edge(edge: Edge, ids: Mapping[str, str]) -> str:
    label = f'|"{quoted(edge.label)}"|' if edge.label.strip() else ""
    return f"  {ids[edge.source]} {_ARROWS[edge.mark]}{label} {ids[edge.target]}"


def _styles(picture: Picture) -> Iterator[str]:
    for mark, (ground, line, text) in _COLORS.items():
        if any(node.mark == mark for node in picture.nodes):
            yield f"  classDef {mark} fill:{ground},stroke:{line},stroke-width:2px,color:{text}"
        edges = ",".join(str(index) for index, edge in enumerate(picture.edges) if edge.mark == mark)
        if edges:
            yield f"  linkStyle {edges} stroke:{line},stroke-width:2px"


def _marked(label: str, mark: Mark) -> str:
    text = short(label, _LABEL)
    return f"{text} ({MARKS[mark]})" if mark != "same" else text


def quoted(text: str) -> str:
    """A label's text in Mermaid's own escapes (`#34;`): it closes no label, and is not read as Markdown or HTML."""
    shown = plain(short(text, 2 * _LABEL))
    return "".join(_mermaid_character(character) for character in shown) or " "


def _mermaid_character(character: str) -> str:
    return character if character in _SAFE or not character.isascii() else f"#{ord(character)};"


def _digraph(picture: Picture, note: str) -> str:
    ids = {node.id: f"n{index}" for index, node in enumerate(picture.nodes)}
    lines = ["digraph review {", "  rankdir=LR", '  node [fontname="sans-serif"]']
    lines += [_dot_node(node, ids) for node in picture.nodes] + [_dot_edge(edge, ids) for edge in picture.edges]
    lines += [f'  note [shape=note label="{_dot_text(note)}"]'] if note else []
    return "\n".join([*lines, "}"]) + "\n"


def _dot_node(node: Node, ids: Mapping[str, str]) -> str:
    label = _dot_text(_marked(node.label, node.mark))
    look = f'shape={_DOT_SHAPES[node.group]} label="{label}"'
    if node.mark in _COLORS:
        ground, line, text = _COLORS[node.mark]
        look += f' style=filled fillcolor="{ground}" color="{line}" fontcolor="{text}"'
    return f"  {ids[node.id]} [{look}]"


def _dot_edge(edge: Edge, ids: Mapping[str, str]) -> str:
    look = f'label="{_dot_text(short(edge.label, 2 * _LABEL))}"'
    if edge.mark in _COLORS:
        look += f' color="{_COLORS[edge.mark][1]}"' + (" style=dashed" if edge.mark == "removed" else "")
    return f"  {ids[edge.source]} -> {ids[edge.target]} [{look}]"


def _dot_text(text: str) -> str:
    return plain(text).replace("\\", "\\\\").replace('"', '\\"')
