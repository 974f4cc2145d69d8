"""The stack's outputs: the contract with `generator.plan.outputs`, version 1. Every value is text, or null.

stowplan    version, project, environment
stores      store -> provider, cdn_domain, and
            s3: bucket, region, arn, cdn_host, cdn_distribution_id, signing_keys (name -> key pair id)
            gcs: bucket, location, url, cdn_ip, cdn_ipv6, signing_keys
            azure: account, containers (alias -> name), location, resource_group, endpoint, cdn_host
workloads   workload -> on AWS identity (role or user), arn, name, and access_key_id for a user;
            gcp: email, identity, workload_identity_provider; azure: client_id, principal_id, identity
secrets     workload -> secret_access_key (users), google_credentials_base64 (service account keys); secret
monitoring  store -> namespace, bucket, region, metrics (metric -> its StorageType dimension), for S3
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pulumi

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.spec.model import Spec

VERSION = 1


@dataclass(frozen=True)
class Outputs:
    """What one cloud's part of the stack exports, by the names of the spec; `export` merges them."""

    stores: dict[str, dict[str, Any]] = field(default_factory=dict)
    workloads: dict[str, dict[str, Any]] = field(default_factory=dict)
    secrets: dict[str, dict[str, Any]] = field(default_factory=dict)
    monitoring: dict[str, dict[str, Any]] = field(default_factory=dict)


def export(spec: Spec, found: Sequence[Outputs]) -> None:
    """Export what all clouds made; a workload has what each cloud knows of it."""
    pulumi.export("stowplan", {"version": VERSION, "project": spec.project, "environment": spec.environment})
    for group in ("stores", "workloads", "secrets", "monitoring"):
        merged: dict[str, dict[str, Any]] = {}
        for outputs in found:
            for name, values in getattr(outputs, group).items():
                merged.setdefault(name, {}).update(values)
        pulumi.export(group, merged)
