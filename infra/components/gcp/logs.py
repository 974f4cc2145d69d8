"""A load balancer's request logs, delivered to another store by Cloud Logging."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
from pulumi_gcp.logging import ProjectSink
from pulumi_gcp.storage import BucketIAMMember

from infra.policies.gcp_cdn import log_filter

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class LogsArgs:
    """`rules` are the names of the forwarding rules, `bucket` takes the logs, `role` lets the sink write there."""

    name: str
    comment: str
    rules: Sequence[pulumi.Output[str]]
    bucket: pulumi.Output[str]
    role: pulumi.Output[str]


class Logs(pulumi.ComponentResource):
    """The sink, and its right to write: to the whole bucket, as Google documents it, since a refused log is lost."""

    sink: ProjectSink

    def __init__(self, name: str, args: LogsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("stowplan:gcp:Logs", name, {}, opts)
        options = pulumi.ResourceOptions(parent=self)
        self.sink = ProjectSink(
            name,
            name=args.name,
            description=args.comment,
            destination=pulumi.Output.concat("storage.googleapis.com/", args.bucket),
            filter=pulumi.Output.all(*args.rules).apply(log_filter),
            unique_writer_identity=True,
            opts=options,
        )
        BucketIAMMember(name, bucket=args.bucket, role=args.role, member=self.sink.writer_identity, opts=options)
        self.register_outputs({})
