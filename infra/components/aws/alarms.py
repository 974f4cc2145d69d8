"""Alarms on what S3 reports once a day (https://docs.aws.amazon.com/AmazonS3/latest/userguide/metrics-dimensions.html)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pulumi
from pulumi_aws.cloudwatch import MetricAlarm

from infra.names import child

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pulumi_aws.s3 import Bucket

    from generator.spec.s3 import Alarms

NAMESPACE = "AWS/S3"
METRICS = {"BucketSizeBytes": "StandardStorage", "NumberOfObjects": "AllStorageTypes"}
"""Metric -> its `StorageType` dimension."""

_DAY = 86_400
_GB = 1_000_000_000


class _Alarm(NamedTuple):
    part: str
    metric: str
    limit: int
    says: str


def add_alarms(
    parent: pulumi.Resource,
    name: str,
    bucket: Bucket,
    physical: str,
    region: str,
    wanted: Alarms,
    tags: Mapping[str, str],
) -> None:
    """The alarms asked for, as children of `parent`; `physical` is the bucket's name, which starts theirs."""
    for alarm in _alarms(wanted):
        MetricAlarm(
            child(name, alarm.part),
            name=f"{physical}-{alarm.part}",
            region=region,
            alarm_description=f"{physical} holds more than {alarm.says}",
            namespace=NAMESPACE,
            metric_name=alarm.metric,
            dimensions={"BucketName": bucket.bucket, "StorageType": METRICS[alarm.metric]},
            statistic="Average",
            period=_DAY,
            evaluation_periods=1,
            comparison_operator="GreaterThanThreshold",
            threshold=alarm.limit,
            treat_missing_data="notBreaching",  # a new or empty bucket reports nothing
            alarm_actions=[wanted.notify] if wanted.notify else [],
            tags=tags,
            opts=pulumi.ResourceOptions(parent=parent),
        )


def _alarms(wanted: Alarms) -> list[_Alarm]:
    found = []
    if wanted.size_gb is not None:
        found.append(_Alarm("size", "BucketSizeBytes", wanted.size_gb * _GB, f"{wanted.size_gb} GB"))
    if wanted.objects is not None:
        found.append(_Alarm("objects", "NumberOfObjects", wanted.objects, f"{wanted.objects} objects"))
    return found
