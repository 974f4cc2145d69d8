"""The identity that something runs with, and what it may do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
from pulumi_aws.eks import PodIdentityAssociation
from pulumi_aws.iam import (
    AccessKey,
    InstanceProfile,
    Policy,
    Role,
    RolePolicy,
    RolePolicyAttachment,
    User,
    UserPolicy,
    UserPolicyAttachment,
)

from infra.names import child
from infra.policies.packing import INLINE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.spec.workloads import EksPodIdentity

POLICY_NAME = "storage"


@dataclass(frozen=True)
class WorkloadArgs:
    """An identity with its physical name: a role where `trust` is given, else a user with an access key.

    `policies` are the JSON documents by part (see `infra.policies.packing`); `region` is the pod association's.
    """

    name: str
    trust: pulumi.Input[str] | None
    policies: Mapping[str, pulumi.Input[str]]
    permissions_boundary: str | None
    instance_profile: bool
    pod: EksPodIdentity | None
    region: str
    tags: Mapping[str, str]


class Workload(pulumi.ComponentResource):
    """A role or a user; `key` is the user's."""

    identity: Role | User
    key: AccessKey | None

    def __init__(self, name: str, args: WorkloadArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("stowplan:aws:Workload", name, {}, opts)
        self.key = None
        if args.trust is None:
            self.identity = _user(self, name, args)
            self.key = AccessKey(name, user=self.identity.name, opts=pulumi.ResourceOptions(parent=self))
        else:
            self.identity = _role(self, name, args, args.trust)
        self.register_outputs({"arn": self.identity.arn, "name": self.identity.name})


def _role(parent: Workload, name: str, args: WorkloadArgs, trust: pulumi.Input[str]) -> Role:
    options = pulumi.ResourceOptions(parent=parent)
    role = Role(
        name,
        name=args.name,
        assume_role_policy=trust,
        permissions_boundary=args.permissions_boundary,
        tags=args.tags,
        opts=options,
    )
    for part, policy in args.policies.items():
        if part == INLINE:
            RolePolicy(name, name=POLICY_NAME, role=role.name, policy=policy, opts=options)
        else:
            managed = _managed(parent, name, args, part, policy)
            RolePolicyAttachment(child(name, part), role=role.name, policy_arn=managed.arn, opts=options)
    if args.instance_profile:
        InstanceProfile(name, name=args.name, role=role.name, tags=args.tags, opts=options)
    if args.pod is not None:
        PodIdentityAssociation(
            name,
            cluster_name=args.pod.cluster,
            namespace=args.pod.namespace,
            service_account=args.pod.service_account,
            role_arn=role.arn,
            region=args.region,
            tags=args.tags,
            opts=options,
        )
    return role


def _user(parent: Workload, name: str, args: WorkloadArgs) -> User:
    options = pulumi.ResourceOptions(parent=parent)
    user = User(name, name=args.name, permissions_boundary=args.permissions_boundary, tags=args.tags, opts=options)
    for part, policy in args.policies.items():
        if part == INLINE:
            UserPolicy(name, name=POLICY_NAME, user=user.name, policy=policy, opts=options)
        else:
            managed = _managed(parent, name, args, part, policy)
            UserPolicyAttachment(child(name, part), user=user.name, policy_arn=managed.arn, opts=options)
    return user


def _managed(parent: Workload, name: str, args: WorkloadArgs, part: str, policy: pulumi.Input[str]) -> Policy:
    """Named by its part, which stays when another part is divided."""
    return Policy(
        child(name, part),
        name=f"{args.name}-{POLICY_NAME}-{part}",
        policy=policy,
        tags=args.tags,
        opts=pulumi.ResourceOptions(parent=parent),
    )
