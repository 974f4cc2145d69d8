"""Whether a workload is known to each cloud it has grants on, and what a key for it costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.spec.identities import clouds_of, identity
from generator.spec.load import KEY
from generator.spec.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.spec.facts import ProviderName
    from generator.spec.model import Spec

CLOUDS: Mapping[ProviderName, str] = {"s3": "AWS", "gcs": "Google Cloud", "azure": "Azure"}
PLATFORMS: Mapping[str, str] = {
    "ecs": "ECS",
    "ec2": "EC2",
    "lambda": "Lambda",
    "eks-pod-identity": "EKS",
    "eks-irsa": "EKS",
    "cloud-run": "Cloud Run",
    "gce": "Compute Engine",
    "gke": "GKE",
    "aks": "AKS",
    "app-service": "App Service",
    "container-apps": "Container Apps",
    "azure-vm": "an Azure VM",
    "github-actions": "GitHub Actions",
    "vps": "a VPS",
}
_NATIVE: Mapping[ProviderName, str] = {
    "s3": "ECS, EC2, Lambda, EKS or GitHub Actions",
    "gcs": "Cloud Run, Compute Engine, GKE or GitHub Actions",
    "azure": "AKS, App Service, Container Apps, an Azure VM or GitHub Actions",
}
_LONG_LIVED: Mapping[ProviderName, str] = {"s3": "access key", "gcs": "service account key"}


def check(spec: Spec, path: tuple[str, ...], name: str) -> Iterator[Problem]:
    """One workload on every cloud it has grants on."""
    for cloud in clouds_of(spec, name):
        yield from _unknown(spec, path, name, cloud)
        if spec.target == "cloud":
            yield from _long_lived(spec, path, name, cloud)
    yield from _useless(spec, path, name)


def _unknown(spec: Spec, path: tuple[str, ...], name: str, cloud: ProviderName) -> Iterator[Problem]:
    """No platform of one cloud is known to another by itself."""
    workload = spec.workloads[name]
    alias = next((alias for alias in workload.grants if _cloud_of(spec, alias) == cloud), None)
    if identity(spec, name, cloud) is not None or (alias is None and workload.grants):  # SPEC122 has `usage_metrics`
        return
    place = ("usage_metrics",) if alias is None else ("grants", alias, KEY)
    where = "`usage_metrics` reads CloudWatch" if alias is None else f"{alias!r} lies"
    keys = "`service_principal: {client_id, object_id}` of an application in Entra ID"
    if cloud != "azure":
        keys = f"`keys: [{', '.join([*workload.keys, cloud])}]` for a long-lived key"
    slots = {"platform": _platform(spec, name), "cloud": CLOUDS[cloud], "keys": keys, "native": _NATIVE[cloud]}
    yield problem("SPEC160", *path, *place, where=where, **slots)


def _long_lived(spec: Spec, path: tuple[str, ...], name: str, cloud: ProviderName) -> Iterator[Problem]:
    """What has no end is found some day; a VPS on AWS has a warning of its own (SPEC105)."""
    workload = spec.workloads[name]
    how = identity(spec, name, cloud)
    slots = {"platform": _platform(spec, name), "cloud": CLOUDS[cloud]}
    if how == "key" and not (workload.runs_on.type == "vps" and cloud == "s3"):
        place = ("keys",) if cloud in workload.keys else ("runs_on",)
        yield problem("SPEC161", *path, *place, what=_LONG_LIVED[cloud], **slots)
    elif how == "principal":
        yield problem("SPEC162", *path, "service_principal", **slots)


def _useless(spec: Spec, path: tuple[str, ...], name: str) -> Iterator[Problem]:
    """Keys and principals that nothing is granted to, or beside an identity that needs none."""
    workload = spec.workloads[name]
    for index, cloud in enumerate(workload.keys):
        reason = _no_use(spec, name, cloud, "key")
        if not reason and workload.runs_on.type == "vps":
            reason = "a VPS has a key wherever it has grants"
        if reason:
            yield problem("SPEC087", *path, "keys", index, key=f"keys: [{cloud}]", reason=reason)
    if workload.service_principal is not None:
        reason = _no_use(spec, name, "azure", "principal")
        if reason:
            yield problem("SPEC087", *path, "service_principal", key="service_principal", reason=reason)


def _no_use(spec: Spec, name: str, cloud: ProviderName, wanted: str) -> str:
    if cloud not in clouds_of(spec, name):
        return f"the workload has no grants on {CLOUDS[cloud]}"
    return "" if identity(spec, name, cloud) == wanted else f"{_platform(spec, name)} has an identity there"


def _cloud_of(spec: Spec, alias: str) -> ProviderName | None:
    storage = spec.storages.get(alias)
    store = spec.stores.get(storage.store) if storage else None
    return store.provider if store else None


def _platform(spec: Spec, name: str) -> str:
    return PLATFORMS[spec.workloads[name].runs_on.type]
