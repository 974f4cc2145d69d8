"""The identity that something runs with, and what it may do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
from pulumi_azure_native.managedidentity import FederatedIdentityCredential, UserAssignedIdentity

from infra.components.azure.access import Principal
from infra.names import child
from infra.policies.azure_trust import AUDIENCE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pulumi_azure_native.authorization import RoleAssignment

    from infra.components.azure.access import Access
    from infra.components.azure.group import Group
    from infra.policies.azure_access import Assignment, Known
    from infra.policies.azure_trust import Federation


@dataclass(frozen=True)
class WorkloadArgs:
    """An identity with its physical name, made unless it is `known`; `trust` is whose tokens it takes.

    `assignments` and `delegations` are by store, as is `access`.
    """

    name: str
    group: Group
    known: Known | None
    trust: Federation | None
    assignments: Sequence[Assignment]
    delegations: Sequence[str]
    access: Mapping[str, Access]
    tags: Mapping[str, str]


class Workload(pulumi.ComponentResource):
    """Who the workload is on Azure; `client_id` is None for an identity of the platform's own. `rights` by store."""

    client_id: pulumi.Input[str] | None
    principal_id: pulumi.Input[str]
    rights: Sequence[tuple[str, pulumi.Resource]]

    def __init__(self, name: str, args: WorkloadArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("stowplan:azure:Workload", name, {}, opts)
        if args.known is not None:
            self.client_id, self.principal_id = args.known.client_id, args.known.principal_id
        else:
            identity = _identity(self, name, args)
            self.client_id, self.principal_id = identity.client_id, identity.principal_id
        assigned = [(wanted.store, self._assign(name, args, wanted)) for wanted in args.assignments]
        self.rights = [*assigned, *((store, self._delegate(name, args, store)) for store in args.delegations)]
        self.register_outputs({"principalId": self.principal_id})

    def _assign(self, name: str, args: WorkloadArgs, wanted: Assignment) -> RoleAssignment:
        who = Principal(child(name, wanted.store), name, self.principal_id)
        return args.access[wanted.store].assign(self, who, wanted)

    def _delegate(self, name: str, args: WorkloadArgs, store: str) -> RoleAssignment:
        return args.access[store].delegate(self, Principal(child(name, store), name, self.principal_id))


def _identity(parent: Workload, name: str, args: WorkloadArgs) -> UserAssignedIdentity:
    options = pulumi.ResourceOptions(parent=parent)
    identity = UserAssignedIdentity(
        name,
        resource_name_=args.name,
        resource_group_name=args.group.name,
        location=args.group.location,
        tags=args.tags,
        opts=options,
    )
    if args.trust is not None:
        FederatedIdentityCredential(
            name,
            resource_name_=identity.name,
            federated_identity_credential_resource_name=args.name,
            resource_group_name=args.group.name,
            issuer=args.trust.issuer,
            subject=args.trust.subject,
            audiences=[AUDIENCE],
            opts=options,
        )
    return identity
