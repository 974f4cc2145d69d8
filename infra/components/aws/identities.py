"""The workloads of a spec: trust and policies worked out, then one component each."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

import pulumi
from pulumi_aws.iam import OpenIdConnectProvider

from generator.spec.facts import role_name
from generator.spec.identities import identity, workloads_on
from infra.components.aws.workload import Workload, WorkloadArgs
from infra.names import account_id, partition
from infra.policies.document import text
from infra.policies.grants import grants_of, inline_limit
from infra.policies.packing import INLINE, carries_metrics, split
from infra.policies.s3 import workload_policy
from infra.policies.trust import GITHUB, github_audience, provider_arn, trust_policy
from infra.tags import tags

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.spec.model import Spec
    from infra.components.aws.store import Store
    from infra.policies.s3 import Grant

_GITHUB_ISSUER = f"https://{GITHUB}"


def add_workloads(spec: Spec, stores: Mapping[str, Store], opts: pulumi.ResourceOptions) -> dict[str, Workload]:
    """Every workload, by name."""
    github = _github_provider(spec, opts)
    return {name: Workload(name, _args(spec, name, stores, github), opts) for name in workloads_on(spec, "s3")}


def _args(spec: Spec, name: str, stores: Mapping[str, Store], github: OpenIdConnectProvider | None) -> WorkloadArgs:
    runs_on = spec.workloads[name].runs_on
    return WorkloadArgs(
        name=role_name(spec, name),
        trust=_trust(spec, name, github),
        policies=_policies(spec, name, stores),
        permissions_boundary=spec.workloads[name].permissions_boundary or spec.aws.permissions_boundary,
        instance_profile=runs_on.type == "ec2",
        pod=runs_on if runs_on.type == "eks-pod-identity" else None,
        region=spec.aws.region,
        tags=tags(spec, workload=name),
    )


def _github_provider(spec: Spec, opts: pulumi.ResourceOptions) -> OpenIdConnectProvider | None:
    """An account has one, so it stays when it leaves the program: others may use it by then.

    Several workloads that ask for it share it. AWS knows GitHub's certificates by itself.
    """
    wanted = (spec.workloads[name].runs_on for name in workloads_on(spec, "s3"))
    if not any(runs_on.type == "github-actions" and runs_on.create_provider for runs_on in wanted):
        return None
    stays = pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(retain_on_delete=spec.target == "cloud"))
    clients = [github_audience(partition(spec))]
    return OpenIdConnectProvider("github", url=_GITHUB_ISSUER, client_id_lists=clients, tags=tags(spec), opts=stays)


def _trust(spec: Spec, name: str, github: OpenIdConnectProvider | None) -> pulumi.Input[str] | None:
    runs_on, account = spec.workloads[name].runs_on, account_id(spec)
    where = partition(spec)
    if identity(spec, name, "s3") == "key":
        return None
    match runs_on.type:
        case "github-actions":
            if github is not None:
                return github.arn.apply(lambda arn: text(trust_policy(runs_on, where, account, arn)))
            arn = provider_arn(where, account or "", _GITHUB_ISSUER)
        case "eks-irsa":
            arn = provider_arn(where, account or "", runs_on.issuer)
        case "ecs" | "ec2" | "lambda" | "eks-pod-identity":
            arn = ""
        case "vps" | "cloud-run" | "gce" | "gke" | "aks" | "app-service" | "container-apps" | "azure-vm":
            raise ValueError(f"{runs_on.type} has no role")  # a check of the spec refuses it
        case _:
            assert_never(runs_on.type)
    return text(trust_policy(runs_on, where, account, arn))


def _policies(spec: Spec, name: str, stores: Mapping[str, Store]) -> dict[str, pulumi.Output[str]]:
    """Divided by the lengths of known ARNs, so that what exists decides neither how many there are nor their names."""
    metrics = spec.workloads[name].usage_metrics
    parts = split(grants_of(spec, name), inline_limit=inline_limit(spec, name), usage_metrics=metrics)
    return {
        part: _policy(grants, stores, metrics and (part == INLINE or carries_metrics(part)))
        for part, grants in parts.items()
    }


def _policy(grants: tuple[Grant, ...], stores: Mapping[str, Store], metrics: bool) -> pulumi.Output[str]:
    arns = {}
    for store in sorted({grant.store for grant in grants}):
        key = stores[store].key
        arns[store] = pulumi.Output.all(stores[store].bucket.arn, None if key is None else key.arn)

    def policy(known: Mapping[str, list[str | None]]) -> str:
        real = [
            replace(grant, bucket_arn=str(known[grant.store][0]), kms_key=known[grant.store][1] or grant.kms_key)
            for grant in grants
        ]
        return text(workload_policy(real, usage_metrics=metrics))

    return pulumi.Output.all(**arns).apply(policy)
