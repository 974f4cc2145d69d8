"""Which identity a workload has on each cloud it has grants on. One table; checks, settings and components read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.spec.facts import ProviderName
    from generator.spec.model import Spec

Identity = Literal["native", "federated", "key", "principal"]
"""`native`: what the platform attaches; `federated`: by OIDC; `key`: a long-lived key; `principal`: the team's own."""

HOME: Mapping[str, ProviderName] = {
    "ecs": "s3",
    "ec2": "s3",
    "lambda": "s3",
    "eks-pod-identity": "s3",
    "eks-irsa": "s3",
    "cloud-run": "gcs",
    "gce": "gcs",
    "gke": "gcs",
    "aks": "azure",
    "app-service": "azure",
    "container-apps": "azure",
    "azure-vm": "azure",
}
"""Where a platform is at home; `github-actions` has an identity on all three, `vps` on none."""


def identity(spec: Spec, workload: str, provider: ProviderName) -> Identity | None:
    """How a workload is known to a cloud; None when it is not, which a check refuses where it has grants there."""
    found = spec.workloads[workload]
    kind = found.runs_on.type
    if kind == "github-actions":
        return "federated"
    if HOME.get(kind) == provider:
        return "native"
    if provider == "azure":
        return "principal" if found.service_principal is not None else None
    return "key" if kind == "vps" or provider in found.keys else None


def clouds_of(spec: Spec, workload: str) -> tuple[ProviderName, ...]:
    """The clouds a workload has grants on, in the order of the grants; its home where it has none."""
    found = spec.workloads[workload]
    stores = (spec.storages[alias].store for alias in found.grants if alias in spec.storages)
    named: list[ProviderName] = [spec.stores[store].provider for store in stores if store in spec.stores]
    home = HOME.get(found.runs_on.type, "s3")
    if found.usage_metrics:
        named.append("s3")  # CloudWatch
    return tuple(dict.fromkeys(named)) or (home,)


def main_workload(spec: Spec) -> str | None:
    """Whom the site runs as, and so whose identity the env files carry: `django.workload`, else the first one."""
    return spec.django.workload or next(iter(spec.workloads), None)


def workloads_on(spec: Spec, provider: ProviderName) -> tuple[str, ...]:
    """The workloads that need an identity on a cloud."""
    return tuple(name for name in spec.workloads if provider in clouds_of(spec, name))
