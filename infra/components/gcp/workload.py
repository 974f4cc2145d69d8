"""The service account that something runs as, and what it may do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
from pulumi_gcp.serviceaccount import Account, IAMMember, Key
from pulumi_gcp.storage import BucketIAMMember, ManagedFolderIamMember

from infra.names import child
from infra.policies.gcp_names import part_name
from infra.policies.gcp_trust import USER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pulumi_gcp.storage import BucketIAMMemberConditionArgsDict

    from infra.components.gcp.roles import Roles
    from infra.policies.gcs import Grant


@dataclass(frozen=True)
class Target:
    """Where grants on a store go: its bucket, and the managed folders by prefix."""

    bucket: pulumi.Output[str]
    folders: Mapping[str, pulumi.Output[str]]


@dataclass(frozen=True)
class WorkloadArgs:
    """A service account with its id. `user` is who runs as it from outside, `signs` lets it sign as itself.

    `has_key` makes a long-lived key, the last resort.
    """

    account_id: str
    says: str
    grants: Sequence[Grant]
    targets: Mapping[str, Target]
    roles: Roles
    user: pulumi.Input[str] | None
    signs: bool
    has_key: bool


class Workload(pulumi.ComponentResource):
    """The account, and its key where it has one."""

    account: Account
    key: Key | None

    def __init__(self, name: str, args: WorkloadArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("stowplan:gcp:Workload", name, {}, opts)
        options = pulumi.ResourceOptions(parent=self)
        self.account = Account(
            name, account_id=args.account_id, display_name=args.account_id, description=args.says, opts=options
        )
        for grant in args.grants:
            for action in grant.actions:
                made = child(child(child(name, grant.store), part_name(grant.prefix)), action)
                _bind(self, made, args, grant, args.roles[action])
        if args.user is not None:
            IAMMember(name, service_account_id=self.account.name, role=USER, member=args.user, opts=options)
        if args.signs:
            IAMMember(
                child(name, "sign"),
                service_account_id=self.account.name,
                role=args.roles["sign"],
                member=self.account.member,
                opts=options,
            )
        self.key = Key(name, service_account_id=self.account.name, opts=options) if args.has_key else None
        self.register_outputs({"email": self.account.email})


def _bind(parent: Workload, name: str, args: WorkloadArgs, grant: Grant, role: pulumi.Output[str]) -> None:
    target, member = args.targets[grant.store], parent.account.member
    options = pulumi.ResourceOptions(parent=parent)
    if grant.folder:
        folder = target.folders[grant.prefix]
        ManagedFolderIamMember(
            name, bucket=target.bucket, managed_folder=folder, role=role, member=member, opts=options
        )
    else:
        BucketIAMMember(
            name,
            bucket=target.bucket,
            role=role,
            member=member,
            condition=_condition(grant),
            opts=options,
        )


def _condition(grant: Grant) -> BucketIAMMemberConditionArgsDict | None:
    """The title is part of a condition's identity, so it says the prefix and not the alias."""
    if grant.condition is None:
        return None
    return {"title": part_name(grant.prefix), "expression": grant.condition}
