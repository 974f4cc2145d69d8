"""The roles of a store, one for each principal with exactly the data actions that it needs, and their assignments.

A grant that changes is an edit of the role and of the assignment's condition: a lock on the account refuses deletions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
from pulumi_azure_native.authorization import RoleAssignment, RoleDefinition

from infra.names import child
from infra.policies.azure import VERSION
from infra.policies.azure_names import DELEGATOR, assignment_guid, role_guid, role_title

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra.components.azure.group import Group
    from infra.components.azure.store import Store
    from infra.policies.azure_access import Assignment, Needed


@dataclass(frozen=True)
class AccessArgs:
    """A store with its physical name; `needed` is what each principal's role has, by who it is."""

    store: Store
    account: str
    group: Group
    needed: Mapping[str, Needed]


@dataclass(frozen=True)
class Principal:
    """Who is assigned a role: as in `AccessArgs.needed`, with its object id; `name` starts logical names."""

    name: str
    who: str
    id: pulumi.Input[str]


class Access(pulumi.ComponentResource):
    """Role definitions by who has them; they can be assigned in the resource group only."""

    roles: Mapping[str, RoleDefinition]

    def __init__(self, name: str, args: AccessArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("stowplan:azure:Access", name, {}, opts)
        self._args = args
        self.roles = {who: _role(self, child(name, who), args, needed) for who, needed in args.needed.items()}
        self.register_outputs({})

    def assign(self, parent: pulumi.Resource, who: Principal, wanted: Assignment) -> RoleAssignment:
        """A principal's role, on one container and under its condition."""
        args, key = self._args, self._args.needed[who.who].key
        return RoleAssignment(
            child(who.name, wanted.container),
            role_assignment_name=assignment_guid(args.account, wanted.container, "blobs", key),
            scope=args.store.scope(wanted.container),
            role_definition_id=args.group.definition_id(self.roles[who.who].name),
            principal_id=who.id,
            principal_type="ServicePrincipal",  # a new one may not have reached every replica yet
            condition=wanted.condition,
            condition_version=None if wanted.condition is None else VERSION,
            opts=pulumi.ResourceOptions(parent=parent),
        )

    def delegate(self, parent: pulumi.Resource, who: Principal) -> RoleAssignment:
        """The right to ask for the keys that URLs are signed with, which open nothing that the signer may not read."""
        args, key = self._args, self._args.needed[who.who].key
        return RoleAssignment(
            child(who.name, "_delegate"),
            role_assignment_name=assignment_guid(args.account, "", DELEGATOR, key),
            scope=args.store.account.id,
            role_definition_id=args.group.definition_id(DELEGATOR),
            principal_id=who.id,
            principal_type="ServicePrincipal",
            opts=pulumi.ResourceOptions(parent=parent),
        )


def _role(parent: Access, name: str, args: AccessArgs, needed: Needed) -> RoleDefinition:
    return RoleDefinition(
        name,
        role_definition_id=role_guid(args.account, needed.key),
        role_name=role_title(args.account, needed.key),
        role_type="CustomRole",
        description=f"what {needed.key} may do with blobs of the account {args.account}",
        scope=args.group.id,
        assignable_scopes=[args.group.id],
        permissions=[
            {"actions": [], "not_actions": [], "data_actions": list(needed.data_actions), "not_data_actions": []}
        ],
        opts=pulumi.ResourceOptions(parent=parent),
    )
