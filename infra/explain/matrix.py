"""Workloads (and anyone) by storages by actions, each right with how far it reaches and what gives it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from infra.explain import clouds, globs
from infra.explain.places import of_storage
from infra.explain.records import ACTIONS, ANYONE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.spec.model import Spec
    from generator.spec.workloads import Action
    from infra.explain.clouds import World
    from infra.explain.globs import Shape
    from infra.explain.records import Answer, Place, Verdict, Way

    Shapes = dict[tuple[str, Way, Action, str, str], tuple[Shape, ...]]

_RANK: Mapping[str, int] = {"allow": 0, "signed": 1, "deny": 2}


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody: a workload by its identity, or anyone by one of two ways."""

    who: str
    way: Way

    @property
    def title(self) -> str:
        """As in `web` and `anyone (CDN)`."""
        return {"identity": self.who, "bucket": "anyone (bucket)", "cdn": "anyone (CDN)"}[self.way]


@dataclass(frozen=True, slots=True)
class Right:
    """One action in one storage. `beyond`: it reaches outside the prefix. `part`: not everything inside it."""

    action: Action
    answer: Answer
    beyond: bool = False
    part: bool = False

    @property
    def verdict(self) -> Verdict:
        """Allowed, or allowed to who shows a signature."""
        return self.answer.verdict


@dataclass(frozen=True)
class Matrix:
    """The rows, the places of the storages, and the rights there are, by (row, alias); who has none is not in it."""

    project: str
    environment: str
    rows: tuple[Row, ...]
    places: tuple[Place, ...]
    cells: Mapping[tuple[Row, str], tuple[Right, ...]]


def matrix(world: World, spec: Spec) -> Matrix:
    """The rights of every workload and of anyone in every storage.

    What everyone may is in the rows of anyone, and not in those of the workloads.
    """
    rows = (*(Row(name, "identity") for name in spec.workloads), Row(ANYONE, "bucket"), Row(ANYONE, "cdn"))
    places = tuple(of_storage(spec, alias) for alias in spec.storages)
    shapes: Shapes = {}
    cells = {}
    for row in rows:
        for place in places:
            rights = tuple(_rights(world, row, place, shapes))
            if rights:
                cells[row, place.alias] = rights
    return Matrix(spec.project, spec.environment, rows, places, cells)


def _rights(world: World, row: Row, place: Place, shapes: Shapes) -> Iterator[Right]:
    prefix = "" if place.several else place.key  # a storage with a container to itself owns all of it
    for action in ACTIONS:
        known = row.who, row.way, action, place.bucket, place.container
        if known not in shapes:
            who = "" if row.who == ANYONE else row.who
            patterns = clouds.shapes(world, who, row.way, action, place)
            shapes[known] = tuple(map(globs.shape, patterns))
        right = _right(world, row, action, place, prefix, shapes[known]) if shapes[known] else None
        if right and right.verdict != "deny":
            yield right


def _right(
    world: World, row: Row, action: Action, place: Place, prefix: str, shapes: tuple[Shape, ...]
) -> Right:  # fmt: skip
    """Asked inside the prefix first; the answer that opens most stands for all, and others make it a part."""
    keys = globs.inside(prefix, shapes)
    if action == "list":
        keys = tuple(dict.fromkeys((prefix, *keys)))
    answers = [_ask(world, row, action, replace(place, key=key)) for key in keys]
    found = min(answers, key=lambda answer: _RANK[answer.verdict])
    if found.verdict == "deny":
        return Right(action, found)
    beyond = any(
        _RANK[_ask(world, row, action, replace(place, key=key)).verdict] <= _RANK[found.verdict]
        for key in globs.outside(prefix, shapes)
    )
    return Right(action, found, beyond, any(answer.verdict != found.verdict for answer in answers))


def _ask(world: World, row: Row, action: Action, place: Place) -> Answer:
    if row.way == "identity":
        return clouds.workload(world, row.who, action, place, open_=False)
    return clouds.anyone(world, row.way, action, place)
