"""Workloads: grants, trust that names exactly who may take an identity, and that there is an identity to take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.checks.azure_ids import guid
from generator.checks.workloads import aws, azure, gcp, github, standing
from generator.spec.identities import clouds_of
from generator.spec.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.spec.model import Spec


def check(spec: Spec) -> Iterator[Problem]:
    """Every workload, and the account they are in."""
    yield from aws.account(spec)
    for name, workload in spec.workloads.items():
        path = ("workloads", name)
        yield from aws.arn((*path, "permissions_boundary"), workload.permissions_boundary, "policy")
        if not workload.grants and not workload.usage_metrics:
            yield problem("SPEC100", *path)
        for alias, actions in workload.grants.items():
            if not actions:
                yield problem("SPEC101", *path, "grants", alias, value=alias)
        yield from _runs_on(spec, (*path, "runs_on"), name)
        yield from standing.check(spec, path, name)
        yield from azure.principal(spec, path, name)


def _runs_on(spec: Spec, path: tuple[str, ...], name: str) -> Iterator[Problem]:
    runs_on = spec.workloads[name].runs_on
    clouds = clouds_of(spec, name)
    match runs_on.type:
        case "vps":
            if spec.target == "cloud" and "s3" in clouds:
                yield problem("SPEC105", *path)
        case "github-actions":
            yield from github.check(spec, path, runs_on, clouds)
        case "eks-irsa":
            yield from aws.irsa(spec, path, runs_on, clouds)
        case "eks-pod-identity":
            yield from aws.pod_identity(path, runs_on)
        case "gke":
            yield from gcp.gke(path, runs_on)
        case "aks":
            yield from azure.aks(path, runs_on)
        case "app-service" | "container-apps" | "azure-vm":
            yield from guid((*path, "principal_id"), runs_on.principal_id)
        case "ecs" | "ec2" | "lambda" | "cloud-run" | "gce":
            pass
