"""The roles of a store, each with exactly the data actions that someone needs, and their assignments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
from pulumi_azure_native.authorization import RoleAssignment, RoleDefinition

from infra.names import child
from infra.policies.azure import VERSION, words
from infra.policies.azure_names import DELEGATOR, assignment_guid, role_guid, role_title

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from infra.components.azure.group import Group
    from infra.components.azure.store import Store
    from infra.policies.azure_access import Assignment


@dataclass(frozen=True)
class AccessArgs:
    """A store with its physical name, and the sets of data actions in use."""

    store: Store
    account: str
    group: Group
    needed: Sequence[tuple[str, ...]]


@dataclass(frozen=True)
class Principal:
    """Who is assigned a role: `key` names it in every run, `id` is its object id, `name` starts logical names."""

    name: str
    key: str
    id: pulumi.Input[str]


class Access(pulumi.ComponentResource):
    """Role definitions by their data actions; they can be assigned in the resource group only."""

    roles: Mapping[tuple[str, ...], RoleDefinition]

    def __init__(self, name: str, args: AccessArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("stowplan:azure:Access", name, {}, opts)
        self._args = args
        self.roles = {needed: _role(self, name, args, needed) for needed in args.needed}
        self.register_outputs({})

    def assign(self, parent: pulumi.Resource, who: Principal, wanted: Assignment) -> RoleAssignment:
        """The role of an assignment to a principal, on one container and under its condition."""
        args, part = self._args, f"{wanted.container}/{wanted.part}"
        return RoleAssignment(
            child(who.name, wanted.part),
            role_assignment_name=assignment_guid(args.account, part, words(wanted.data_actions), who.key),
            scope=args.store.scope(wanted.container),
            role_definition_id=args.group.definition_id(self.roles[wanted.data_actions].name),
            principal_id=who.id,
            principal_type="ServicePrincipal",  # a new one may not have reached every replica yet
            condition=wanted.condition,
            condition_version=None if wanted.condition is None else VERSION,
            opts=pulumi.ResourceOptions(parent=parent),
        )

    def delegate(self, parent: pulumi.Resource, who: Principal) -> RoleAssignment:
        """The right to ask for the keys that URLs are signed with, which open nothing that the signer may not read."""
        args = self._args
        return RoleAssignment(
            child(who.name, "delegate"),
            role_assignment_name=assignment_guid(args.account, "", DELEGATOR, who.key),
            scope=args.store.account.id,
            role_definition_id=args.group.definition_id(DELEGATOR),
            principal_id=who.id,
            principal_type="ServicePrincipal",
            opts=pulumi.ResourceOptions(parent=parent),
        )


def _role(parent: Access, name: str, args: AccessArgs, needed: tuple[str, ...]) -> RoleDefinition:
    return RoleDefinition(
        child(name, words(needed)),
        role_definition_id=role_guid(args.account, needed),
        role_name=role_title(args.account, needed),
        role_type="CustomRole",
        description=f"{words(needed)} on blobs of the account {args.account}, and nothing else",
        scope=args.group.id,
        assignable_scopes=[args.group.id],
        permissions=[{"actions": [], "not_actions": [], "data_actions": list(needed), "not_data_actions": []}],
        opts=pulumi.ResourceOptions(parent=parent),
    )
