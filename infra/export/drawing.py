"""The graph's resources as a drawing: boxes for stores and workloads, arrows to what a resource needs."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from infra.review.owners import owners, real
from infra.review.render.escape import plain
from infra.review.render.mermaid import quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from infra.offline.graph import Graph, Resource

MOST = 500
"""Mermaid draws no more arrows than these (its `maxEdges`)."""


def mermaid_of(graph: Graph) -> str:
    """A flowchart (mermaid.js.org/syntax/flowchart.html); it says how many arrows beyond Mermaid's limit it lacks."""
    ids, edges = _ids(graph), list(_edges(graph))
    lines = ["flowchart LR"]
    for number, (title, members) in enumerate(_boxes(graph)):
        lines += [f'  subgraph g{number}["{quoted(title)}"]'] if title else []
        lines += [f'    {ids[item.urn]}["{quoted(_label(item))}"]' for item in members]
        lines += ["  end"] if title else []
    lines += [f"  {ids[source]} --> {ids[target]}" for source, target in edges[:MOST]]
    left = len(edges) - MOST
    return "\n".join([*lines, *([f'  note["{left} arrows are not drawn"]'] if left > 0 else [])]) + "\n"


def dot_of(graph: Graph) -> str:
    """For Graphviz (graphviz.org/doc/info/lang.html), whole."""
    ids = _ids(graph)
    lines = ["digraph stowplan {", "  rankdir=LR", '  node [shape=box fontname="sans-serif"]']
    for number, (title, members) in enumerate(_boxes(graph)):
        lines += [f'  subgraph cluster_{number} {{ label="{_text(title)}"'] if title else []
        lines += [f'    {ids[item.urn]} [label="{_text(_label(item))}"]' for item in members]
        lines += ["  }"] if title else []
    lines += [f"  {ids[source]} -> {ids[target]}" for source, target in _edges(graph)]
    return "\n".join([*lines, "}"]) + "\n"


def _ids(graph: Graph) -> dict[str, str]:
    return {item.urn: f"r{number}" for number, item in enumerate(item for item in graph.resources if real(item))}


def _boxes(graph: Graph) -> Iterator[tuple[str, list[Resource]]]:
    """Titles with their resources, by title; what belongs to nobody comes first and has none."""
    belongs = owners(graph)
    title: Callable[[Resource], str] = lambda item: belongs[item.urn].text()  # noqa: E731
    kept = sorted(
        (item for item in graph.resources if real(item)), key=lambda item: (title(item), item.type, item.name)
    )
    for name, members in groupby(kept, key=title):
        yield name, list(members)


def _edges(graph: Graph) -> Iterator[tuple[str, str]]:
    known = {item.urn for item in graph.resources if real(item)}
    for item in graph.resources:
        if item.urn in known:
            needed = {*item.dependencies, *(urn for urns in item.property_dependencies.values() for urn in urns)}
            yield from ((item.urn, urn) for urn in sorted(needed & known))


def _label(resource: Resource) -> str:
    return f"{resource.type.rpartition(':')[2]} {resource.name}"


def _text(text: str) -> str:
    return plain(text).replace("\\", "\\\\").replace('"', '\\"')
