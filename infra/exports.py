"""The stack's outputs: the contract with `generator.plan.outputs`, version 1. Every value is text, or null.

stowplan    version, project, environment
stores      store -> provider, bucket, region, arn, cdn_domain, cdn_distribution_id, signing_keys (name -> key pair id)
workloads   workload -> identity (role or user), arn, name, and access_key_id for a user
secrets     workload -> secret_access_key, for users only; secret
monitoring  store -> namespace, bucket, region, metrics (metric -> its StorageType dimension)
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pulumi

from generator.spec.facts import region_of

if TYPE_CHECKING:
    from generator.spec.model import Spec
    from infra.components.aws.cdn import Cdn
    from infra.components.aws.stack import Built
    from infra.components.aws.workload import Workload

VERSION = 1


@dataclass(frozen=True)
class Outputs:
    """What one cloud's part of the stack exports, by the names of the spec; merged with the other clouds' by `export`."""

    stores: dict[str, dict[str, Any]] = field(default_factory=dict)
    workloads: dict[str, dict[str, Any]] = field(default_factory=dict)
    secrets: dict[str, dict[str, Any]] = field(default_factory=dict)
    monitoring: dict[str, dict[str, Any]] = field(default_factory=dict)


def export(spec: Spec, built: Built) -> None:
    """Export everything the stack made."""
    head = {"version": VERSION, "project": spec.project, "environment": spec.environment}
    pulumi.export("stowplan", head)
    pulumi.export("stores", {name: _store(spec, built, name) for name in built.stores})
    pulumi.export("workloads", {name: _workload(item) for name, item in built.workloads.items()})
    pulumi.export("secrets", {name: _secrets(item) for name, item in built.workloads.items() if item.key is not None})
    pulumi.export("monitoring", {name: _monitoring(spec, built, name) for name in built.stores})


def _store(spec: Spec, built: Built, name: str) -> dict[str, Any]:
    bucket, cdn = built.stores[name].bucket, built.cdns.get(name)
    return {
        "provider": spec.stores[name].provider,
        "bucket": bucket.bucket,
        "region": region_of(spec, spec.stores[name]),
        "arn": bucket.arn,
        "cdn_domain": _domain(spec, name, cdn),
        "cdn_distribution_id": None if cdn is None else cdn.distribution.id,
        "signing_keys": {} if cdn is None else {key: cdn.keys[key].id for key in cdn.keys},
    }


def _domain(spec: Spec, name: str, cdn: Cdn | None) -> pulumi.Input[str] | None:
    wanted = spec.stores[name].cdn
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
    from infra.components.aws.alarms import METRICS, NAMESPACE

    return {
        "namespace": NAMESPACE,
        "bucket": built.stores[name].bucket.bucket,
        "region": region_of(spec, spec.stores[name]),
        "metrics": dict(METRICS),
    }
