"""What an account's management policy does, decided; the component spells it in the SDK's words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from generator.spec.facts import azure_stores, storages_of
from infra.policies.azure_access import containers_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from generator.spec.azure import AzureLifecycleRule, AzureTransition, Tier
    from generator.spec.model import Spec

MAX_RULES = 100
MAX_PREFIXES = 10
"""Of a policy, and of a rule: https://learn.microsoft.com/azure/storage/blobs/lifecycle-management-policy-structure"""

ACCESS_LOGS = ("insights-logs-storagedelete", "insights-logs-storageread", "insights-logs-storagewrite")
CDN_LOGS = ("insights-logs-frontdooraccesslog", "insights-logs-frontdoorwebapplicationfirewalllog")
"""Where Azure itself puts logs, whatever the spec's prefix:
https://learn.microsoft.com/azure/azure-monitor/platform/resource-logs"""

Step: TypeAlias = "tuple[int, Tier]"
"""Days, and the tier that blobs move to."""


@dataclass(frozen=True)
class Actions:
    """Days since a blob's last write, or since a version was made; None for no such action."""

    expire_days: int | None = None
    noncurrent_days: int | None = None
    transitions: tuple[Step, ...] = ()
    noncurrent_transitions: tuple[Step, ...] = ()


@dataclass(frozen=True)
class Rule:
    """One rule over blobs whose path, container first, begins with one of `prefixes`."""

    name: str
    enabled: bool
    prefixes: tuple[str, ...]
    actions: Actions


def rules(wanted: Iterable[AzureLifecycleRule], paths: Callable[[str], Sequence[str]]) -> tuple[Rule, ...]:
    """The rules by name. Those that do the same become one, under the first of their ids, in parts of ten prefixes.

    `paths` gives the paths of a rule's prefix. A rule that has none is left out: without a filter it would be over the
    whole account.
    """
    merged: dict[tuple[bool, Actions], list[str]] = {}
    names: dict[tuple[bool, Actions], str] = {}
    for rule in sorted(wanted, key=lambda rule: rule.id):
        key = rule.enabled, _actions(rule)
        names.setdefault(key, rule.id)
        merged.setdefault(key, []).extend(paths(rule.prefix))
    found = (part for key, prefixes in merged.items() for part in _parts(names[key], *key, prefixes))
    return tuple(sorted(found, key=lambda rule: rule.name))


def paths_of(spec: Spec, store: str) -> Callable[[str], Sequence[str]]:
    """Prefix -> the paths it is found under: in every container with files of that prefix, and in those of logs."""

    def paths(prefix: str) -> list[str]:
        own = [name for name, aliases in containers_of(spec, store).items() if _holds(spec, store, aliases, prefix)]
        return [*(f"{name}/{prefix}" for name in own), *(f"{name}/" for name in log_containers(spec, store, prefix))]

    return paths


def log_containers(spec: Spec, store: str, prefix: str) -> tuple[str, ...]:
    """The containers of the logs that come under `prefix`: only when every such log that the store takes does."""
    others = [item for item in azure_stores(spec).values() if item.cdn or item.access_logs]
    access = [item.access_logs.prefix for item in others if item.access_logs and item.access_logs.store == store]
    cdn = [item.cdn.logs.prefix for item in others if item.cdn and item.cdn.logs and item.cdn.logs.store == store]
    found = [*(ACCESS_LOGS if _all_below(access, prefix) else ()), *(CDN_LOGS if _all_below(cdn, prefix) else ())]
    return tuple(sorted(found))


def _all_below(targets: Sequence[str], prefix: str) -> bool:
    return bool(targets) and all(target.startswith(prefix) for target in targets)


def _holds(spec: Spec, store: str, aliases: Sequence[str], prefix: str) -> bool:
    """Whether a container can hold names of this prefix; the one container of a store can hold any."""
    if azure_stores(spec)[store].isolation == "conditions":
        return True
    found = (storages_of(spec, store)[alias].prefix for alias in aliases)
    return any(own.startswith(prefix) or prefix.startswith(own) for own in found)


def _parts(name: str, enabled: bool, actions: Actions, prefixes: Iterable[str]) -> Iterator[Rule]:
    groups = _tens(sorted(set(prefixes)))
    for number, group in enumerate(groups, start=1):
        yield Rule(name if number == 1 else f"{name}-part{number}", enabled, group, actions)


def _tens(found: Sequence[str]) -> list[tuple[str, ...]]:
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
