"""The command storage_usage, over CloudWatch's figures and over listings."""

from __future__ import annotations

import io
import json
import uuid
from datetime import datetime, timedelta, timezone

import boto3
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.test import override_settings

from tests.runtime.conftest import REGION

MEMORY = {"BACKEND": "django.core.files.storage.InMemoryStorage"}


@pytest.fixture
def usage(runtime, options):
    """Runs the command with two aliases in one bucket; three files, of 3000 bytes together, in the first."""
    command = runtime.module("management.commands.storage_usage").Command

    def run(*args, identity="full", fill=True, **changed):
        def entry(location, who):
            given = options(who, **{"location": location, **changed})
            return {"BACKEND": f"{runtime.name}.s3.S3MediaStorage", "OPTIONS": given}

        aliases = {"default": entry("media", identity), "archive": entry("", identity), "local": MEMORY}
        with override_settings(STORAGES={**aliases, "filler": entry("media", "full")} if fill else aliases):
            for number in range(3 if fill else 0):
                storages["filler"].save(f"{number}.bin", ContentFile(bytes(1000)))
        out = io.StringIO()
        with override_settings(STORAGES=aliases):
            call_command(command(), *args, stdout=out)
        return out.getvalue()

    return run


def test_counted_live(usage, admin, bucket):
    admin.put_object(Bucket=bucket, Key="mediaeval.txt", Body=b"x")
    assert json.loads(usage("--live", "--format=json")) == [
        {"alias": "default", "bucket": bucket, "prefix": "media", "size": 3000, "objects": 3, "scope": "prefix"},
        {"alias": "archive", "bucket": bucket, "prefix": "", "size": 3001, "objects": 4, "scope": "prefix"},
    ]


@pytest.fixture
def report(server):
    """Give CloudWatch figures of a new bucket: hours ago to times the usual; moto makes none up for one it has not."""
    keys = {"aws_access_key_id": "full", "aws_secret_access_key": "secret", "region_name": REGION}
    client = boto3.client("cloudwatch", endpoint_url=server.endpoint, **keys)

    def put(times: dict[int, int]) -> str:
        name, now = f"b-{uuid.uuid4().hex[:12]}", datetime.now(tz=timezone.utc)  # noqa: UP017
        for metric, kind, usual in (
            ("BucketSizeBytes", "StandardStorage", 3000),
            ("NumberOfObjects", "AllStorageTypes", 3),
        ):
            where = [{"Name": "BucketName", "Value": name}, {"Name": "StorageType", "Value": kind}]
            for hours, factor in times.items():
                datum = {"Timestamp": now - timedelta(hours=hours), "Value": factor * usual}
                datum |= {"MetricName": metric, "Dimensions": where}
                client.put_metric_data(Namespace="AWS/S3", MetricData=[datum])
        return name

    return put


@pytest.fixture
def reported(report):
    return report({20: 1, 44: 10, 100: 100})


def test_the_last_daily_figures(usage, reported):
    found = json.loads(usage("default", "--format=json", fill=False, bucket_name=reported))
    assert found == [
        {"alias": "default", "bucket": reported, "prefix": "media", "size": 3000, "objects": 3, "scope": "bucket"}
    ]


def test_figures_of_a_bucket_that_is_there(usage):
    # moto counts rightly, but its sizes are not of the objects.
    assert [item["objects"] for item in json.loads(usage("--format=json"))] == [3, 3]


def test_a_table(usage, reported):
    assert usage(fill=False, bucket_name=reported).splitlines() == [
        "alias    bucket          prefix  size    objects  of",
        f"default  {reported}  media   2.9 KB  3        bucket",
        f"archive  {reported}  /       2.9 KB  3        bucket",
    ]


@pytest.mark.parametrize("times", [{}, {100: 1}])
def test_a_bucket_without_figures_of_these_days(usage, report, times):
    bucket = report(times)
    text = usage("default", fill=False, bucket_name=bucket)
    assert text.splitlines()[1] == f"default  {bucket}  media   no figures yet  -        bucket"


@pytest.mark.parametrize(
    ("args", "identity", "text"),
    [
        ([], "nometrics", "default: access denied; allow cloudwatch:GetMetricStatistics, or count with --live"),
        (["archive", "--live"], "nolist", "archive: access denied; allow s3:ListBucket on {bucket} for all of it"),
        (["--live"], "nolist", "default: access denied; allow s3:ListBucket on {bucket} for media/"),
        (["videos"], "full", "not an S3 alias of STORAGES: videos; there is default, archive"),
    ],
)
def test_what_is_refused(usage, bucket, args, identity, text):
    with pytest.raises(CommandError) as failure:
        usage(*args, identity=identity)
    assert str(failure.value) == text.format(bucket=bucket)


def test_a_service_that_cannot_be_reached(usage):
    with pytest.raises(CommandError, match=r'default: Could not connect to the endpoint URL: "http://127.0.0.1:9/"'):
        usage(fill=False, endpoint_url="http://127.0.0.1:9")
