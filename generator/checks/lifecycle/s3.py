"""Lifecycle rules that S3 refuses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.spec.facts import s3_stores
from generator.spec.limits import LIMITS
from generator.spec.problems import Problem, listing, problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.spec.model import Spec
    from generator.spec.s3 import LifecycleRule, Transition

_MINIMUM_DAYS = {"STANDARD_IA": 30, "ONEZONE_IA": 30}
_STAY_DAYS = 30
"""How long an object stays in an infrequent-access class before the next transition (same page as `_COLDER`)."""
_COLDER = {
    "STANDARD_IA": ("INTELLIGENT_TIERING", "ONEZONE_IA", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"),
    "INTELLIGENT_TIERING": ("ONEZONE_IA", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"),
    "ONEZONE_IA": ("GLACIER", "DEEP_ARCHIVE"),
    "GLACIER_IR": ("GLACIER", "DEEP_ARCHIVE"),
    "GLACIER": ("DEEP_ARCHIVE",),
    "DEEP_ARCHIVE": (),
}
"""Transitions S3 supports: https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html"""
_ID = re.compile(r"[\x20-\x7e]{1,255}")
_OURS = "abort-multipart"
MAX_RULES = LIMITS["lifecycle rules of a store"]["s3"].most


def check(spec: Spec) -> Iterator[Problem]:
    """Every rule of every bucket on S3."""
    for name, store in s3_stores(spec).items():
        if len(store.lifecycle) >= MAX_RULES:
            yield problem(
                "SPEC113",
                "stores",
                name,
                "lifecycle",
                count=len(store.lifecycle) + 1,
                things="lifecycle rules with the one for abandoned uploads",
                who="S3",
                limit=MAX_RULES,
            )
        for index, rule in enumerate(store.lifecycle):
            path = ("stores", name, "lifecycle", index)
            yield from _id((*path, "id"), rule.id)
            yield from _keep(rule, path)
            yield from _order(rule.transitions, rule.expire_days, (*path, "transitions"), "expire_days", path)
            yield from _order(
                rule.noncurrent_transitions,
                rule.noncurrent_days,
                (*path, "noncurrent_transitions"),
                "noncurrent_days",
                path,
            )


def _id(path: tuple[str | int, ...], value: str) -> Iterator[Problem]:
    if value == _OURS:
        reason = "the rule for abandoned uploads that every bucket gets has it"
        yield problem("SPEC084", *path, value=value, reason=reason)
    elif not _ID.fullmatch(value):
        yield problem("SPEC083", *path, value=value, expected="a rule id of 1 to 255 letters", example="old-versions")


def _keep(rule: LifecycleRule, path: tuple[str | int, ...]) -> Iterator[Problem]:
    if rule.noncurrent_keep is not None and rule.noncurrent_days is None:
        yield problem(
            "SPEC021", *path, value="noncurrent_days", where=": `noncurrent_keep` says how many versions it spares"
        )


def _order(
    steps: Sequence[Transition], end: int | None, path: tuple[str | int, ...], key: str, rule: tuple[str | int, ...]
) -> Iterator[Problem]:
    last = 0
    for index, step in enumerate(steps):
        minimum = _MINIMUM_DAYS.get(step.storage_class, 1)
        if step.days < minimum:
            reason = f"{step.storage_class} takes objects from day {minimum}"
            yield problem("SPEC047", *path, index, "days", value=f"day {step.days}", floor=minimum, reason=reason)
        if index:
            yield from _after(steps[index - 1], step, (*path, index, "days"))
        colder = _COLDER[steps[index - 1].storage_class] if index else (step.storage_class,)
        if step.storage_class not in colder:
            slots = {"value": steps[index - 1].storage_class, "other": step.storage_class, "allowed": listing(colder)}
            yield problem("SPEC037", *path, index, "storage_class", **slots)
        last = step.days
    if end is not None and steps and end <= last:
        yield problem(
            "SPEC047",
            *rule,
            key,
            value=f"`{key}: {end}`",
            floor=last + 1,
            reason="an object is moved before it is deleted",
        )


def _after(before: Transition, step: Transition, path: tuple[str | int, ...]) -> Iterator[Problem]:
    floor, reason = before.days + 1, "transitions stand in order"
    if step.days >= floor and before.storage_class in _MINIMUM_DAYS:
        floor, reason = before.days + _STAY_DAYS, f"objects stay in {before.storage_class} for {_STAY_DAYS} days"
    if step.days < floor:
        yield problem("SPEC047", *path, value=f"day {step.days}", floor=floor, reason=reason)
