"""The workloads of a spec that are somebody on Azure: who they are and what they get, then one component each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.spec.facts import identity_name
from infra.components.azure.workload import Workload, WorkloadArgs
from infra.policies.azure_access import delegations, known_principal, of_workload, principals
from infra.policies.azure_trust import federation
from infra.tags import azure_tags as tags

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pulumi

    from generator.spec.model import Spec
    from infra.components.azure.access import Access
    from infra.components.azure.group import Group


def add_workloads(
    spec: Spec, group: Group, access: Mapping[str, Access], opts: pulumi.ResourceOptions
) -> dict[str, Workload]:
    """Every workload with an identity here, by name."""
    return {name: Workload(name, _args(spec, name, group, access), opts) for name in principals(spec)}


def _args(spec: Spec, name: str, group: Group, access: Mapping[str, Access]) -> WorkloadArgs:
    return WorkloadArgs(
        name=identity_name(spec, name),
        group=group,
        known=known_principal(spec, name),
        trust=federation(spec.workloads[name].runs_on),
        assignments=of_workload(spec, name),
        delegations=delegations(spec, name),
        access=access,
        tags=tags(spec, workload=name),
    )
