"""What happens to one resource, before anything follows from what happens to others."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from infra.review.compare import noise
from infra.review.compare.differ import Differ
from infra.review.compare.equal import Sides
from infra.review.compare.forces import forced
from infra.review.compare.records import Delta, dotted
from infra.review.compare.tokens import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra.offline.graph import Resource
    from infra.offline.values import Value
    from infra.review.compare.records import Pair, Step

_TRIGGER = "replacementTrigger"
_GUARDS = ("protect", "retainOnDelete", _TRIGGER)
"""The options that are compared: the two that keep a resource, and the one that replaces it."""


class Verdict(NamedTuple):
    """Of a resource on both sides: its differences, those that force another, and whether it only looks changed."""

    deltas: tuple[Delta, ...] = ()
    forcing: frozenset[str] = frozenset()
    churn: bool = False


def judged(pair: Pair, step: Step | None, *, filled: bool = False) -> Verdict:
    """Both sides of a pair compared; the engine's step, where it took one, decides what forces what.

    `filled`: only one side has symbols.
    """
    base, head = pair.base, pair.head
    if base is None or head is None or (step is not None and step.op == "same"):
        return Verdict()
    guards = _guards(base.options, head.options)
    if not guards and base.inputs == head.inputs:
        return Verdict()
    found = Differ(Sides(plain(head.type), filled), _secret_names(base, head)).differences(base.inputs, head.inputs)
    ignored = _texts(head.options.get("ignoreChanges"))
    deltas = tuple(item for item in found if not _ignored(item, ignored) and (step is not None or not item.unknown))
    deltas = deltas if step is not None else tuple(item for item in deltas if not _said_at_last(item, base))
    also = _texts(head.options.get("replaceOnChanges"))
    forcing = _forcing(head.type, deltas, also, step) | _triggered(guards, step)
    if not guards and not forcing and all(_words(item) for item in deltas):
        return Verdict(churn=True)
    return Verdict((*deltas, *guards), forcing)


def _forcing(token: str, deltas: tuple[Delta, ...], also: tuple[str, ...], step: Step | None) -> frozenset[str]:
    if step is not None:
        return frozenset(step.forcing) if step.op == "replace" else frozenset()
    return frozenset(dotted(item.path) for item in deltas if forced(token, item, also))


def _triggered(guards: tuple[Delta, ...], step: Step | None) -> frozenset[str]:
    if step is not None:
        return frozenset()
    return frozenset(dotted(item.path) for item in guards if item.path[-1] == _TRIGGER)


def _guards(base: Mapping[str, Value], head: Mapping[str, Value]) -> tuple[Delta, ...]:
    return tuple(
        Delta(("options", name), base.get(name) or False, head.get(name) or False)
        for name in _GUARDS
        if (base.get(name) or False) != (head.get(name) or False)
    )


def _said_at_last(item: Delta, base: Resource) -> bool:
    """Whether the program now says what is so already: a name that the engine made up, written down."""
    known = base.outputs.get(dotted(item.path)) if item.before is None and len(item.path) == 1 else None
    return isinstance(known, str) and known == item.after


def _words(item: Delta) -> bool:
    names = item.names()
    return bool(names) and names[-1] in noise.WORDS


def _ignored(item: Delta, ignored: tuple[str, ...]) -> bool:
    path = dotted(item.path)
    return any(path == name or path.startswith((f"{name}.", f"{name}[")) for name in ignored)


def _secret_names(base: Resource, head: Resource) -> frozenset[str]:
    return frozenset(
        name for side in (base, head) for name in _texts(side.options.get("additionalSecretOutputs")) if name
    )


def _texts(value: Value) -> tuple[str, ...]:
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list | tuple) else ()
