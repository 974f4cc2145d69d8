"""How much each S3 alias holds: from CloudWatch's daily metrics, or counted object by object."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.storage import storages

# S3 reports once a day, and up to two days late.
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudwatch-monitoring.html
LOOK_BACK = timedelta(days=3)
REFUSALS = frozenset({"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"})


class UsageError(Exception):
    """The figures cannot be had; the text says why and what to allow."""


@dataclass(frozen=True)
class Usage:
    """One alias. `size` (bytes) and `objects` are None where there are no figures yet.

    `scope` says what they are for: "bucket" (all of it, from metrics) or "prefix" (the alias's own objects, counted).
    """

    alias: str
    bucket: str
    prefix: str
    size: int | None
    objects: int | None
    scope: str


def s3_aliases() -> list[str]:
    """The aliases of `STORAGES` that are on S3, in its order."""
    return [
        alias
        for alias in storages.backends
        if hasattr(storages[alias], "addressing_style")
    ]


def from_metrics(alias: str) -> Usage:
    """What the alias's whole bucket held at CloudWatch's last daily report. Raises `UsageError`."""
    storage: Any = storages[alias]
    bucket = storage.bucket_name
    try:
        client = storage._create_session().client(
            "cloudwatch",
            region_name=storage.region_name,
            endpoint_url=storage.endpoint_url,
        )
        size = _latest(client, bucket, "BucketSizeBytes", "StandardStorage")
        objects = _latest(client, bucket, "NumberOfObjects", "AllStorageTypes")
    except (ClientError, BotoCoreError) as error:
        raise UsageError(
            _explained(
                alias, error, "cloudwatch:GetMetricStatistics, or count with --live"
            )
        ) from error
    return Usage(alias, bucket, storage.location, size, objects, "bucket")


def from_listing(alias: str) -> Usage:
    """What the alias's prefix holds now: one request for each 1000 objects. Raises `UsageError`."""
    storage: Any = storages[alias]
    prefix = storage._normalize_name("")
    size = objects = 0
    try:
        pages = storage.connection.meta.client.get_paginator("list_objects_v2")
        for page in pages.paginate(Bucket=storage.bucket_name, Prefix=prefix):
            found = page.get("Contents", ())
            size, objects = (
                size + sum(item["Size"] for item in found),
                objects + len(found),
            )
    except (ClientError, BotoCoreError) as error:
        permission = (
            f"s3:ListBucket on {storage.bucket_name} for {prefix or 'all of it'}"
        )
        raise UsageError(_explained(alias, error, permission)) from error
    return Usage(alias, storage.bucket_name, storage.location, size, objects, "prefix")


def _latest(client: Any, bucket: str, metric: str, storage_type: str) -> int | None:
    now = datetime.now(tz=timezone.utc)  # noqa: UP017  # Python 3.10 has no datetime.UTC
    answer = client.get_metric_statistics(
        Namespace="AWS/S3",
        MetricName=metric,
        Dimensions=[
            {"Name": "BucketName", "Value": bucket},
            {"Name": "StorageType", "Value": storage_type},
        ],
        StartTime=now - LOOK_BACK,
        EndTime=now,
        Period=86400,
        Statistics=["Average"],
    )
    points = sorted(answer["Datapoints"], key=lambda point: point["Timestamp"])
    return int(points[-1]["Average"]) if points else None


def _explained(alias: str, error: Exception, permission: str) -> str:
    code = (
        error.response.get("Error", {}).get("Code", "")
        if isinstance(error, ClientError)
        else ""
    )
    return (
        f"{alias}: access denied; allow {permission}"
        if code in REFUSALS
        else f"{alias}: {error}"
    )
