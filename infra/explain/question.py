"""`--can`: one question, and what a cloud answers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from generator.spec.facts import storages_of
from infra.explain import clouds
from infra.explain.globs import PROBE
from infra.explain.places import action_of, of_storage, place_of, who_of
from infra.explain.records import ACTIONS, ANYONE, WAYS

if TYPE_CHECKING:
    from generator.spec.model import Spec
    from generator.spec.workloads import Action
    from infra.explain.clouds import World
    from infra.explain.records import Answer, Place, Way

_NAMED = 3
"""So many storages are named as what somebody may use instead."""


@dataclass(frozen=True)
class Question:
    """Who wants to do what where."""

    who: str
    action: Action
    place: Place


@dataclass(frozen=True)
class Reply:
    """The answers: one for a workload; for anyone one straight at the store and one through the CDN."""

    question: Question
    answers: tuple[Answer, ...]

    @property
    def allowed(self) -> bool:
        """Whether one of the ways needs nothing more; a signed link is something more."""
        return any(answer.allowed for answer in self.answers)


def question(spec: Spec, who: str, action: str, path: str) -> Question:
    """The question in the words of the command line. Raises UsageError."""
    asked = action_of(action)
    return Question(who_of(spec, who), asked, place_of(spec, path, asked))


def reply(world: World, spec: Spec, asked: Question) -> Reply:
    """The answers, each denial with what comes closest."""
    if asked.who == ANYONE:
        found = [(way, clouds.anyone(world, way, asked.action, asked.place)) for way in WAYS]
    else:
        found = [("identity", clouds.workload(world, asked.who, asked.action, asked.place))]
    answers = (_with_closest(world, spec, asked, way, answer) for way, answer in found)
    return Reply(asked, tuple(answers))


def _with_closest(world: World, spec: Spec, asked: Question, way: Way, answer: Answer) -> Answer:
    if answer.verdict != "deny" or (way == "cdn" and not answer.statements):
        return answer
    return replace(answer, closest=_closest(world, spec, asked, way))


def _closest(world: World, spec: Spec, asked: Question, way: Way) -> str:
    """The same action in other storages of the store, the most alike first; else other actions here, or anywhere."""
    others = _others(world, spec, asked, way, asked.action)
    if others:
        return f"{asked.who} may {asked.action} {others}"
    rest = [action for action in ACTIONS if action != asked.action]
    may = [item for item in rest if _ask(world, asked.who, way, item, _named(asked.place, item)).allowed]
    if may:
        return f"{asked.who} may {', '.join(may)} here"
    elsewhere = ((item, _others(world, spec, asked, way, item)) for item in rest)
    return next((f"{asked.who} may {item} {where}" for item, where in elsewhere if where), "")


def _others(world: World, spec: Spec, asked: Question, way: Way, action: Action) -> str:
    """The storages of the store where this is allowed, as patterns."""
    key = asked.place.key
    found = []
    for alias in storages_of(spec, asked.place.store):
        place = of_storage(spec, alias, "" if action == "list" else PROBE)
        if alias != asked.place.alias and _ask(world, asked.who, way, action, place).allowed:
            found.append(of_storage(spec, alias))
    found.sort(key=lambda place: (-_alike(place.key, key), place.alias))
    more = f" and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
    return ", ".join(f"{item.store}/{item.path}*" for item in found[:_NAMED]) + more


def _alike(one: str, other: str) -> int:
    """How many characters both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (left, right) in pairs if left != right), min(len(one), len(other)))


def _named(place: Place, action: Action) -> Place:
    return place if place.key or action == "list" else replace(place, key=PROBE)


def _ask(world: World, who: str, way: Way, action: Action, place: Place) -> Answer:
    return clouds.anyone(world, way, action, place) if who == ANYONE else clouds.workload(world, who, action, place)
