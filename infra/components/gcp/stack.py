"""Everything of one environment in Google Cloud, in the order in which names and accounts come to be.

Roles, stores (those that take logs before those that log), their CDNs, who reads them (Cloud CDN's own account is there
once it has a key), log deliveries, then workloads.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
from pulumi_gcp import Provider

from generator.spec.facts import bucket_name, gcs_stores, serving, storages_of
from infra.components.gcp.access import Access, AccessArgs
from infra.components.gcp.identities import add_workloads
from infra.components.gcp.plan import store_args
from infra.components.gcp.roles import add_roles
from infra.components.gcp.store import Store
from infra.components.gcp.workload import Target
from infra.policies.gcp_names import NAME, base_name, cdn_fill_agent, fit, labels, project_id, project_number
from infra.policies.gcs import folders

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.spec.gcs import GcsCdn
    from generator.spec.model import Spec
    from infra.components.gcp.cdn import Cdn
    from infra.components.gcp.identities import Github
    from infra.components.gcp.roles import Roles
    from infra.components.gcp.workload import Workload

    CdnKeys = Mapping[str, Mapping[str, pulumi.Output[str]]]


@dataclass(frozen=True)
class Built:
    """What was registered, by the names of the spec; `github` is there when something runs in GitHub Actions."""

    stores: Mapping[str, Store]
    cdns: Mapping[str, Cdn]
    workloads: Mapping[str, Workload]
    github: Github | None


def build(spec: Spec, cdn_keys: CdnKeys) -> Built:
    """Register the environment; `cdn_keys` is store -> key name -> the key's 16 bytes as base64url, secret.

    Raises ValueError where `gcp.project_number` is missing and something is named by it.
    """
    options = pulumi.ResourceOptions(providers=[_provider(spec)])
    roles = add_roles(spec, options)
    stores = _stores(spec, options)
    cdns = _cdns(spec, stores, cdn_keys)
    accesses = {
        name: Access(name, _access_args(spec, name, stores, roles, cdns), _in(store)) for name, store in stores.items()
    }
    _logs(spec, stores, cdns, roles)
    targets = {
        name: Target(store.bucket.name, {prefix: item.name for prefix, item in accesses[name].folders.items()})
        for name, store in stores.items()
    }
    workloads, github = add_workloads(spec, targets, roles, options)
    return Built(stores, cdns, workloads, github)


def _provider(spec: Spec) -> Provider:
    """The project, said out loud. Labels are ours alone: what the provider would add is in no graph."""
    return Provider(
        "gcp",
        project=project_id(spec),
        impersonate_service_account=spec.gcp.impersonate_service_account,
        add_pulumi_attribution_label=False,
    )


def _in(store: Store) -> pulumi.ResourceOptions:
    return pulumi.ResourceOptions(parent=store)


def _stores(spec: Spec, opts: pulumi.ResourceOptions) -> dict[str, Store]:
    """A bucket waits for the one that it logs to; of two that log to each other the first knows the other's name."""
    stores: dict[str, Store] = {}
    for name in _in_order(spec):
        logs = gcs_stores(spec)[name].access_logs
        target: pulumi.Input[str] | None = None
        if logs is not None:
            target = stores[logs.store].bucket.name if logs.store in stores else bucket_name(spec, logs.store)
        stores[name] = Store(name, store_args(spec, name, target), opts)
    return stores


def _in_order(spec: Spec) -> list[str]:
    """The stores, each after the one that its logs go to; in whatever order the spec has them."""
    found = gcs_stores(spec)
    order: dict[str, None] = {}
    for start in sorted(found):
        chain, name = [], start
        while name not in order and name not in chain:
            chain.append(name)
            logs = found[name].access_logs
            name = name if logs is None or logs.store not in found else logs.store
        order.update(dict.fromkeys(reversed(chain)))
    return list(order)


def _cdns(spec: Spec, stores: Mapping[str, Store], cdn_keys: CdnKeys) -> dict[str, Cdn]:
    """Compute Engine's SDK takes a second to import, so only a store with a CDN does."""
    wanted = {name: store.cdn for name, store in gcs_stores(spec).items() if store.cdn is not None}
    if not wanted:
        return {}
    from infra.components.gcp.cdn import Cdn, CdnArgs

    def args(name: str, cdn: GcsCdn) -> CdnArgs:
        return CdnArgs(
            spec=cdn,
            name=base_name(spec, name),
            bucket=stores[name].bucket.name,
            keys=cdn_keys.get(name, {}),
            comment=f"{spec.project} {spec.environment} {name}",
            labels=labels(spec, store=name),
        )

    return {name: Cdn(name, args(name, cdn), _in(stores[name])) for name, cdn in wanted.items()}


def _access_args(
    spec: Spec, name: str, stores: Mapping[str, Store], roles: Roles, cdns: Mapping[str, Cdn]
) -> AccessArgs:
    signed = _served(spec, name, "cdn-signed", "cdn-cookies")
    sources = (store.access_logs for store in gcs_stores(spec).values())
    return AccessArgs(
        bucket=stores[name].bucket.name,
        physical=bucket_name(spec, name),
        roles=roles,
        folders=folders(spec, name),
        public=_served(spec, name, "cdn-public", "direct-public"),
        signed=signed,
        agent=cdn_fill_agent(project_number(spec)) if signed else None,
        after=list(cdns[name].keys.values()) if name in cdns else [],
        usage_logs=any(logs is not None and logs.store == name for logs in sources),
    )


def _served(spec: Spec, store: str, *how: str) -> tuple[str, ...]:
    """The prefixes of a store that are served in one of these ways."""
    return tuple(sorted(item.prefix for item in storages_of(spec, store).values() if serving(spec, item) in how))


def _logs(spec: Spec, stores: Mapping[str, Store], cdns: Mapping[str, Cdn], roles: Roles) -> None:
    for name, target in _logging(spec):
        from infra.components.gcp.logs import Logs, LogsArgs

        args = LogsArgs(
            name=fit(f"{base_name(spec, name)}-cdn", NAME),
            comment=f"{spec.project} {spec.environment} {name}",
            rules=[rule.name for rule in cdns[name].rules],
            bucket=stores[target].bucket.name,
            role=roles["logs"],
        )
        Logs(name, args, _in(stores[name]))


def _logging(spec: Spec) -> Iterator[tuple[str, str]]:
    """The stores whose CDN logs, and where to."""
    for name, store in gcs_stores(spec).items():
        if store.cdn is not None and store.cdn.logs is not None:
            yield name, store.cdn.logs.store
