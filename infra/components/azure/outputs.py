"""What the Azure part of the stack exports; see `infra.exports`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.spec.facts import azure_stores, container_name, region_of, resource_group_name, storages_of
from generator.spec.identities import identity
from infra.exports import Outputs
from infra.policies.azure_names import METRICS, SERVICES

if TYPE_CHECKING:
    import pulumi

    from generator.spec.model import Spec
    from infra.components.azure.stack import Built


def outputs(spec: Spec, built: Built) -> Outputs:
    """Accounts, identities and where usage is measured; nothing here is secret."""
    return Outputs(
        stores={name: _store(spec, built, name) for name in built.stores},
        workloads={name: {"azure": _workload(spec, built, name)} for name in built.workloads},
        monitoring={name: _monitoring(spec, built, name) for name in built.stores},
    )


def _store(spec: Spec, built: Built, name: str) -> dict[str, Any]:
    store = built.stores[name]
    return {
        "provider": "azure",
        "account": store.account.name,
        "containers": {alias: store.containers[container_name(spec, alias)].name for alias in storages_of(spec, name)},
        "location": region_of(spec, azure_stores(spec)[name]),
        "resource_group": resource_group_name(spec),
        "endpoint": store.account.primary_endpoints.apply(lambda found: found.blob.rstrip("/")),
        "cdn_domain": _domain(spec, built, name),
        "cdn_host": built.cdns[name].endpoint.host_name if name in built.cdns else None,
    }


def _domain(spec: Spec, built: Built, name: str) -> pulumi.Input[str] | None:
    wanted, cdn = azure_stores(spec)[name].cdn, built.cdns.get(name)
    return None if wanted is None or cdn is None else wanted.domain or cdn.endpoint.host_name


def _workload(spec: Spec, built: Built, name: str) -> dict[str, Any]:
    workload = built.workloads[name]
    return {
        "client_id": workload.client_id,
        "principal_id": workload.principal_id,
        "identity": identity(spec, name, "azure"),
    }


def _monitoring(spec: Spec, built: Built, name: str) -> dict[str, Any]:
    store = built.stores[name]
    return {
        "namespace": SERVICES,
        "account": store.account.name,
        "resource_id": store.service,
        "location": region_of(spec, azure_stores(spec)[name]),
        "metrics": dict(METRICS),
    }
