"""Environments that say the same stand on the page once, under their joined names."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from infra.review.render.joining import joined
from infra.review.render.words import names

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from infra.review.render.page_parts import Ids
    from infra.review.report import EnvironmentReport

_RECORDS: tuple[Callable[[EnvironmentReport], tuple[Any, ...]], ...] = (
    lambda it: it.hazards,
    lambda it: it.permissions,
    lambda it: it.trusts,
    lambda it: it.exposures,
    lambda it: it.findings,
    lambda it: it.drifts,
    lambda it: it.resources,
    lambda it: it.sentences,
)


@dataclass(frozen=True, slots=True)
class Group:
    """Environments that say the same: the first of them, all names, and by each id of the first those of all."""

    key: str
    environment: EnvironmentReport
    names: tuple[str, ...]
    known: Mapping[str, Ids] = field(default_factory=dict)

    def title(self) -> str:
        """`prod and staging`."""
        return names(self.names)

    def ids(self, identity: str) -> Ids:
        """The ids of the record that the first environment calls `identity`."""
        found = tuple(pair for pair in self.known.get(identity, ()) if pair[0] in self.names)
        return found or ((self.environment.name, identity),)


def groups(environments: Sequence[EnvironmentReport]) -> tuple[Group, ...]:
    """In the order of each group's first environment."""
    looks, ids = _looks(environments)
    found: dict[Any, list[EnvironmentReport]] = {}
    for index, environment in enumerate(environments):
        found.setdefault((*looks[index], _rest(environment)), []).append(environment)
    return tuple(
        Group(f"environment-{number}", members[0], tuple(member.name for member in members), ids)
        for number, members in enumerate(found.values(), 1)
    )


def _looks(environments: Sequence[EnvironmentReport]) -> tuple[list[list[int]], dict[str, Ids]]:
    """For each environment which of the different looks its records have, kind by kind; and ids by the first's."""
    looks: list[list[int]] = [[] for _ in environments]
    ids: dict[str, Ids] = {}
    numbered = [replace(environment, name=str(index)) for index, environment in enumerate(environments)]
    for records in _RECORDS:
        found = joined(numbered, records)
        look = {name: number for number, group in enumerate(found) for name in group.names}
        for index in range(len(environments)):
            looks[index].append(look.get(str(index), -1))
        for group in found:
            ids |= {known[0][1]: known for known in group.ids if known}
    named = {
        first: tuple((environments[int(index)].name, identity) for index, identity in known)
        for first, known in ids.items()
    }
    return looks, named


def _rest(environment: EnvironmentReport) -> EnvironmentReport:
    """What is left to compare."""
    return replace(
        environment, name="", hazards=(), permissions=(), trusts=(), exposures=(), findings=(), drifts=(),
        resources=(), sentences=(),
    )  # fmt: skip
