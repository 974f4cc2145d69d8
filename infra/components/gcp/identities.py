"""The workloads of a spec: trust and grants worked out, then one component each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
from pulumi_gcp.iam import WorkloadIdentityPool, WorkloadIdentityPoolProvider

from generator.spec.facts import bucket_name, gcs_stores, service_account_id
from generator.spec.identities import identity, workloads_on
from infra.components.gcp.workload import Workload, WorkloadArgs
from infra.policies.gcp_names import pool_id, project_id, project_number
from infra.policies.gcp_trust import (
    ISSUER,
    MAPPING,
    PROVIDER_ID,
    attribute_condition,
    github_member,
    github_runs,
    gke_member,
    pool_name,
    provider_name,
)
from infra.policies.gcs import grants_of, signs
from infra.policies.trust import github_subject

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.spec.model import Spec
    from infra.components.gcp.roles import Roles
    from infra.components.gcp.workload import Target


@dataclass(frozen=True)
class Github:
    """The pool that GitHub's tokens are exchanged in, and its provider, by their full names."""

    pool: pulumi.Output[str]
    provider: pulumi.Output[str]


def add_workloads(
    spec: Spec, targets: Mapping[str, Target], roles: Roles, opts: pulumi.ResourceOptions
) -> tuple[dict[str, Workload], Github | None]:
    """Every workload that is known here, by name, and the provider for those that run in GitHub Actions."""
    github = _github(spec, opts)
    made = {name: Workload(name, _args(spec, name, targets, roles, github), opts) for name in workloads_on(spec, "gcs")}
    return made, github


def _args(spec: Spec, name: str, targets: Mapping[str, Target], roles: Roles, github: Github | None) -> WorkloadArgs:
    return WorkloadArgs(
        account_id=service_account_id(spec, name),
        says=f"{spec.project} {spec.environment}: {name}",
        grants=grants_of(spec, name, {store: bucket_name(spec, store) for store in gcs_stores(spec)}),
        targets=targets,
        roles=roles,
        user=_user(spec, name, github),
        signs=signs(spec, name),
        has_key=identity(spec, name, "gcs") == "key",
    )


def _user(spec: Spec, name: str, github: Github | None) -> pulumi.Input[str] | None:
    """Who runs as the account from outside; Cloud Run and Compute Engine attach it themselves."""
    runs_on = spec.workloads[name].runs_on
    if runs_on.type == "gke":
        return gke_member(runs_on, project_id(spec) or "")
    if runs_on.type != "github-actions" or github is None:
        return None
    subject = github_subject(runs_on)
    return github.pool.apply(lambda pool: github_member(pool, subject))


def _github(spec: Spec, opts: pulumi.ResourceOptions) -> Github | None:
    """The stack's own pool where a workload asks for one, else the project's `github`."""
    if not github_runs(spec):
        return None
    condition = attribute_condition(spec)
    if condition is None:
        pool = pool_name(project_number(spec))
        return Github(pulumi.Output.from_input(pool), pulumi.Output.from_input(provider_name(pool)))
    made = WorkloadIdentityPool(
        "github",
        workload_identity_pool_id=pool_id(spec),
        display_name="GitHub Actions",
        description=f"{spec.project} {spec.environment}",
        opts=opts,
    )
    provider = WorkloadIdentityPoolProvider(
        "github",
        workload_identity_pool_id=made.workload_identity_pool_id,
        workload_identity_pool_provider_id=PROVIDER_ID,
        display_name="GitHub Actions",
        oidc={"issuer_uri": ISSUER},
        attribute_mapping=MAPPING,
        attribute_condition=condition,
        opts=opts,
    )
    return Github(made.name, provider.name)
