"""A layered layout: which row of its column each node of a picture gets, so that few lines cross."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from infra.review.report import Edge, Picture

COLUMNS = ("workload", "storage", "store", "cdn", "reader")
_SWEEPS = 4


@dataclass(frozen=True, slots=True)
class Layers:
    """`columns` hold ids from top to bottom; an id with a tab in it is a place that a longer line passes through.

    `ways` are the ids that each edge passes, its ends included.
    """

    columns: tuple[tuple[str, ...], ...]
    ways: tuple[tuple[Edge, tuple[str, ...]], ...]


def layers(picture: Picture) -> Layers:
    """The picture's nodes in their columns. Edges from or to what is not there are left out."""
    column = {node.id: COLUMNS.index(node.group) for node in picture.nodes}
    columns: list[list[str]] = [[] for _ in COLUMNS]
    for name, index in column.items():
        columns[index].append(name)
    edges = [edge for edge in picture.edges if edge.source in column and edge.target in column]
    ways = tuple((edge, _way(edge, number, column, columns)) for number, edge in enumerate(edges))
    near = _neighbours([way for _, way in ways])
    for sweep in range(_SWEEPS):
        _sweep(columns, near, forward=sweep % 2 == 0)
    return Layers(tuple(tuple(found) for found in columns), ways)


def _way(edge: Edge, number: int, column: Mapping[str, int], columns: Sequence[list[str]]) -> tuple[str, ...]:
    """The ends, and between them a place of its own in each column that is passed."""
    passed = []
    for index in range(column[edge.source] + 1, column[edge.target]):
        if columns[index]:
            passed.append(f"{number}\t{index}")
            columns[index].append(passed[-1])
    return (edge.source, *passed, edge.target)


def _neighbours(ways: Sequence[tuple[str, ...]]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for way in ways:
        for left, right in pairwise(way):
            found.setdefault(left, []).append(right)
            found.setdefault(right, []).append(left)
    return found


def _sweep(columns: list[list[str]], near: Mapping[str, list[str]], *, forward: bool) -> None:
    """Each column in the order of what it is joined to in the column before it, by the mean of their places."""
    order = range(1, len(columns)) if forward else range(len(columns) - 2, -1, -1)
    for index in order:
        beside = columns[:index] if forward else columns[index + 1 :]
        place = {name: row / max(len(found), 1) for found in beside for row, name in enumerate(found)}
        here = columns[index]
        own = {name: row / max(len(here), 1) for row, name in enumerate(here)}
        columns[index] = sorted(here, key=lambda name: _mean(near.get(name, []), place, own[name]))


def _mean(names: Sequence[str], place: Mapping[str, float], own: float) -> float:
    found = [place[name] for name in names if name in place]
    return sum(found) / len(found) if found else own
