"""Lifecycle rules that Azure refuses, or that would do nothing there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.spec.azure import log_prefixes
from generator.spec.facts import azure_stores
from generator.spec.limits import LIMITS
from generator.spec.problems import Problem, listing, problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.spec.azure import AzureLifecycleRule, AzureStore, AzureTransition
    from generator.spec.model import Spec

    Path = tuple[str | int, ...]

_TIERS = ("Hot", "Cool", "Cold", "Archive")
_ARCHIVES = ("LRS", "GRS", "RAGRS")
"""https://learn.microsoft.com/azure/storage/blobs/access-tiers-overview#archive-access-tier"""
_ID = re.compile(r"[\x20-\x7e]{1,256}")
"""The pages say letters and digits, the service takes more: hashicorp/terraform-provider-azurerm#17973"""
_RULES = LIMITS["lifecycle rules of a store"]["azure"]


def check(spec: Spec) -> Iterator[Problem]:
    """Every rule of every store on Azure."""
    for name, store in azure_stores(spec).items():
        count = len(store.lifecycle)
        if count > _RULES.most:
            slots = {"count": count, "things": "lifecycle rules", "who": _RULES.who, "limit": _RULES.most}
            yield problem("SPEC113", "stores", name, "lifecycle", **slots)
        for index, rule in enumerate(store.lifecycle):
            yield from _rule(store, rule, ("stores", name, "lifecycle", index))
            for prefixes in log_prefixes(azure_stores(spec), name):
                yield from _logs(rule, ("stores", name, "lifecycle", index), prefixes)


def _rule(store: AzureStore, rule: AzureLifecycleRule, path: Path) -> Iterator[Problem]:
    if not _ID.fullmatch(rule.id):
        slots = {"value": rule.id, "expected": "a rule id of 1 to 256 letters", "example": "old-versions"}
        yield problem("SPEC083", *path, "id", **slots)
    for key, end in (("transitions", "expire_days"), ("noncurrent_transitions", "noncurrent_days")):
        steps: Sequence[AzureTransition] = getattr(rule, key)
        yield from _order(store, steps, (*path, key))
        last = max((step.days for step in steps), default=0)
        days = getattr(rule, end)
        if days is not None and steps and days <= last:
            reason = "a blob is moved before it is deleted"
            yield problem("SPEC047", *path, end, value=f"`{end}: {days}`", floor=last + 1, reason=reason)


def _logs(rule: AzureLifecycleRule, path: Path, prefixes: Sequence[str]) -> Iterator[Problem]:
    """Rules over logs of one kind, which are append blobs in containers that Azure chooses.

    https://learn.microsoft.com/azure/storage/blobs/lifecycle-management-policy-structure#rule-actions
    """
    if any(rule.prefix.startswith(one) for one in prefixes) or any(one.startswith(rule.prefix) for one in prefixes):
        if not all(one.startswith(rule.prefix) for one in prefixes):
            yield problem("SPEC191", *path, "prefix", prefixes=listing(sorted(set(prefixes))))
            return
        for key in ("transitions", "noncurrent_days", "noncurrent_transitions"):
            if getattr(rule, key):
                yield problem("SPEC190", *path, key, key=key)


def _order(store: AzureStore, steps: Sequence[AzureTransition], path: Path) -> Iterator[Problem]:
    """A policy moves blobs to colder tiers only, and has one action for each."""
    before: str = store.access_tier
    last = 0
    for index, step in enumerate(steps):
        colder = _TIERS[_TIERS.index(before) + 1 :]
        if step.tier not in colder:
            slots = {"value": before, "other": step.tier, "allowed": listing(colder)}
            yield problem("SPEC037", *path, index, "tier", **slots)
        if index and step.days <= last:
            reason = "transitions stand in order"
            yield problem("SPEC047", *path, index, "days", value=f"day {step.days}", floor=last + 1, reason=reason)
        if step.tier == "Archive" and store.redundancy not in _ARCHIVES:
            yield problem("SPEC176", *path, index, "tier", value=store.redundancy, allowed=listing(_ARCHIVES))
        before, last = step.tier, step.days
