"""What the stack's outputs say of Google Cloud; their shape is in `infra.exports`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pulumi

from generator.spec.facts import gcs_stores, region_of
from generator.spec.identities import identity
from infra.exports import Outputs
from infra.policies.gcp_names import OBJECTS_METRIC, SIZE_METRIC, project_id

if TYPE_CHECKING:
    from generator.spec.model import Spec
    from infra.components.gcp.cdn import Cdn
    from infra.components.gcp.stack import Built


def outputs(spec: Spec, built: Built) -> Outputs:
    """Everything, by the names of the spec."""
    return Outputs(
        stores={name: _store(spec, built, name) for name in built.stores},
        workloads={name: {"gcp": _workload(spec, built, name)} for name in built.workloads},
        secrets={name: _secrets(built, name) for name, item in built.workloads.items() if item.key is not None},
        monitoring={name: _monitoring(spec, built, name) for name in built.stores},
    )


def _store(spec: Spec, built: Built, name: str) -> dict[str, Any]:
    bucket, cdn = built.stores[name].bucket, built.cdns.get(name)
    return {
        "provider": "gcs",
        "bucket": bucket.name,
        "location": region_of(spec, spec.stores[name]),
        "url": bucket.url,
        "cdn_domain": _domain(spec, name, cdn),
        "cdn_ip": None if cdn is None else cdn.addresses["ipv4"].address,
        "cdn_ipv6": None if cdn is None or "ipv6" not in cdn.addresses else cdn.addresses["ipv6"].address,
        "signing_keys": {} if cdn is None else {key: item.name for key, item in cdn.keys.items()},
    }


def _domain(spec: Spec, name: str, cdn: Cdn | None) -> pulumi.Input[str] | None:
    """Without a domain of its own only a local load balancer is reached, by its address."""
    wanted = gcs_stores(spec)[name].cdn
    if cdn is None or wanted is None:
        return None
    return wanted.domain or cdn.addresses["ipv4"].address


def _workload(spec: Spec, built: Built, name: str) -> dict[str, Any]:
    how = identity(spec, name, "gcs")
    found: dict[str, Any] = {"email": built.workloads[name].account.email, "identity": how}
    if how == "federated" and built.github is not None:
        found["workload_identity_provider"] = built.github.provider
    return found


def _secrets(built: Built, name: str) -> dict[str, Any]:
    """Marked here again: the SDK's own mark is applied by the engine, and not in every test of a program."""
    key = built.workloads[name].key
    return {} if key is None else {"google_credentials_base64": pulumi.Output.secret(key.private_key)}


def _monitoring(spec: Spec, built: Built, name: str) -> dict[str, Any]:
    return {
        "project": project_id(spec),
        "bucket": built.stores[name].bucket.name,
        "metrics": {"size": SIZE_METRIC, "objects": OBJECTS_METRIC},
    }
