"""House rules for storage: `stowplan diff --policy-pack examples/policy-pack`, and `pulumi up --policy-pack` as well.

One policy looks at a resource alone, one at the whole stack.
"""

from pulumi_policy import (
    EnforcementLevel,
    PolicyPack,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
)

TAGS = {
    "aws:s3/bucket:Bucket": "tags",
    "gcp:storage/bucket:Bucket": "labels",
    "azure-native:storage:StorageAccount": "tags",
}


def has_team(args: ResourceValidationArgs, report: ReportViolation) -> None:
    """Storage says whose it is."""
    if args.resource_type in TAGS and "team" not in (args.props.get(TAGS[args.resource_type]) or {}):
        report("it has no tag `team`")


def is_watched(args: StackValidationArgs, report: ReportViolation) -> None:
    """A bucket that holds files of people has an alarm on its size."""
    alarms = [row.props for row in args.resources if row.resource_type == "aws:cloudwatch/metricAlarm:MetricAlarm"]
    metrics = [query.get("metric") or {} for alarm in alarms for query in alarm.get("metricQueries") or []]
    watched = {
        metric["dimensions"]["BucketName"] for metric in metrics if "BucketName" in (metric.get("dimensions") or {})
    }
    for row in args.resources:
        if row.resource_type == "aws:s3/bucket:Bucket" and row.props.get("bucket") not in watched:
            report("nothing says when it grows", row.urn)


PolicyPack(
    "house-rules",
    policies=[
        ResourceValidationPolicy(
            name="storage-has-team",
            description="Storage says whose it is.",
            validate=has_team,
            enforcement_level=EnforcementLevel.MANDATORY,
            remediation_steps="`tags: {team: ...}` in the spec",
        ),
        StackValidationPolicy(
            name="buckets-are-watched",
            description="Buckets have an alarm on their size.",
            validate=is_watched,
            enforcement_level=EnforcementLevel.ADVISORY,
            remediation_steps="`alarms: {size_gb: ...}` on the store",
        ),
    ],
)
