"""Alarms on what Azure Storage reports once an hour.

https://learn.microsoft.com/azure/azure-monitor/reference/supported-metrics/microsoft-storage-storageaccounts-metrics
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pulumi
from pulumi_azure_native.monitor import (
    MetricAlert,
    MetricAlertSingleResourceMultipleMetricCriteriaArgs,
    MetricCriteriaArgs,
)

from infra.names import child
from infra.policies.azure_names import ACCOUNTS, SERVICES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pulumi_azure_native.storage import StorageAccount

    from generator.spec.parts import Alarms
    from infra.components.azure.group import Group

_GB = 1_000_000_000


class Watched(NamedTuple):
    """An account; `physical` is its name, which starts the names of its alarms."""

    account: StorageAccount
    physical: str
    group: Group


class _Alarm(NamedTuple):
    part: str
    namespace: str
    metric: str
    below: str
    limit: int
    says: str


def add_alarms(parent: pulumi.Resource, name: str, watched: Watched, wanted: Alarms, tags: Mapping[str, str]) -> None:
    """The alarms asked for, as children of `parent`."""
    for alarm in _alarms(wanted):
        MetricAlert(
            child(name, alarm.part),
            rule_name=f"{watched.physical}-{alarm.part}",
            resource_group_name=watched.group.name,
            location="global",
            description=f"{watched.physical} holds more than {alarm.says}",
            enabled=True,
            severity=2,
            scopes=[pulumi.Output.concat(watched.account.id, alarm.below)],
            evaluation_frequency="PT1H",
            window_size="PT6H",
            criteria=_criteria(alarm),
            actions=[{"action_group_id": wanted.notify}] if wanted.notify else [],
            tags=tags,
            opts=pulumi.ResourceOptions(parent=parent),
        )


def _criteria(alarm: _Alarm) -> MetricAlertSingleResourceMultipleMetricCriteriaArgs:
    """One of several types, so not a dict: the SDK would send its keys as they stand."""
    return MetricAlertSingleResourceMultipleMetricCriteriaArgs(
        odata_type="Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
        all_of=[
            MetricCriteriaArgs(
                criterion_type="StaticThresholdCriterion",
                name=alarm.part,
                metric_namespace=alarm.namespace,
                metric_name=alarm.metric,
                operator="GreaterThan",
                threshold=alarm.limit,
                time_aggregation="Average",
            )
        ],
    )


def _alarms(wanted: Alarms) -> Iterator[_Alarm]:
    """The size is the account's, which has no dimensions to be averaged over; only the blob service counts blobs."""
    if wanted.size_gb is not None:
        yield _Alarm("size", ACCOUNTS, "UsedCapacity", "", wanted.size_gb * _GB, f"{wanted.size_gb} GB")
    if wanted.objects is not None:
        below = "/blobServices/default"
        yield _Alarm("objects", SERVICES, "BlobCount", below, wanted.objects, f"{wanted.objects} blobs")
