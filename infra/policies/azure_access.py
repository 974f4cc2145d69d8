"""From the spec to role assignments: who gets which role where, and under which condition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from generator.spec.facts import azure_stores, container_name, serving, storages_of
from generator.spec.identities import identity, workloads_on
from infra.policies.azure import MAX_CONDITION, Grant, condition, data_actions, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.spec.model import Spec
    from generator.spec.workloads import Action

_SIGNED = frozenset({"cdn-signed", "direct-signed"})


@dataclass(frozen=True)
class Assignment:
    """One role for one principal on one container. `part` tells the assignments of a principal on a store apart."""

    store: str
    part: str
    container: str
    data_actions: tuple[str, ...]
    condition: str | None


class TooLong(NamedTuple):
    """A condition over the limit: of a workload, or with `workload` None of the CDN; `length` in characters."""

    workload: str | None
    store: str
    length: int


def assignments(spec: Spec, grants: Mapping[str, tuple[Action, ...]]) -> tuple[Assignment, ...]:
    """The assignments of one principal with these grants (alias -> actions), by store and part.

    Azure takes one assignment of a role to a principal at a scope, so grants that need the same role share one.
    """
    found: dict[tuple[str, str, str], list[Grant]] = {}
    for alias, actions in sorted(grants.items()):
        storage = spec.storages[alias]
        store = azure_stores(spec).get(storage.store)
        if store is None or not actions:
            continue
        apart = store.isolation == "containers"
        part = alias if apart else words(data_actions(actions))
        granted = Grant("" if apart else storage.prefix, actions)
        found.setdefault((storage.store, part, container_name(spec, alias)), []).append(granted)
    return tuple(
        Assignment(store, part, container, _needed(granted), condition(granted))
        for (store, part, container), granted in sorted(found.items())
    )


def of_workload(spec: Spec, workload: str) -> tuple[Assignment, ...]:
    """The assignments of a workload."""
    return assignments(spec, spec.workloads[workload].grants)


def of_cdn(spec: Spec, store: str) -> tuple[Assignment, ...]:
    """The assignments of Front Door's own identity: it reads what is public through it, and lists nothing."""
    cdn = azure_stores(spec)[store].cdn
    if cdn is None or cdn.origin_access != "managed-identity":
        return ()
    return assignments(spec, dict.fromkeys(served(spec, store, "cdn-public"), ("read",)))


def delegations(spec: Spec, workload: str) -> tuple[str, ...]:
    """The stores where a workload signs URLs: it may read what is served privately.

    A user delegation key is asked for at the account:
    https://learn.microsoft.com/rest/api/storageservices/get-user-delegation-key
    """
    signs = (
        spec.storages[alias].store
        for alias, actions in spec.workloads[workload].grants.items()
        if "read" in actions and serving(spec, spec.storages[alias]) in _SIGNED
    )
    return tuple(sorted({store for store in signs if store in azure_stores(spec)}))


def roles_of(spec: Spec, store: str) -> tuple[tuple[str, ...], ...]:
    """Every set of data actions that someone has in a store: one role definition each."""
    of_workloads = (found for name in principals(spec) for found in of_workload(spec, name))
    everyone = (*of_workloads, *of_cdn(spec, store))
    return tuple(sorted({found.data_actions for found in everyone if found.store == store}))


def principals(spec: Spec) -> tuple[str, ...]:
    """The workloads that are somebody on Azure."""
    return tuple(name for name in workloads_on(spec, "azure") if identity(spec, name, "azure") is not None)


def served(spec: Spec, store: str, *how: str) -> tuple[str, ...]:
    """The aliases of a store that are served in one of these ways, sorted."""
    return tuple(sorted(alias for alias, item in storages_of(spec, store).items() if serving(spec, item) in how))


def anonymous(spec: Spec, store: str) -> tuple[str, ...]:
    """The aliases that the account itself gives to anyone.

    Over a private link Front Door cannot show who it is, so what is public through it is public for whoever reaches
    the account: https://learn.microsoft.com/azure/frontdoor/origin-authentication-with-managed-identities
    """
    cdn = azure_stores(spec)[store].cdn
    linked = cdn is not None and cdn.origin_access == "private-link"
    return served(spec, store, "direct-public", *(["cdn-public"] if linked else []))


def containers_of(spec: Spec, store: str) -> dict[str, tuple[str, ...]]:
    """The containers of a store and the aliases in each, sorted. One for all, or one each."""
    found: dict[str, list[str]] = {}
    if azure_stores(spec)[store].isolation == "conditions":
        found[azure_stores(spec)[store].container] = []
    for alias in storages_of(spec, store):
        found.setdefault(container_name(spec, alias), []).append(alias)
    return {name: tuple(sorted(aliases)) for name, aliases in sorted(found.items())}


def too_long(spec: Spec) -> Iterator[TooLong]:
    """The conditions that Azure would refuse, each with its length."""
    of_workloads = [(name, found) for name in principals(spec) for found in of_workload(spec, name)]
    of_cdns = [(None, found) for name in azure_stores(spec) for found in of_cdn(spec, name)]
    for name, found in [*of_workloads, *of_cdns]:
        if len(found.condition or "") > MAX_CONDITION:
            yield TooLong(name, found.store, len(found.condition or ""))


def _needed(granted: list[Grant]) -> tuple[str, ...]:
    return data_actions(action for grant in granted for action in grant.actions)
