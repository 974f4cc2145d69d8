"""The picture of a review: workload -> storage -> store -> CDN -> readers, with what changes marked.

It is drawn from the specs. Where one side has none, the changes say by their owners what is new, gone or different.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from infra.review.pictured import Drawing, drawn
from infra.review.report import Edge, Node, Picture

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from generator.spec.model import Spec
    from infra.review.pictured import Ends, Words
    from infra.review.report import Mark, ResourceChange

_GROUPS = ("workload", "storage", "store", "cdn", "reader")


def picture(base: Spec | None, head: Spec | None, changes: tuple[ResourceChange, ...]) -> Picture:
    """The picture of one environment; nodes by column and name, edges by their ends."""
    touched = _by_owner(changes)
    if base is not None and head is not None:
        return _both(drawn(base), drawn(head), touched)
    known = head if head is not None else base
    return _one(drawn(known) if known is not None else Drawing(), touched, gone=head is None)


def _by_owner(changes: Iterable[ResourceChange]) -> dict[str, Mark]:
    """By node id, what its resources say: new when all are and it holds something, gone likewise, else changed."""
    owned: dict[str, list[ResourceChange]] = {}
    for change in changes:
        if change.owner.startswith(("store ", "workload ")):
            owned.setdefault(change.owner.replace(" ", ":", 1), []).append(change)
    return {owner: _mark(found) for owner, found in owned.items()}


def _mark(changes: list[ResourceChange]) -> Mark:
    kinds = {change.kind for change in changes}
    holds = any(change.stateful for change in changes)
    if holds and kinds == {"create"}:
        return "added"
    return "removed" if holds and kinds == {"delete"} else "changed"


def _both(base: Drawing, head: Drawing, touched: Mapping[str, Mark]) -> Picture:
    nodes = {**base.nodes, **head.nodes}
    edges = {**base.edges, **head.edges}
    marks = {name: _compared(base.facts.get(name), head.facts.get(name), different=name in touched) for name in nodes}
    arrows = (_arrow(ends, base.edges.get(ends), head.edges.get(ends)) for ends in edges)
    return _ordered((replace(node, mark=marks[name]) for name, node in nodes.items()), arrows)


def _arrow(ends: Ends, before: Words | None, after: Words | None) -> Edge:
    return Edge(*ends, _label(before, after), _compared(before, after))


def _compared(before: object, after: object, *, different: bool = False) -> Mark:
    if before is None or after is None:
        return "added" if before is None else "removed"
    return "changed" if different or before != after else "same"


def _label(before: Words | None, after: Words | None) -> str:
    """`read, write (new), delete (removed)`; of an edge on one side only, what it has there."""
    if before is None or after is None:
        return ", ".join(after or before or ())
    words = [word if word in before else f"{word} (new)" for word in after]
    return ", ".join([*words, *(f"{word} (removed)" for word in before if word not in after)])


def _one(drawing: Drawing, touched: Mapping[str, Mark], *, gone: bool) -> Picture:
    """With one spec: marks by owner, and what hangs on something new or gone is that as well."""
    opposite = "added" if gone else "removed"
    marks: dict[str, Mark] = dict.fromkeys(drawing.nodes, "same")
    for name, mark in touched.items():
        marks[name] = "changed" if name in drawing.nodes and mark == opposite else mark
    for name, store in drawing.lies_in.items():
        mark = marks.get(store, "same")
        marks[name] = mark if mark in ("added", "removed") else "same"
    nodes = {name: _stranger(name) for name in touched} | drawing.nodes
    edges = (Edge(*ends, ", ".join(label), _of_ends(marks, ends)) for ends, label in drawing.edges.items())
    return _ordered((replace(node, mark=marks[name]) for name, node in nodes.items()), edges)


def _stranger(name: str) -> Node:
    """An owner that the spec does not have."""
    kind, _, label = name.partition(":")
    return Node(name, "store" if kind == "store" else "workload", label)


def _of_ends(marks: Mapping[str, Mark], ends: Ends) -> Mark:
    found = {marks[end] for end in ends}
    return "removed" if "removed" in found else "added" if "added" in found else "same"


def _ordered(nodes: Iterable[Node], edges: Iterable[Edge]) -> Picture:
    return Picture(
        tuple(sorted(nodes, key=lambda node: (_GROUPS.index(node.group), node.id))),
        tuple(sorted(edges, key=lambda edge: (edge.source, edge.target))),
    )


def cut(found: Picture, nodes: int, edges: int) -> tuple[Picture, str]:
    """The picture with at most so many nodes and edges, and a note on what is not drawn (empty for nothing).

    First what did not change and is not next to what did goes, then the last nodes of the rest.
    """
    known = {node.id for node in found.nodes}
    arrows = [edge for edge in found.edges if edge.source in known and edge.target in known]
    if len(found.nodes) <= nodes and len(arrows) <= edges:
        return Picture(found.nodes, tuple(arrows)), ""
    kept = _nearest(found, nodes)
    drawn_arrows = [edge for edge in arrows if edge.source in kept and edge.target in kept]
    drawn_arrows.sort(key=lambda edge: edge.mark == "same")
    drawn_nodes = tuple(node for node in found.nodes if node.id in kept)
    left = [node for node in found.nodes if node.id not in kept]
    return Picture(drawn_nodes, tuple(drawn_arrows[:edges])), _note(left)


def _nearest(found: Picture, nodes: int) -> frozenset[str]:
    """The ids of at most so many nodes: what changed, then what is next to it; the first ones when nothing changed."""
    marked = [edge for edge in found.edges if edge.mark != "same"]
    changed = {node.id for node in found.nodes if node.mark != "same"} | _ends(marked)
    near = _ends(edge for edge in found.edges if edge.source in changed or edge.target in changed) - changed
    first = [node.id for node in found.nodes if node.id in changed]
    then = [node.id for node in found.nodes if node.id in near]
    return frozenset(([*first, *then] or [node.id for node in found.nodes])[:nodes])


def _ends(edges: Iterable[Edge]) -> set[str]:
    return {end for edge in edges for end in (edge.source, edge.target)}


def _note(left: list[Node]) -> str:
    """`12 unchanged storages and 3 changed stores not drawn`."""
    parts = []
    for word, group in ((word, group) for word in ("unchanged", "changed") for group in _GROUPS):
        count = sum(node.group == group and (node.mark == "same") == (word == "unchanged") for node in left)
        plural = {"cdn": "CDNs"}.get(group, f"{group}s")
        parts += [f"{count:,} {word} {plural if count != 1 else plural[:-1]}"] if count else []
    return f"{', '.join(parts)} not drawn" if parts else "some edges not drawn"
