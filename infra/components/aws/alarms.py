"""Alarms on what S3 reports once a day (https://docs.aws.amazon.com/AmazonS3/latest/userguide/metrics-dimensions.html)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pulumi
from pulumi_aws.cloudwatch import MetricAlarm

from infra.names import METRICS, NAMESPACE, child

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pulumi_aws.cloudwatch import MetricAlarmMetricQueryArgsDict
    from pulumi_aws.s3 import Bucket

    from generator.spec.parts import Alarms
    from generator.spec.s3 import StorageClass

STORAGE_TYPES: Mapping[StorageClass, tuple[str, ...]] = {
    "STANDARD_IA": ("StandardIAStorage",),
    "ONEZONE_IA": ("OneZoneIAStorage",),
    "INTELLIGENT_TIERING": (
        "IntelligentTieringFAStorage",
        "IntelligentTieringIAStorage",
        "IntelligentTieringAIAStorage",
    ),
    "GLACIER_IR": ("GlacierInstantRetrievalStorage",),
    "GLACIER": ("GlacierStorage",),
    "DEEP_ARCHIVE": ("DeepArchiveStorage",),
}
"""Storage class -> the `StorageType` of its bytes. With the two of `METRICS` ten, which is what one alarm takes.

Left out: what S3 adds for itself, and the tiers of Intelligent-Tiering that a bucket has to ask for.
"""

_DAY = 86_400
_GB = 1_000_000_000


class Watched(NamedTuple):
    """A bucket; `physical` is its name, which starts the names of its alarms, `colder` the classes objects move to."""

    bucket: Bucket
    physical: str
    region: str
    colder: Sequence[StorageClass]


class _Alarm(NamedTuple):
    part: str
    queries: list[MetricAlarmMetricQueryArgsDict]
    limit: int
    says: str


def add_alarms(parent: pulumi.Resource, name: str, watched: Watched, wanted: Alarms, tags: Mapping[str, str]) -> None:
    """The alarms asked for, as children of `parent`."""
    for alarm in _alarms(watched, wanted):
        MetricAlarm(
            child(name, alarm.part),
            name=f"{watched.physical}-{alarm.part}",
            region=watched.region,
            alarm_description=f"{watched.physical} holds more than {alarm.says}",
            metric_queries=alarm.queries,
            evaluation_periods=1,
            comparison_operator="GreaterThanThreshold",
            threshold=alarm.limit,
            treat_missing_data="notBreaching",  # a new or empty bucket reports nothing
            alarm_actions=[wanted.notify] if wanted.notify else [],
            tags=tags,
            opts=pulumi.ResourceOptions(parent=parent),
        )


def _alarms(watched: Watched, wanted: Alarms) -> list[_Alarm]:
    found = []
    if wanted.size_gb is not None:
        queries = _size(watched.bucket, watched.colder)
        found.append(_Alarm("size", queries, wanted.size_gb * _GB, f"{wanted.size_gb} GB"))
    if wanted.objects is not None:
        queries = [_metric("objects", watched.bucket, "NumberOfObjects", METRICS["NumberOfObjects"], returned=True)]
        found.append(_Alarm("objects", queries, wanted.objects, f"{wanted.objects} objects"))
    return found


def _size(bucket: Bucket, colder: Sequence[StorageClass]) -> list[MetricAlarmMetricQueryArgsDict]:
    """The sum over storage types. A type without objects reports nothing, and so counts as 0.

    Every bucket with objects reports their number: times 0, it keeps a day that S3 has not reported yet from being one
    of 0 bytes, since a sum has no value where a part has none (unverified against the real service).
    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
    """
    if not colder:
        return [_metric("size", bucket, "BucketSizeBytes", METRICS["BucketSizeBytes"], returned=True)]
    types = [METRICS["BucketSizeBytes"], *(type_ for kind in colder for type_ in STORAGE_TYPES[kind])]
    sizes = [_metric(f"size{number}", bucket, "BucketSizeBytes", type_) for number, type_ in enumerate(types)]
    total = " + ".join(["0 * objects", *(f"FILL(size{number}, 0)" for number in range(len(types)))])
    return [
        {"id": "total", "expression": total, "label": "BucketSizeBytes", "return_data": True},
        _metric("objects", bucket, "NumberOfObjects", METRICS["NumberOfObjects"]),
        *sizes,
    ]


def _metric(
    id_: str, bucket: Bucket, metric: str, storage_type: str, *, returned: bool = False
) -> MetricAlarmMetricQueryArgsDict:
    return {
        "id": id_,
        "metric": {
            "namespace": NAMESPACE,
            "metric_name": metric,
            "dimensions": {"BucketName": bucket.bucket, "StorageType": storage_type},
            "stat": "Average",
            "period": _DAY,
        },
        "return_data": returned,
    }
