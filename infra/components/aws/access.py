"""Who may use a bucket and its key: written once the distribution and the sources of logs have ARNs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
from pulumi_aws.kms import KeyPolicy
from pulumi_aws.s3 import BucketPolicy

from infra.policies.document import text
from infra.policies.kms import kms_key_policy
from infra.policies.s3 import LogSource, bucket_policy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from infra.components.aws.store import Store


@dataclass(frozen=True)
class Source:
    """A `LogSource` whose ARN is an output."""

    arn: pulumi.Output[str]
    prefix: str


@dataclass(frozen=True)
class AccessArgs:
    """The readers and the log sources of a store; `distribution_arn` is its CDN's.

    `keep` leaves the policies in the cloud with the bucket and the key: without them anyone's plain HTTP is served.
    """

    store: Store
    keep: bool
    region: str
    partition: str
    account_id: str | None
    distribution_arn: pulumi.Output[str] | None
    cdn_prefixes: Sequence[str]
    public_prefixes: Sequence[str]
    access_logs: Sequence[Source]
    cdn_logs: Sequence[Source]


class Access(pulumi.ComponentResource):
    """The bucket's policy and, where the key is ours, the key's."""

    policy: BucketPolicy

    def __init__(self, name: str, args: AccessArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("stowplan:aws:Access", name, {}, opts)
        self.policy = BucketPolicy(
            name,
            bucket=args.store.bucket.id,
            region=args.region,
            policy=_bucket_policy(args),
            opts=pulumi.ResourceOptions(parent=self, depends_on=args.store.settled, retain_on_delete=args.keep),
        )
        if args.store.key is not None:
            KeyPolicy(
                name,
                key_id=args.store.key.key_id,
                region=args.region,
                policy=_key_policy(args, args.store.key.arn),
                opts=pulumi.ResourceOptions(parent=self, retain_on_delete=args.keep),
            )
        self.register_outputs({})


def _bucket_policy(args: AccessArgs) -> pulumi.Output[str]:
    def policy(bucket: str, distribution: str | None, access: list[LogSource], cdn: list[LogSource]) -> str:
        return text(
            bucket_policy(
                bucket,
                distribution_arn=distribution,
                cdn_prefixes=args.cdn_prefixes,
                public_prefixes=args.public_prefixes,
                access_logs=access,
                cdn_logs=cdn,
                account_id=args.account_id,
            )
        )

    known = pulumi.Output.all(
        args.store.bucket.arn, args.distribution_arn, _resolved(args.access_logs), _resolved(args.cdn_logs)
    )
    return known.apply(lambda found: policy(found[0], found[1], found[2], found[3]))


def _key_policy(args: AccessArgs, key_arn: pulumi.Output[str]) -> pulumi.Output[str]:
    """The account's id stands in the key's own ARN, so nothing has to ask the cloud for it."""

    def policy(key: str, distribution: str | None, sources: list[LogSource]) -> str:
        return text(
            kms_key_policy(
                key.split(":")[4],
                partition=args.partition,
                distribution_arn=distribution,
                log_sources=[source.arn for source in sources],
            )
        )

    known = pulumi.Output.all(key_arn, args.distribution_arn, _resolved(args.cdn_logs))
    return known.apply(lambda found: policy(found[0], found[1], found[2]))


def _resolved(sources: Sequence[Source]) -> pulumi.Output[list[LogSource]]:
    arns = pulumi.Output.all(*(source.arn for source in sources))
    return arns.apply(lambda found: [LogSource(arn, source.prefix) for arn, source in zip(found, sources, strict=True)])
