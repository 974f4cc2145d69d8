"""`aws:s3/bucket:Bucket` and `aws:s3/bucketPolicy:BucketPolicy`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.errors import LocalCloudError
from infra.local.aws.handlers.common import (
    Functions,
    document,
    found,
    gone,
    handler,
    physical_name,
    tag_list,
    unsupported,
    with_tags,
)

if TYPE_CHECKING:
    from infra.local.aws.cloud import LocalAws
    from infra.local.aws.handlers.common import Outputs, Wire

_BUCKET = "aws:s3/bucket:Bucket"
_POLICY = "aws:s3/bucketPolicy:BucketPolicy"
_INLINE = (
    "accelerationStatus", "acl", "corsRules", "grants", "lifecycleRules", "logging", "policy",
    "replicationConfiguration", "requestPayer", "serverSideEncryptionConfiguration", "versioning", "website",
)  # fmt: skip
_REGION = "us-east-1"


def bucket(cloud: LocalAws) -> Functions:
    """Buckets. The settings that have a resource type of their own are refused inline, as Pulumi deprecates them."""
    fixed = ("bucket", "bucketPrefix", "bucketNamespace", "objectLockEnabled", "region")
    return handler(cloud, _BUCKET, _create, _read, _update, _delete, fixed)


def bucket_policy(cloud: LocalAws) -> Functions:
    """Bucket policies."""
    return handler(cloud, _POLICY, _create_policy, _read_policy, _update_policy, _delete_policy, ("bucket",))


def _create(cloud: LocalAws, inputs: Wire) -> tuple[str, Outputs]:
    unsupported(_BUCKET, inputs, *_INLINE, "objectLockConfiguration", "bucketNamespace")
    name = physical_name(inputs, "bucket", "bucket", "bucketPrefix")
    region = inputs.get("region") or _REGION
    arguments: dict[str, Any] = {"ObjectLockEnabledForBucket": True} if inputs.get("objectLockEnabled") else {}
    if region != _REGION:
        arguments["CreateBucketConfiguration"] = {"LocationConstraint": region}
    cloud.client("s3", region).create_bucket(Bucket=name, **arguments)
    return name, _update(cloud, name, {}, {**inputs, "bucket": name})


def _read(cloud: LocalAws, id: str, inputs: Wire) -> Outputs | None:
    if found(lambda: cloud.client("s3").head_bucket(Bucket=id), "404") is None:
        return None
    return _outputs(id, inputs)


def _update(cloud: LocalAws, id: str, old: Wire, new: Wire) -> Outputs:
    unsupported(_BUCKET, new, *_INLINE)
    if new.get("tags"):
        cloud.client("s3").put_bucket_tagging(Bucket=id, Tagging={"TagSet": tag_list(new)})
    elif old.get("tags"):
        cloud.client("s3").delete_bucket_tagging(Bucket=id)
    return _outputs(id, new)


def _delete(cloud: LocalAws, id: str, outputs: Wire) -> None:
    client = cloud.client("s3")
    listed = found(lambda: client.list_object_versions(Bucket=id, MaxKeys=1), "NoSuchBucket")
    if listed is None:
        return
    if "Versions" in listed or "DeleteMarkers" in listed:
        if not outputs.get("forceDestroy"):
            raise LocalCloudError(f"{_BUCKET}: BucketNotEmpty: {id} holds objects; empty it or set forceDestroy")
        _empty(client, id)
    client.delete_bucket(Bucket=id)


def _empty(client: Any, name: str) -> None:
    for page in client.get_paginator("list_object_versions").paginate(Bucket=name):
        for item in (*page.get("Versions", []), *page.get("DeleteMarkers", [])):
            client.delete_object(Bucket=name, Key=item["Key"], VersionId=item["VersionId"])


def _outputs(name: str, inputs: Wire) -> Outputs:
    region = inputs.get("region") or _REGION
    return with_tags(
        inputs,
        bucket=name,
        arn=f"arn:aws:s3:::{name}",
        bucketDomainName=f"{name}.s3.amazonaws.com",
        bucketRegionalDomainName=f"{name}.s3.{region}.amazonaws.com",
        bucketRegion=region,
        region=region,
        hostedZoneId="Z3AQBSTGFYJSTF",
    )


def _create_policy(cloud: LocalAws, inputs: Wire) -> tuple[str, Outputs]:
    return str(inputs["bucket"]), _update_policy(cloud, inputs["bucket"], {}, inputs)


def _read_policy(cloud: LocalAws, id: str, inputs: Wire) -> Outputs | None:
    got = found(lambda: cloud.client("s3").get_bucket_policy(Bucket=id), "NoSuchBucketPolicy", "NoSuchBucket")
    return {**inputs, "bucket": id, "policy": got["Policy"]} if got else None


def _update_policy(cloud: LocalAws, id: str, old: Wire, new: Wire) -> Outputs:
    text = document(new["policy"])
    cloud.client("s3").put_bucket_policy(Bucket=id, Policy=text)
    return {**new, "bucket": id, "policy": text}


def _delete_policy(cloud: LocalAws, id: str, outputs: Wire) -> None:
    gone(lambda: cloud.client("s3").delete_bucket_policy(Bucket=id), "NoSuchBucket")
