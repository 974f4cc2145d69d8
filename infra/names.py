"""Logical names, which are identity and never change, and ARNs that follow from physical names alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.spec.facts import bucket_name, partition_of, region_of

if TYPE_CHECKING:
    from generator.spec.facts import Partition
    from generator.spec.model import Spec

_ACCOUNT = "0" * 12
_KEY_ID = "0" * 36

NAMESPACE = "AWS/S3"
METRICS = {"BucketSizeBytes": "StandardStorage", "NumberOfObjects": "AllStorageTypes"}
"""Metric -> its `StorageType` dimension, where nothing moves to another class:
https://docs.aws.amazon.com/AmazonS3/latest/userguide/metrics-dimensions.html"""

LOCAL_ACCOUNT = "123456789012"
"""Nobody's account: what stands for one where `target: local` names none. A real cloud refuses it."""


def child(component: str, part: str) -> str:
    """The logical name of one of several children of a type.

    Stores, workloads and containers have no `_`, and an alias, which may have some, begins with a letter. So a part of
    ours beside aliases begins with `_`.
    """
    return f"{component}_{part}"


def partition(spec: Spec) -> Partition:
    """The partition of the account."""
    return partition_of(spec.aws.region)


def account_id(spec: Spec) -> str | None:
    """The account, when it is known without asking the cloud."""
    return spec.aws.account_id or (LOCAL_ACCOUNT if spec.target == "local" else None)


def bucket_arn(spec: Spec, store: str) -> str:
    """The bucket's ARN: its name is fixed, so it is known before the bucket exists."""
    region = region_of(spec, spec.stores[store])
    return f"arn:{partition_of(region).name}:s3:::{bucket_name(spec, store)}"


def key_arn_shape(spec: Spec, store: str) -> str:
    """As long as the ARN of the key that will be made for the store: what policy sizes are measured with."""
    region = region_of(spec, spec.stores[store])
    return f"arn:{partition_of(region).name}:kms:{region}:{_ACCOUNT}:key/{_KEY_ID}"


def key_alias(bucket: str) -> str:
    """The alias of a bucket's own key."""
    return f"alias/{bucket}"


def s3_endpoint(spec: Spec, store: str) -> str:
    """S3 in the store's region, as KMS names a caller (https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html)."""
    region = region_of(spec, spec.stores[store])
    return f"s3.{region}.{partition_of(region).dns_suffix}"


def import_id(bucket: str, region: str, provider_region: str) -> str:
    """What adopts a bucket; one outside the provider's region says where it is.

    https://www.pulumi.com/registry/packages/aws/how-to-guides/aws-enhanced-region-support/
    """
    return bucket if region == provider_region else f"{bucket}@{region}"
