"""A bucket and everything that says what it is. Who may use it is `access`; the CDN and the logs come after it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
from pulumi_aws.kms import Alias, Key
from pulumi_aws.s3 import (
    Bucket,
    BucketCorsConfiguration,
    BucketCorsConfigurationCorsRuleArgsDict,
    BucketLifecycleConfiguration,
    BucketLifecycleConfigurationRuleArgsDict,
    BucketOwnershipControls,
    BucketPublicAccessBlock,
    BucketServerSideEncryptionConfiguration,
    BucketServerSideEncryptionConfigurationRuleArgsDict,
    BucketVersioning,
)

from infra.lifecycle.s3 import MINIMUM_SIZE
from infra.names import key_alias
from infra.policies.s3 import public_access_block

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from generator.spec.parts import Alarms
    from generator.spec.s3 import Encryption, Ownership, StorageClass


@dataclass(frozen=True)
class StoreArgs:
    """A bucket, with its physical name and region.

    `keep` protects what holds data and leaves it, as it is set up, in the cloud when it leaves the program. `import_id`
    adopts a bucket that exists. `public_policy` and `public_acls` say what anyone may read straight from it. `colder`
    are the classes that `lifecycle` moves objects to.
    """

    bucket: str
    region: str
    keep: bool
    import_id: str | None
    public_policy: bool
    public_acls: bool
    ownership: Ownership
    encryption: Encryption
    versioning: bool
    lifecycle: Sequence[BucketLifecycleConfigurationRuleArgsDict]
    colder: Sequence[StorageClass]
    cors: Sequence[BucketCorsConfigurationCorsRuleArgsDict]
    alarms: Alarms | None
    kms_deletion_days: int
    tags: Mapping[str, str]


class Store(pulumi.ComponentResource):
    """The bucket. `key` is the KMS key made for it, `settled` what must be done before its policy is written."""

    bucket: Bucket
    key: Key | None
    settled: tuple[pulumi.Resource, ...]

    def __init__(self, name: str, args: StoreArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("stowplan:aws:Store", name, {}, opts)
        self.bucket = _bucket(self, name, args)
        self.settled = _access(self, name, args, self.bucket)
        self.key = _encryption(self, name, args, self.bucket)
        _ageing(self, name, args, self.bucket)
        if args.alarms is not None:
            from infra.components.aws.alarms import Watched, add_alarms  # CloudWatch takes long to import

            watched = Watched(self.bucket, args.bucket, args.region, args.colder)
            add_alarms(self, name, watched, args.alarms, args.tags)
        self.register_outputs({"bucket": self.bucket.bucket, "arn": self.bucket.arn})


def _kept(parent: pulumi.Resource, keep: bool) -> pulumi.ResourceOptions:
    return pulumi.ResourceOptions(parent=parent, protect=keep, retain_on_delete=keep)


def _setting(parent: pulumi.Resource, keep: bool, *after: pulumi.Resource) -> pulumi.ResourceOptions:
    """Of what every bucket has: deleted, it would leave a kept bucket without TLS only, versions or encryption by key.

    CORS is no such setting, as it comes and goes with the spec: an origin that leaves the spec has to leave the bucket.
    """
    return pulumi.ResourceOptions(parent=parent, retain_on_delete=keep, depends_on=after)


def _bucket(parent: Store, name: str, args: StoreArgs) -> Bucket:
    """An adopted bucket keeps its tags. The engine imports it and updates it in the same run (pulumi/docs#18198), so
    what is not ignored here becomes what the spec says."""
    adopted = args.import_id is not None
    options = _kept(parent, args.keep)
    if adopted:
        seen = pulumi.ResourceOptions(import_=args.import_id, ignore_changes=["tags", "tagsAll"])
        options = pulumi.ResourceOptions.merge(options, seen)
    return Bucket(
        name,
        bucket=args.bucket,
        region=args.region,
        force_destroy=False,
        tags=None if adopted else args.tags,
        opts=options,
    )


def _access(parent: Store, name: str, args: StoreArgs, bucket: Bucket) -> tuple[pulumi.Resource, ...]:
    """One after the other: S3 answers 409 to two changes at once (hashicorp/terraform-provider-aws#7628)."""
    flags = public_access_block(public_policy=args.public_policy, public_acls=args.public_acls)
    block = BucketPublicAccessBlock(
        name,
        bucket=bucket.id,
        region=args.region,
        block_public_acls=flags["block_public_acls"],
        block_public_policy=flags["block_public_policy"],
        ignore_public_acls=flags["ignore_public_acls"],
        restrict_public_buckets=flags["restrict_public_buckets"],
        skip_destroy=True,  # a bucket that stays behind stays closed
        opts=_setting(parent, args.keep),
    )
    ownership = BucketOwnershipControls(
        name,
        bucket=bucket.id,
        region=args.region,
        rule={"object_ownership": args.ownership},
        opts=_setting(parent, args.keep, block),
    )
    if not args.cors:
        return block, ownership
    cors = BucketCorsConfiguration(
        name,
        bucket=bucket.id,
        region=args.region,
        cors_rules=args.cors,
        opts=pulumi.ResourceOptions(parent=parent, depends_on=[ownership]),
    )
    return block, ownership, cors


def _encryption(parent: Store, name: str, args: StoreArgs, bucket: Bucket) -> Key | None:
    wanted = args.encryption
    key = _key(parent, name, args) if wanted.type == "kms" and wanted.key == "create" else None
    rule: BucketServerSideEncryptionConfigurationRuleArgsDict = {
        "apply_server_side_encryption_by_default": {"sse_algorithm": "AES256"},
        "blocked_encryption_types": ["SSE-C"],  # S3's own default since 2026; unsaid, older buckets drift
    }
    if wanted.type == "kms":
        rule["apply_server_side_encryption_by_default"] = {"sse_algorithm": "aws:kms"}
        rule["bucket_key_enabled"] = wanted.bucket_key
        if wanted.key != "aws-managed":
            arn = wanted.key if key is None else key.arn
            rule["apply_server_side_encryption_by_default"] = {"sse_algorithm": "aws:kms", "kms_master_key_id": arn}
    BucketServerSideEncryptionConfiguration(
        name, bucket=bucket.id, region=args.region, rules=[rule], opts=_setting(parent, args.keep)
    )
    return key


def _key(parent: Store, name: str, args: StoreArgs) -> Key:
    key = Key(
        name,
        region=args.region,
        description=f"Encrypts the bucket {args.bucket}",
        enable_key_rotation=True,
        deletion_window_in_days=args.kms_deletion_days,
        tags=args.tags,
        opts=_kept(parent, args.keep),
    )
    alias = key_alias(args.bucket)
    Alias(name, name=alias, region=args.region, target_key_id=key.key_id, opts=pulumi.ResourceOptions(parent=parent))
    return key


def _ageing(parent: Store, name: str, args: StoreArgs, bucket: Bucket) -> None:
    """Lifecycle after versioning: rules on old versions are refused before (terraform-aws-s3-bucket#361)."""
    versioning = BucketVersioning(
        name,
        bucket=bucket.id,
        region=args.region,
        versioning_configuration={"status": "Enabled" if args.versioning else "Suspended"},
        opts=_setting(parent, args.keep),
    )
    BucketLifecycleConfiguration(
        name,
        bucket=bucket.id,
        region=args.region,
        rules=args.lifecycle,
        transition_default_minimum_object_size=MINIMUM_SIZE,
        opts=_setting(parent, args.keep, versioning),
    )
