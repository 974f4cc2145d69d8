"""`aws:cloudwatch/metricAlarm:MetricAlarm`: kept by moto, never raised."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from infra.local.aws.handlers.common import (
    Functions,
    aws_names,
    handler,
    physical_name,
    tag_list,
    unsupported,
    with_tags,
)

if TYPE_CHECKING:
    from infra.local.aws.cloud import LocalAws
    from infra.local.aws.handlers.common import Outputs, Wire

_ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
_REGION = "us-east-1"
_PLAIN = (
    "actionsEnabled", "alarmActions", "alarmDescription", "comparisonOperator", "datapointsToAlarm",
    "evaluationPeriods", "extendedStatistic", "insufficientDataActions", "metricName", "namespace", "period",
    "statistic", "threshold", "thresholdMetricId", "treatMissingData", "unit",
)  # fmt: skip


def metric_alarm(cloud: LocalAws) -> Functions:
    """Alarms; the id is the name."""
    return handler(cloud, _ALARM, _create, _read, _update, _delete, ("name", "region"))


def _client(cloud: LocalAws, inputs: Wire) -> Any:
    return cloud.client("cloudwatch", inputs.get("region") or _REGION)


def _create(cloud: LocalAws, inputs: Wire) -> tuple[str, Outputs]:
    name = physical_name(inputs, "alarm")
    return name, _update(cloud, name, {}, inputs)


def _read(cloud: LocalAws, id: str, inputs: Wire) -> Outputs | None:
    alarms = _client(cloud, inputs).describe_alarms(AlarmNames=[id])["MetricAlarms"]
    return with_tags(inputs, name=id, arn=alarms[0]["AlarmArn"]) if alarms else None


def _update(cloud: LocalAws, id: str, old: Wire, new: Wire) -> Outputs:
    unsupported(_ALARM, new, "evaluationCriteria", "evaluationInterval", "evaluationWindow", "warmUpConfiguration")
    arguments = aws_names({name: new[name] for name in _PLAIN if new.get(name) is not None})
    if new.get("okActions"):
        arguments["OKActions"] = new["okActions"]
    if new.get("evaluateLowSampleCountPercentiles"):
        arguments["EvaluateLowSampleCountPercentile"] = new["evaluateLowSampleCountPercentiles"]
    if new.get("metricQueries"):
        arguments["Metrics"] = [_query(item) for item in new["metricQueries"]]
    arguments["Dimensions"] = _dimensions(new)
    _client(cloud, new).put_metric_alarm(AlarmName=id, Tags=tag_list(new), **arguments)
    return _read(cloud, id, new) or {}


def _delete(cloud: LocalAws, id: str, outputs: Wire) -> None:
    _client(cloud, outputs).delete_alarms(AlarmNames=[id])


def _query(item: Wire) -> dict[str, Any]:
    made: dict[str, Any] = aws_names({key: value for key, value in item.items() if key not in {"id", "metric"}})
    made["Id"] = item["id"]
    if item.get("metric"):
        metric = item["metric"]
        source = {"Namespace": metric.get("namespace"), "MetricName": metric["metricName"],
                  "Dimensions": _dimensions(metric)}  # fmt: skip
        made["MetricStat"] = {
            "Metric": {key: value for key, value in source.items() if value},
            "Period": int(metric["period"]),
            "Stat": metric["stat"],
            **({"Unit": metric["unit"]} if metric.get("unit") else {}),
        }
    return made


def _dimensions(item: Wire) -> list[dict[str, str]]:
    return [{"Name": name, "Value": value} for name, value in (item.get("dimensions") or {}).items()]
