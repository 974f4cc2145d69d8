"""Everything of one environment on Azure, in the order in which ids become known.

The resource group, stores, the roles in each, then CDNs and workloads, which are assigned them, then logs, and locks
over all of it. No store waits for another, so two that log into each other are fine.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
from pulumi_azure_native import Provider

from generator.spec.facts import azure_stores, bucket_name, region_of
from infra.components.azure.access import Access, AccessArgs
from infra.components.azure.cdn import Cdn, CdnArgs
from infra.components.azure.group import Group, resource_group
from infra.components.azure.identities import add_workloads
from infra.components.azure.plan import is_kept, is_locked, store_args
from infra.components.azure.routes import routes
from infra.components.azure.store import Store, add_lock
from infra.policies.azure_access import of_cdn, roles_of
from infra.policies.azure_names import subscription, tenant
from infra.tags import azure_tags as tags

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from generator.spec.model import Spec
    from generator.spec.parts import LogTarget
    from infra.components.azure.logs import Logs, LogsArgs
    from infra.components.azure.workload import Workload


@dataclass(frozen=True)
class Built:
    """What was registered, by the names of the spec."""

    group: Group
    stores: Mapping[str, Store]
    cdns: Mapping[str, Cdn]
    workloads: Mapping[str, Workload]


def build(spec: Spec) -> Built:
    """Register the environment's part on Azure."""
    options = pulumi.ResourceOptions(providers=[_provider(spec)])
    group = resource_group(spec, keep=any(is_kept(spec, name) for name in azure_stores(spec)), opts=options)
    stores = {name: Store(name, store_args(spec, name, group), options) for name in azure_stores(spec)}
    access = {name: Access(name, _access_args(spec, name, store, group), _in(store)) for name, store in stores.items()}
    cdns = {
        name: Cdn(name, _cdn_args(spec, name, stores[name], access[name], group), _in(stores[name]))
        for name, store in azure_stores(spec).items()
        if store.cdn is not None
    }
    workloads = add_workloads(spec, group, access, options)
    logs = {name: _logs(spec, name, stores, cdns) for name in stores}
    for name, store in stores.items():
        if is_locked(spec, name):
            add_lock(store, name, _inside(name, cdns, workloads, logs[name]))
    return Built(group, stores, cdns, workloads)


def _inside(
    name: str, cdns: Mapping[str, Cdn], workloads: Mapping[str, Workload], logs: Logs | None
) -> Sequence[pulumi.Resource]:
    """What others put into an account that a lock keeps there."""
    rights = [right for workload in workloads.values() for store, right in workload.rights if store == name]
    return [*rights, *(cdns[name].rights if name in cdns else ()), *(logs.inside if logs else ())]


def _logs(spec: Spec, name: str, stores: Mapping[str, Store], cdns: Mapping[str, Cdn]) -> Logs | None:
    store = azure_stores(spec)[name]
    if store.access_logs is None and (store.cdn is None or store.cdn.logs is None):
        return None
    from infra.components.azure.logs import Logs  # Azure Monitor takes long to import

    return Logs(name, _logs_args(spec, name, stores, cdns), _in(stores[name]))


def _in(store: Store) -> pulumi.ResourceOptions:
    return pulumi.ResourceOptions(parent=store)


def _provider(spec: Spec) -> Provider:
    """The subscription and the tenant, said out loud: with the wrong credentials nothing is made."""
    return Provider("azure", subscription_id=subscription(spec), tenant_id=tenant(spec))


def _access_args(spec: Spec, name: str, store: Store, group: Group) -> AccessArgs:
    return AccessArgs(store=store, account=bucket_name(spec, name), group=group, needed=roles_of(spec, name))


def _cdn_args(spec: Spec, name: str, store: Store, access: Access, group: Group) -> CdnArgs:
    wanted = azure_stores(spec)[name]
    if wanted.cdn is None:
        raise ValueError(f"the store {name!r} has no CDN")
    return CdnArgs(
        spec=wanted.cdn,
        store=store,
        access=access,
        account=bucket_name(spec, name),
        location=region_of(spec, wanted),
        group=group,
        paths=routes(spec, name),
        reads=of_cdn(spec, name),
        origins=spec.site.origins,
        tags=tags(spec, store=name),
    )


def _logs_args(spec: Spec, name: str, stores: Mapping[str, Store], cdns: Mapping[str, Cdn]) -> LogsArgs:
    def target(wanted: LogTarget | None) -> Store | None:
        return None if wanted is None else stores[wanted.store]

    wanted = azure_stores(spec)[name]
    from infra.components.azure.logs import LogsArgs

    return LogsArgs(
        store=stores[name],
        access_logs=target(wanted.access_logs),
        cdn=cdns.get(name),
        cdn_logs=target(None if wanted.cdn is None else wanted.cdn.logs),
    )
