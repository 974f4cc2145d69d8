"""A bucket and everything that says what it is. Who may use it is `access`; the CDN and its logs come after it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
from pulumi_gcp.storage import (
    Bucket,
    BucketAutoclassArgsDict,
    BucketCorArgsDict,
    BucketEncryptionArgsDict,
    BucketLifecycleRuleArgsDict,
)

from infra.components.gcp.options import kept

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from generator.spec.gcs import Cmek, GcsStorageClass, Retention
    from generator.spec.parts import Alarms

_DAY = 86_400


@dataclass(frozen=True)
class KeyArgs:
    """A key in Cloud KMS: `spec` in the spec's words, where a key of the stack lies, and who encrypts with it."""

    spec: Cmek
    ring: str
    location: str
    agent: str


@dataclass(frozen=True)
class StoreArgs:
    """A bucket, with its physical name and location.

    `keep` protects what holds data and leaves it in the cloud when it leaves the program. `import_id` adopts a bucket
    that exists. `autoclass` is the coldest class that Google moves objects to. `log_bucket` is where usage logs go.
    """

    bucket: str
    location: str
    keep: bool
    import_id: str | None
    public_access_prevention: str
    key: KeyArgs | None
    versioning: bool
    soft_delete_days: int
    storage_class: GcsStorageClass
    autoclass: str | None
    retention: Retention | None
    lifecycle: Sequence[BucketLifecycleRuleArgsDict]
    cors: Sequence[BucketCorArgsDict]
    log_bucket: pulumi.Input[str] | None
    log_prefix: str | None
    alarms: Alarms | None
    labels: Mapping[str, str]


class Store(pulumi.ComponentResource):
    """The bucket."""

    bucket: Bucket

    def __init__(self, name: str, args: StoreArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("stowplan:gcp:Store", name, {}, opts)
        self.bucket = _bucket(self, name, args)
        if args.alarms is not None:
            from infra.components.gcp.alarms import add_alarms

            add_alarms(self, name, args.bucket, args.alarms, args.labels)
        self.register_outputs({"bucket": self.bucket.name, "url": self.bucket.url})


def _bucket(parent: Store, name: str, args: StoreArgs) -> Bucket:
    """Zeros and empty lists are said: what is left out keeps the value that the bucket has."""
    encryption, ready = _encryption(parent, name, args)
    return Bucket(
        name,
        name=args.bucket,
        location=args.location,
        uniform_bucket_level_access=True,
        public_access_prevention=args.public_access_prevention,
        force_destroy=False,
        deletion_policy="PREVENT" if args.keep else "DELETE",
        storage_class=args.storage_class,
        autoclass=_autoclass(args.autoclass),
        versioning={"enabled": args.versioning},
        soft_delete_policy={"retention_duration_seconds": args.soft_delete_days * _DAY},
        retention_policy=None
        if args.retention is None
        else {"retention_period": str(args.retention.days * _DAY), "is_locked": args.retention.locked},
        encryption=encryption,
        lifecycle_rules=args.lifecycle,
        cors=args.cors,
        logging=None
        if args.log_bucket is None
        else {"log_bucket": args.log_bucket, "log_object_prefix": args.log_prefix},
        labels=None if args.import_id is not None else args.labels,
        opts=_options(parent, args, ready),
    )


def _options(parent: Store, args: StoreArgs, ready: Sequence[pulumi.Resource]) -> pulumi.ResourceOptions:
    """An adopted bucket keeps its labels. The engine imports it and updates it in the same run (pulumi/docs#18198), so
    what is not ignored here becomes what the spec says."""
    options = kept(parent, args.keep, *ready)
    if args.import_id is None:
        return options
    seen = pulumi.ResourceOptions(import_=args.import_id, ignore_changes=["labels"])
    return pulumi.ResourceOptions.merge(options, seen)


def _autoclass(terminal: str | None) -> BucketAutoclassArgsDict:
    if terminal is None:
        return {"enabled": False}
    return {"enabled": True, "terminal_storage_class": terminal}


def _encryption(
    parent: Store, name: str, args: StoreArgs
) -> tuple[BucketEncryptionArgsDict, tuple[pulumi.Resource, ...]]:
    """Never by keys that come with requests; and what has to be there before a bucket can use a key of yours."""
    wanted: BucketEncryptionArgsDict = {
        "customer_supplied_encryption_enforcement_config": {"restriction_mode": "FullyRestricted"}
    }
    if args.key is None:
        return wanted, ()
    from infra.components.gcp.keys import add_key

    key, grant = add_key(parent, name, args.key, args.labels, keep=args.keep)
    wanted["default_kms_key_name"] = key
    return wanted, (grant,)
