"""Who reads a bucket without being a workload, and who writes logs to it: managed folders and their members."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
from pulumi_gcp.storage import BucketIAMMember, ManagedFolder, ManagedFolderIamMember

from infra.names import child
from infra.policies.gcp_names import ANYONE, USAGE_LOGS, part_name
from infra.policies.gcs import object_condition

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from infra.components.gcp.roles import Roles


@dataclass(frozen=True)
class AccessArgs:
    """The readers of a store, by prefix; an empty prefix is the whole bucket.

    `folders` are the prefixes that are managed folders, `public` what anyone reads, `signed` what Cloud CDN reads for
    signed requests, as `agent`, which is there `after` its keys. `usage_logs` says that other buckets log here.
    """

    bucket: pulumi.Input[str]
    physical: str
    roles: Roles
    folders: Sequence[str]
    public: Sequence[str]
    signed: Sequence[str]
    agent: str | None
    after: Sequence[pulumi.Resource]
    usage_logs: bool


class Access(pulumi.ComponentResource):
    """The folders, by prefix."""

    folders: Mapping[str, ManagedFolder]

    def __init__(self, name: str, args: AccessArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("stowplan:gcp:Access", name, {}, opts)
        self.folders = {prefix: _folder(self, name, args, prefix) for prefix in args.folders}
        for prefix in args.public:
            _reader(self, child(child(name, part_name(prefix)), "public"), args, prefix, ANYONE)
        for prefix in args.signed:
            if args.agent is not None:
                _reader(self, child(child(name, part_name(prefix)), "cdn"), args, prefix, args.agent)
        if args.usage_logs:
            # The whole bucket, as Google documents it: a log that is refused is lost without a word.
            BucketIAMMember(
                child(name, "usage"),
                bucket=args.bucket,
                role=args.roles["logs"],
                member=USAGE_LOGS,
                opts=pulumi.ResourceOptions(parent=self),
            )
        self.register_outputs({})


def _folder(parent: Access, name: str, args: AccessArgs, prefix: str) -> ManagedFolder:
    """Deleted, it takes its grants along and leaves its objects, which `force_destroy` is about here."""
    return ManagedFolder(
        child(name, part_name(prefix)),
        bucket=args.bucket,
        name=prefix,
        force_destroy=True,
        opts=pulumi.ResourceOptions(parent=parent),
    )


def _reader(parent: Access, name: str, args: AccessArgs, prefix: str, member: str) -> None:
    options = pulumi.ResourceOptions(parent=parent, depends_on=[] if member == ANYONE else args.after)
    role = args.roles["read"]
    if prefix in parent.folders:
        folder = parent.folders[prefix].name
        ManagedFolderIamMember(name, bucket=args.bucket, managed_folder=folder, role=role, member=member, opts=options)
    elif prefix:
        BucketIAMMember(
            name,
            bucket=args.bucket,
            role=role,
            member=member,
            condition={"title": part_name(prefix), "expression": object_condition(args.physical, prefix)},
            opts=options,
        )
    else:
        BucketIAMMember(name, bucket=args.bucket, role=role, member=member, opts=options)
