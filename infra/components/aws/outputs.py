"""What the part of the stack in AWS exports; see `infra.exports` for the contract."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pulumi

from generator.spec.facts import region_of, s3_stores
from infra.exports import Outputs
from infra.names import METRICS, NAMESPACE

if TYPE_CHECKING:
    from generator.spec.model import Spec
    from infra.components.aws.cdn import Cdn
    from infra.components.aws.stack import Built
    from infra.components.aws.workload import Workload


def outputs(spec: Spec, built: Built) -> Outputs:
    """Everything that was made, by the names of the spec."""
    return Outputs(
        stores={name: _store(spec, built, name) for name in built.stores},
        workloads={name: _workload(item) for name, item in built.workloads.items()},
        secrets={name: _secrets(item) for name, item in built.workloads.items() if item.key is not None},
        monitoring={name: _monitoring(spec, built, name) for name in built.stores},
    )


def _store(spec: Spec, built: Built, name: str) -> dict[str, Any]:
    bucket, cdn = built.stores[name].bucket, built.cdns.get(name)
    return {
        "provider": spec.stores[name].provider,
        "bucket": bucket.bucket,
        "region": region_of(spec, spec.stores[name]),
        "arn": bucket.arn,
        "cdn_domain": _domain(spec, name, cdn),
        "cdn_host": None if cdn is None else cdn.distribution.domain_name,
        "cdn_distribution_id": None if cdn is None else cdn.distribution.id,
        "signing_keys": {} if cdn is None else {key: cdn.keys[key].id for key in cdn.keys},
    }


def _domain(spec: Spec, name: str, cdn: Cdn | None) -> pulumi.Input[str] | None:
    wanted = s3_stores(spec)[name].cdn
    if cdn is None or wanted is None:
        return None
    return wanted.domain or cdn.distribution.domain_name


def _workload(workload: Workload) -> dict[str, Any]:
    identity = {"arn": workload.identity.arn, "name": workload.identity.name}
    if workload.key is None:
        return {"identity": "role", **identity}
    return {"identity": "user", **identity, "access_key_id": workload.key.id}


def _secrets(workload: Workload) -> dict[str, Any]:
    """Marked here again: the SDK's own mark is applied by the engine, and not in every test of a program."""
    return {} if workload.key is None else {"secret_access_key": pulumi.Output.secret(workload.key.secret)}


def _monitoring(spec: Spec, built: Built, name: str) -> dict[str, Any]:
    return {
        "namespace": NAMESPACE,
        "bucket": built.stores[name].bucket.bucket,
        "region": region_of(spec, spec.stores[name]),
        "metrics": dict(METRICS),
    }
