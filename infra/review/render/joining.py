"""Environments that say the same are shown once, under their joined names."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from infra.review.render.words import subject_of
from infra.review.report import Finding, Hazard

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from infra.review.report import EnvironmentReport

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Joined(Generic[T]):
    """The records of some environments, as the first of them has them.

    `ids` has for each record the ids that the environments give it, in their order: (environment, id).
    """

    names: tuple[str, ...]
    records: tuple[T, ...]
    ids: tuple[tuple[tuple[str, str], ...], ...]


def joined(
    environments: Sequence[EnvironmentReport], records: Callable[[EnvironmentReport], tuple[T, ...]]
) -> tuple[Joined[T], ...]:
    """The records of each environment that has some; environments whose records look alike are one."""
    groups: dict[tuple[Any, ...], list[tuple[str, tuple[T, ...]]]] = {}
    for environment in environments:
        if found := records(environment):
            groups.setdefault(tuple(_seen(record) for record in found), []).append((environment.name, found))
    return tuple(_join(members) for members in groups.values())


def apart(
    environments: Sequence[EnvironmentReport], records: Callable[[EnvironmentReport], tuple[T, ...]]
) -> tuple[Joined[T], ...]:
    """Each record once; those that the same environments have stand together, under the joined names."""
    found: dict[Any, list[tuple[str, T]]] = {}
    for environment in environments:
        times = Counter[Any]()
        for record in records(environment):
            look = _seen(record)
            times[look] += 1
            found.setdefault((look, times[look]), []).append((environment.name, record))
    groups: dict[tuple[str, ...], list[list[tuple[str, T]]]] = defaultdict(list)
    for members in found.values():
        groups[tuple(name for name, _ in members)].append(members)
    return tuple(
        Joined(names, tuple(members[0][1] for members in found), tuple(_ids(members) for members in found))
        for names, found in groups.items()
    )


def _ids(members: list[tuple[str, Any]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, found) for name, record in members if (found := getattr(record, "id", "")))


def _join(members: list[tuple[str, tuple[T, ...]]]) -> Joined[T]:
    first = members[0][1]
    ids = tuple(_ids([(name, found[index]) for name, found in members]) for index in range(len(first)))
    return Joined(tuple(name for name, _ in members), first, ids)


def _seen(record: Any) -> Any:
    """The record without what carries the environment's name and is not shown: ids, urns, candidates of positions."""
    names = {field.name for field in fields(record)}
    blank: dict[str, Any] = {name: "" for name in ("id", "urn") if name in names}
    blank |= {"paths": ()} if "paths" in names else {}
    if "moved_from" in names:
        blank["moved_from"] = record.moved_from.rpartition("::")[2]
    if isinstance(record, Hazard):
        blank["subject"] = ""
    if isinstance(record, Finding):
        blank["subject"] = subject_of(record)
    return replace(record, **blank)
