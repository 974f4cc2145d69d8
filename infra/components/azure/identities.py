"""The workloads of a spec that are somebody on Azure: who they are and what they get, then one component each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.spec.facts import identity_name
from infra.components.azure.workload import Known, Workload, WorkloadArgs
from infra.policies.azure_access import delegations, of_workload, principals
from infra.policies.azure_trust import federation, own_principal
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
        known=_known(spec, name),
        trust=federation(spec.workloads[name].runs_on),
        assignments=of_workload(spec, name),
        delegations=delegations(spec, name),
        access=access,
        tags=tags(spec, workload=name),
    )


def _known(spec: Spec, name: str) -> Known | None:
    """A platform at home here has an identity of its own; code from elsewhere is an application of the team's."""
    found = spec.workloads[name]
    own = own_principal(found.runs_on)
    if own is not None:
        return Known(own, None)
    if federation(found.runs_on) is not None or found.service_principal is None:
        return None
    return Known(found.service_principal.object_id, found.service_principal.client_id)
