"""Deliveries of a store's logs, made when the bucket they go to has its policy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
from pulumi_aws.cloudwatch import LogDelivery, LogDeliveryDestination
from pulumi_aws.s3 import BucketLogging

from infra.components.aws.certificate import REGION

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pulumi_aws.cloudwatch import LogDeliverySource
    from pulumi_aws.s3 import Bucket, BucketPolicy


@dataclass(frozen=True)
class Target:
    """Where logs go: a bucket, its policy and a prefix that ends with `/`."""

    bucket: Bucket
    policy: BucketPolicy
    prefix: str


@dataclass(frozen=True)
class LogsArgs:
    """A store's logs: requests to its bucket, and requests to its CDN."""

    bucket: Bucket
    region: str
    access_logs: Target | None
    cdn_source: LogDeliverySource | None
    cdn_logs: Target | None
    tags: Mapping[str, str]


class Logs(pulumi.ComponentResource):
    """S3 server access logs and CloudFront standard logs (v2), which need no ACLs."""

    def __init__(self, name: str, args: LogsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("stowplan:aws:Logs", name, {}, opts)
        if args.access_logs is not None:
            BucketLogging(
                name,
                bucket=args.bucket.id,
                region=args.region,
                target_bucket=args.access_logs.bucket.id,
                target_prefix=args.access_logs.prefix,
                opts=pulumi.ResourceOptions(parent=self, depends_on=[args.access_logs.policy]),
            )
        if args.cdn_source is not None and args.cdn_logs is not None:
            _deliver(self, name, args.cdn_source, args.cdn_logs, args.tags)
        self.register_outputs({})


def _deliver(parent: Logs, name: str, source: LogDeliverySource, target: Target, tags: Mapping[str, str]) -> None:
    """After the policy: creating a delivery would otherwise write one of its own into the bucket's policy.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html
    """
    options = pulumi.ResourceOptions(parent=parent, depends_on=[target.policy])
    folder = pulumi.Output.concat(target.bucket.arn, "/", target.prefix.removesuffix("/"))
    destination = LogDeliveryDestination(
        name,
        delivery_destination_configuration={"destination_resource_arn": folder},
        output_format="json",
        region=REGION,
        tags=tags,
        opts=options,
    )
    LogDelivery(
        name,
        delivery_source_name=source.name,
        delivery_destination_arn=destination.arn,
        region=REGION,
        tags=tags,
        opts=options,
    )
