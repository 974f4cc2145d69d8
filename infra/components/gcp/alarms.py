"""Alarms on what Cloud Storage reports once a day (https://cloud.google.com/monitoring/api/metrics_gcp_p_z#gcp-storage)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pulumi
from pulumi_gcp.monitoring import AlertPolicy

from infra.names import child
from infra.policies.gcp_names import OBJECTS_METRIC, SIZE_METRIC

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.spec.parts import Alarms

_GB = 1_000_000_000


class _Alarm(NamedTuple):
    part: str
    metric: str
    limit: int
    says: str


def add_alarms(parent: pulumi.Resource, name: str, bucket: str, wanted: Alarms, labels: Mapping[str, str]) -> None:
    """The alarms asked for, as children of `parent`. One series for each storage class is reported: they are added."""
    for alarm in _alarms(wanted):
        says = f"{bucket} holds more than {alarm.says}"
        AlertPolicy(
            child(name, alarm.part),
            display_name=f"{bucket}-{alarm.part}",
            combiner="OR",
            conditions=[
                {
                    "display_name": says,
                    "condition_threshold": {
                        "filter": _filter(bucket, alarm.metric),
                        "comparison": "COMPARISON_GT",
                        "threshold_value": alarm.limit,
                        "duration": "0s",
                        "aggregations": [
                            {
                                "alignment_period": "3600s",
                                "per_series_aligner": "ALIGN_MEAN",
                                "cross_series_reducer": "REDUCE_SUM",
                            }
                        ],
                    },
                }
            ],
            documentation={"content": says, "mime_type": "text/markdown"},
            notification_channels=[wanted.notify] if wanted.notify else [],
            user_labels=labels,
            opts=pulumi.ResourceOptions(parent=parent),
        )


def _filter(bucket: str, metric: str) -> str:
    """https://cloud.google.com/monitoring/api/v3/filters"""
    return f'resource.type = "gcs_bucket" AND resource.labels.bucket_name = "{bucket}" AND metric.type = "{metric}"'


def _alarms(wanted: Alarms) -> Iterator[_Alarm]:
    if wanted.size_gb is not None:
        yield _Alarm("size", SIZE_METRIC, wanted.size_gb * _GB, f"{wanted.size_gb} GB")
    if wanted.objects is not None:
        yield _Alarm("objects", OBJECTS_METRIC, wanted.objects, f"{wanted.objects} objects")
