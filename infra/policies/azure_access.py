"""From the spec to role assignments: who gets which role where, and under which condition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from generator.spec.facts import azure_stores, bucket_name, container_name, identity_name, serving, storages_of
from generator.spec.identities import identity, workloads_on
from infra.policies.azure import MAX_CONDITION, Grant, condition, data_actions
from infra.policies.azure_names import cdn_identity
from infra.policies.azure_trust import own_principal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.spec.model import Spec
    from generator.spec.workloads import Action

SIGNED = frozenset({"cdn-signed", "direct-signed"})
"""How files are served whose readers show a signature."""
FRONT_DOOR = "_cdn"
"""Stands for Front Door among the workloads of an account: no workload's name begins so."""


@dataclass(frozen=True)
class Assignment:
    """The role of one principal, on one container of a store: Azure takes one assignment of it there."""

    store: str
    container: str
    condition: str | None


class Needed(NamedTuple):
    """What one principal's role of an account has: `key` names the principal in every run."""

    key: str
    data_actions: tuple[str, ...]


class Known(NamedTuple):
    """An identity that is the team's own: its object id, and for an application its client id."""

    principal_id: str
    client_id: str | None


class TooLong(NamedTuple):
    """A condition over the limit: of a workload, or with `workload` None of the CDN; `length` in characters."""

    workload: str | None
    store: str
    length: int


def assignments(spec: Spec, grants: Mapping[str, tuple[Action, ...]]) -> tuple[Assignment, ...]:
    """The assignments of one principal with these grants (alias -> actions), by store and container."""
    found: dict[tuple[str, str], list[Grant]] = {}
    for alias, actions in sorted(grants.items()):
        storage = spec.storages[alias]
        store = azure_stores(spec).get(storage.store)
        if store is None or not actions:
            continue
        granted = Grant("" if store.isolation == "containers" else storage.prefix, actions)
        found.setdefault((storage.store, container_name(spec, alias)), []).append(granted)
    return tuple(
        Assignment(store, container, condition(granted)) for (store, container), granted in sorted(found.items())
    )


def of_workload(spec: Spec, workload: str) -> tuple[Assignment, ...]:
    """The assignments of a workload."""
    return assignments(spec, spec.workloads[workload].grants)


def of_cdn(spec: Spec, store: str) -> tuple[Assignment, ...]:
    """The assignments of Front Door's own identity: it reads what is public through it, and lists nothing."""
    return assignments(spec, _grants_of_cdn(spec, store))


def _grants_of_cdn(spec: Spec, store: str) -> dict[str, tuple[Action, ...]]:
    cdn = azure_stores(spec)[store].cdn
    if cdn is None or cdn.origin_access != "managed-identity":
        return {}
    return dict.fromkeys(served(spec, store, "cdn-public"), ("read",))


def delegations(spec: Spec, workload: str) -> tuple[str, ...]:
    """The stores where a workload signs URLs: it may read what is served privately.

    A user delegation key is asked for at the account:
    https://learn.microsoft.com/rest/api/storageservices/get-user-delegation-key
    """
    signs = (
        spec.storages[alias].store
        for alias, actions in spec.workloads[workload].grants.items()
        if "read" in actions and serving(spec, spec.storages[alias]) in SIGNED
    )
    return tuple(sorted({store for store in signs if store in azure_stores(spec)}))


def roles_of(spec: Spec, store: str) -> dict[str, Needed]:
    """Who has a role in a store, and what is in it: workloads by name, and `FRONT_DOOR`."""
    everyone: dict[str, tuple[str, Mapping[str, tuple[Action, ...]]]] = {
        name: (principal_key(spec, name), spec.workloads[name].grants) for name in principals(spec)
    }
    everyone[FRONT_DOOR] = cdn_identity(bucket_name(spec, store)), _grants_of_cdn(spec, store)
    here = storages_of(spec, store)
    found = {
        who: Needed(key, data_actions(action for alias in grants if alias in here for action in grants[alias]))
        for who, (key, grants) in everyone.items()
    }
    return {who: needed for who, needed in found.items() if needed.data_actions}


def principal_key(spec: Spec, workload: str) -> str:
    """What names a workload's principal in every run: the id of one that is the team's, the name of one of ours."""
    known = known_principal(spec, workload)
    return identity_name(spec, workload) if known is None else known.principal_id.lower()


def known_principal(spec: Spec, workload: str) -> Known | None:
    """A platform at home here has an identity of its own; code from elsewhere is an application of the team's."""
    found = spec.workloads[workload]
    own = own_principal(found.runs_on)
    if own is not None:
        return Known(own, None)
    if identity(spec, workload, "azure") != "principal" or found.service_principal is None:
        return None
    return Known(found.service_principal.object_id, found.service_principal.client_id)


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
