"""Lifecycle rules of a Google Cloud Storage bucket in the normal form.

A rule is one action, and happens when all its conditions are met (https://cloud.google.com/storage/docs/lifecycle).
"""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import TYPE_CHECKING

from infra.review.aging.rule import Bite, Condition, Kind, Rule, number, one, text, texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from infra.offline.values import Value
    from infra.review.aging.rule import Action, Clock

BUCKETS = ("gcp:storage/bucket:Bucket",)
OBJECTS, VERSIONS, UPLOADS = "objects", "old versions", "uploads"
_ACTIONS: Mapping[str, Action] = {
    "Delete": "delete",
    "SetStorageClass": "move",
    "AbortIncompleteMultipartUpload": "abort",
}
_CLOCKS: Mapping[str, tuple[tuple[str, Clock], ...]] = {
    OBJECTS: (("age", ""), ("daysSinceCustomTime", "custom")),
    VERSIONS: (("daysSinceNoncurrentTime", ""), ("age", "created"), ("daysSinceCustomTime", "custom")),
    UPLOADS: (("age", ""),),
}
"""The clocks of a condition, the first of them the one that days are said of; the others are conditions beside it."""
_DATES = {
    "createdBefore": "created before",
    "customTimeBefore": "custom time before",
    "noncurrentTimeBefore": "replaced before",
}
_NAMES = {"created": "days old", "custom": "days since the custom time", "": "days old"}


def rules(block: Mapping[str, Value]) -> Iterator[Rule]:
    """What one rule does, to live objects and to old versions apart, by prefix, suffix and class."""
    action, condition = one(block.get("action")), one(block.get("condition"))
    verb = _ACTIONS.get(text(action.get("type")))
    if verb is None:
        return
    target = text(action.get("storageClass")) if verb == "move" else ""
    for what in _whats(verb, condition):
        kind, bite, more = _when(Kind(what, verb, target), condition)
        for prefix, *found in product(*_places(condition)):
            yield Rule(kind, prefix, bite, frozenset([*more, *(item for item in found if item)]))


def _whats(verb: Action, condition: Mapping[str, Value]) -> tuple[str, ...]:
    """A rule without a state is for both; conditions on being replaced are met by old versions only."""
    if verb == "abort":
        return (UPLOADS,)
    live, state = condition.get("isLive"), text(condition.get("withState"))
    old = any(_given(condition, name) for name in ("daysSinceNoncurrentTime", "numNewerVersions"))
    old = old or bool(text(condition.get("noncurrentTimeBefore")))
    if state == "LIVE" or live is True:
        return () if old else (OBJECTS,)
    return (VERSIONS,) if old or state == "ARCHIVED" or live is False else (OBJECTS, VERSIONS)


def _given(condition: Mapping[str, Value], name: str) -> bool:
    """The provider leaves out a zero, unless `send<Name>IfZero` says it is meant."""
    value = number(condition.get(name))
    return value is not None and (value > 0 or condition.get(f"send{name[0].upper()}{name[1:]}IfZero") is True)


def _when(kind: Kind, condition: Mapping[str, Value]) -> tuple[Kind, Bite, list[Condition]]:
    """Newer versions are counted with the live one by Google, and without it here."""
    clocks = [(name, clock) for name, clock in _CLOCKS[kind.what] if _given(condition, name)]
    days = [number(condition.get(name)) or 0 for name, _ in clocks]
    keep = max((number(condition.get("numNewerVersions")) or 0) - 1, 0) if kind.what == VERSIONS else 0
    more = [Condition(_NAMES[clock], ">", count) for (_, clock), count in zip(clocks[1:], days[1:], strict=True)]
    more += [Condition(name, "<", day) for key, name in _DATES.items() if (day := _day(condition.get(key)))]
    if clocks:
        kind = kind._replace(clock=clocks[0][1])
    return kind, Bite(days[0] if days else 0, keep), more


def _day(value: Value) -> int | None:
    try:
        return date.fromisoformat(text(value)[:10]).toordinal()
    except ValueError:
        return None


def _places(condition: Mapping[str, Value]) -> tuple[tuple[str, ...], list[Condition | None], list[Condition | None]]:
    """Prefixes, suffixes, classes: one of each is enough, so each combination is a rule of its own."""
    classes = texts(condition.get("matchesStorageClasses", condition.get("matchesStorageClass")))
    suffixes = [Condition("suffix", "=", item) for item in texts(condition.get("matchesSuffixes"))]
    kinds = [Condition("class", "=", item) for item in classes]
    return texts(condition.get("matchesPrefixes")) or ("",), [*suffixes] or [None], [*kinds] or [None]
