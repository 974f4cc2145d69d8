"""What an account's management policy does, decided; the component spells it in the SDK's words."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from generator.spec.azure import log_prefixes
from generator.spec.facts import azure_stores, storages_of
from generator.spec.limits import LIMITS
from infra.policies.azure_access import containers_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from generator.spec.azure import AzureLifecycleRule, AzureTransition, Tier
    from generator.spec.model import Spec

MAX_RULES = LIMITS["lifecycle rules of a store"]["azure"].most
MAX_PREFIXES = LIMITS["prefixes of a lifecycle rule"]["azure"].most
"""Of a policy, and of a rule: https://learn.microsoft.com/azure/storage/blobs/lifecycle-management-policy-structure"""
MAX_NAME = 256
"""Characters of a rule's name, which is told from others by case."""

ACCESS_LOGS = ("insights-logs-storagedelete", "insights-logs-storageread", "insights-logs-storagewrite")
CDN_LOGS = ("insights-logs-frontdooraccesslog", "insights-logs-frontdoorwebapplicationfirewalllog")
"""Where Azure itself puts logs, whatever the spec's prefix:
https://learn.microsoft.com/azure/azure-monitor/platform/resource-logs"""

Blobs: TypeAlias = Literal["blockBlob", "appendBlob"]
Step: TypeAlias = "tuple[int, Tier]"
"""Days, and the tier that blobs move to."""


@dataclass(frozen=True)
class Actions:
    """Days since a blob's last write, or since a version was made; None for no such action."""

    expire_days: int | None = None
    noncurrent_days: int | None = None
    transitions: tuple[Step, ...] = ()
    noncurrent_transitions: tuple[Step, ...] = ()


class _What(NamedTuple):
    """What makes rules one: `blobs` is the type of blob, uploads are of blocks and logs are appended to."""

    blobs: Blobs
    enabled: bool
    actions: Actions


@dataclass(frozen=True)
class Rule:
    """One rule over blobs of a type whose path, container first, begins with one of `prefixes`."""

    name: str
    blobs: Blobs
    enabled: bool
    prefixes: tuple[str, ...]
    actions: Actions


class Paths(NamedTuple):
    """Where a rule's prefix is found: paths of files, and of the logs of Azure Monitor."""

    own: tuple[str, ...]
    logs: tuple[str, ...] = ()


def rules_of(spec: Spec, store: str) -> tuple[Rule, ...]:
    """The rules of a store's policy, as Azure gets them."""
    wanted = azure_stores(spec)[store].lifecycle
    return rules((rule, paths_of(spec, store, rule.prefix)) for rule in wanted)


def too_many(spec: Spec) -> Iterator[tuple[str, int]]:
    """The stores whose rules are more than Azure takes, each with their number."""
    for store in azure_stores(spec):
        number = len(rules_of(spec, store))
        if number > MAX_RULES:
            yield store, number


def rules(wanted: Iterable[tuple[AzureLifecycleRule, Paths]]) -> tuple[Rule, ...]:
    """The rules by name, given with their paths, in parts of ten prefixes.

    Those that do the same become one, under the first of their ids; what is left without a path is left out: without a
    filter it would be over the whole account. Logs are deleted and nothing else: a check refuses the rest.
    """
    merged: dict[_What, list[str]] = {}
    names: dict[_What, str] = {}
    for rule, paths in sorted(wanted, key=lambda pair: pair[0].id):
        own = _What("blockBlob", rule.enabled, _actions(rule))
        logs = _What("appendBlob", rule.enabled, Actions(expire_days=rule.expire_days))
        for what, found in ((own, paths.own), (logs, paths.logs if rule.expire_days is not None else ())):
            if found:
                names.setdefault(what, rule.id)
                merged.setdefault(what, []).extend(found)
    return _named(names, merged)


def _named(names: dict[_What, str], merged: dict[_What, list[str]]) -> tuple[Rule, ...]:
    """An id that is taken gets a number; the first ids are taken before any number is."""
    taken: set[str] = set()
    found = []
    groups = [(names[what], number, what, group) for what in merged for number, group in enumerate(_tens(merged[what]))]
    for name, number, what, group in sorted(groups, key=lambda item: (item[1] > 0, item[0], item[2].blobs, item[1])):
        free = next(one for one in _candidates(name, number) if one not in taken)
        taken.add(free)
        found.append(Rule(free, what.blobs, what.enabled, group, what.actions))
    return tuple(sorted(found, key=lambda rule: rule.name))


def _candidates(name: str, number: int) -> Iterator[str]:
    if number == 0:
        yield name
    for part in count(max(number + 1, 2)):
        end = f"-part{part}"
        yield name[: MAX_NAME - len(end)] + end


def paths_of(spec: Spec, store: str, prefix: str) -> Paths:
    """The paths of a prefix: in every container with files of it, and in those of logs."""
    logs = tuple(f"{name}/" for name in log_containers(spec, store, prefix))
    own = [name for name, aliases in containers_of(spec, store).items() if _holds(spec, store, aliases, prefix)]
    return Paths(tuple(f"{name}/{prefix}" for name in own), logs)


def log_containers(spec: Spec, store: str, prefix: str) -> tuple[str, ...]:
    """The containers of the logs that come under `prefix`. A check refuses a rule over some of those in one of them."""
    access, cdn = log_prefixes(azure_stores(spec), store)
    found = [*(ACCESS_LOGS if _below(access, prefix) else ()), *(CDN_LOGS if _below(cdn, prefix) else ())]
    return tuple(sorted(found))


def _below(targets: Sequence[str], prefix: str) -> bool:
    return bool(targets) and all(target.startswith(prefix) for target in targets)


def _holds(spec: Spec, store: str, aliases: Sequence[str], prefix: str) -> bool:
    """Whether a container can hold names of this prefix; the one container of a store can hold any."""
    if azure_stores(spec)[store].isolation == "conditions":
        return True
    found = (storages_of(spec, store)[alias].prefix for alias in aliases)
    return any(own.startswith(prefix) or prefix.startswith(own) for own in found)


def _tens(prefixes: Iterable[str]) -> list[tuple[str, ...]]:
    found = sorted(set(prefixes))
    return [tuple(found[start : start + MAX_PREFIXES]) for start in range(0, len(found), MAX_PREFIXES)]


def _actions(rule: AzureLifecycleRule) -> Actions:
    return Actions(
        expire_days=rule.expire_days,
        noncurrent_days=rule.noncurrent_days,
        transitions=_steps(rule.transitions),
        noncurrent_transitions=_steps(rule.noncurrent_transitions),
    )


def _steps(wanted: Iterable[AzureTransition]) -> tuple[Step, ...]:
    return tuple((step.days, step.tier) for step in wanted)
