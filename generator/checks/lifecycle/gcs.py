"""Lifecycle rules that Google Cloud Storage refuses, or that never come to anything there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.spec.facts import gcs_stores
from generator.spec.limits import LIMITS
from generator.spec.problems import Problem, listing, problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.spec.gcs import GcsLifecycleRule, GcsStore, GcsTransition
    from generator.spec.model import Spec

_CLASSES = ("STANDARD", "NEARLINE", "COLDLINE", "ARCHIVE")
"""From warm to cold; objects move to the right only: https://cloud.google.com/storage/docs/lifecycle#setstorageclass"""
_LIMIT = LIMITS["lifecycle rules of a store"]["gcs"]

Path = tuple[str | int, ...]


def check(spec: Spec) -> Iterator[Problem]:
    """Every rule of every bucket on Google Cloud Storage."""
    for name, store in gcs_stores(spec).items():
        path = ("stores", name, "lifecycle")
        count = 1 + sum(_actions(rule) for rule in store.lifecycle)
        if count > _LIMIT.most:
            things = "lifecycle rules, one for each action and one for abandoned uploads"
            yield problem("SPEC113", *path, count=count, things=things, who=_LIMIT.who, limit=_LIMIT.most)
        for index, rule in enumerate(store.lifecycle):
            yield from _rule(store, rule, (*path, index))


def _actions(rule: GcsLifecycleRule) -> int:
    """The rules of Google that a rule of the spec becomes."""
    versions = rule.noncurrent_days is not None or rule.noncurrent_keep is not None
    single = [rule.expire_days is not None, versions, rule.abort_multipart_days is not None]
    return (sum(single) + len(rule.transitions) + len(rule.noncurrent_transitions)) * rule.enabled


def _rule(store: GcsStore, rule: GcsLifecycleRule, path: Path) -> Iterator[Problem]:
    if rule.noncurrent_keep is not None and not store.versioning:
        yield problem("SPEC048", *path, "noncurrent_keep", value="noncurrent_keep")
    kept = store.retention.days if store.retention is not None else 0
    if rule.expire_days is not None and rule.expire_days < kept:
        yield problem("SPEC144", *path, "expire_days", value=rule.expire_days, days=kept)
    for key, end in (("transitions", "expire_days"), ("noncurrent_transitions", "noncurrent_days")):
        steps: Sequence[GcsTransition] = getattr(rule, key)
        if store.autoclass is None:
            yield from _colder(store.storage_class, steps, (*path, key))
        yield from _order(steps, (*path, key))
        last, days = steps[-1].days if steps else 0, getattr(rule, end)
        if days is not None and steps and days <= last:
            slots = {"value": f"`{end}: {days}`", "reason": "an object is moved before it is deleted"}
            yield problem("SPEC047", *path, end, floor=last + 1, **slots)


def _colder(first: str, steps: Sequence[GcsTransition], path: Path) -> Iterator[Problem]:
    before = first
    for index, step in enumerate(steps):
        allowed = _CLASSES[_CLASSES.index(before) + 1 :]
        if step.storage_class not in allowed:
            slots = {"value": before, "other": step.storage_class, "allowed": listing(allowed)}
            yield problem("SPEC037", *path, index, "storage_class", **slots)
        before = step.storage_class


def _order(steps: Sequence[GcsTransition], path: Path) -> Iterator[Problem]:
    for index, step in enumerate(steps[1:], start=1):
        floor = steps[index - 1].days + 1
        if step.days < floor:
            slots = {"value": f"day {step.days}", "floor": floor, "reason": "transitions stand in order"}
            yield problem("SPEC047", *path, index, "days", **slots)
