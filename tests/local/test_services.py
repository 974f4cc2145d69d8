"""IAM, STS, KMS and CloudWatch of the local AWS: the root key may everything, others a few calls."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from generator.errors import LocalCloudError
from infra.local.aws.cloud import client, credentials_for_role
from tests.local.helpers import acting_as, allow, document, fetch, make_bucket, make_role, refusal, unique


def trusting(principal: dict[str, Any], **more: Any) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole", **more}
    return {"Version": "2012-10-17", "Statement": [statement]}


def test_everyone_may_ask_who_he_is(aws):
    assert aws.client("sts").get_caller_identity()["Arn"] == "arn:aws:iam::123456789012:root"
    role = make_role(aws)
    identity = acting_as(aws, role, "sts").get_caller_identity()
    assert identity["Arn"] == f"arn:aws:sts::123456789012:assumed-role/{role.rpartition('/')[2]}/test"
    assert identity["Account"] == "123456789012"


@pytest.mark.parametrize(
    ("service", "call"),
    [
        ("iam", lambda c: c.list_users()),
        ("kms", lambda c: c.list_keys()),
        ("cloudwatch", lambda c: c.describe_alarms()),
        ("sts", lambda c: c.get_session_token()),
    ],
)
def test_the_rest_needs_the_root_key(aws, service, call):
    role = make_role(aws, allow("*", "*"))
    status, code = refusal(lambda: call(acting_as(aws, role, service)))
    assert (status, code.removesuffix("Exception")) == (403, "AccessDenied")
    call(aws.client(service))


def test_metrics_are_read_by_policy(aws):
    now = datetime.now(UTC)
    query = [{"Id": "size", "Expression": "1"}]
    span = {"StartTime": now - timedelta(days=1), "EndTime": now}
    without, with_ = (
        acting_as(aws, make_role(aws), "cloudwatch"),
        acting_as(
            aws, make_role(aws, allow(["cloudwatch:GetMetricData", "cloudwatch:ListMetrics"], "*")), "cloudwatch"
        ),
    )
    assert refusal(lambda: without.list_metrics())[0] == 403
    with_.list_metrics()
    stat = {"Metric": {"Namespace": "AWS/S3", "MetricName": "BucketSizeBytes"}, "Period": 86400, "Stat": "Average"}
    with_.get_metric_data(MetricDataQueries=[{"Id": "size", "MetricStat": stat}], **span)
    assert refusal(lambda: without.get_metric_data(MetricDataQueries=query, **span))[0] == 403


def test_stored_bytes_are_counted(aws):
    bucket, now = make_bucket(aws), datetime.now(UTC)
    aws.client("s3").put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    for size in (100, 50):
        aws.client("s3").put_object(Bucket=bucket, Key="a", Body=b"x" * size)
    aws.client("s3").delete_object(Bucket=bucket, Key="a")
    reader = acting_as(aws, make_role(aws, allow("cloudwatch:GetMetricStatistics", "*")), "cloudwatch")
    points = reader.get_metric_statistics(
        Namespace="AWS/S3", MetricName="BucketSizeBytes", Period=86400, Statistics=["Average"],
        Dimensions=[{"Name": "BucketName", "Value": bucket}, {"Name": "StorageType", "Value": "StandardStorage"}],
        StartTime=now - timedelta(days=2), EndTime=now + timedelta(days=1),
    )["Datapoints"]  # fmt: skip
    assert [point["Average"] for point in points] == [150]


def test_a_role_trusts_by_name(aws):
    starter = make_role(aws)
    target = make_role(aws, trust=trusting({"AWS": starter}))
    made = acting_as(aws, starter, "sts").assume_role(RoleArn=target, RoleSessionName="next")
    assert made["AssumedRoleUser"]["Arn"].endswith("/next")
    other = acting_as(aws, make_role(aws), "sts")
    assert refusal(lambda: other.assume_role(RoleArn=target, RoleSessionName="me")) == (403, "AccessDenied")


def test_a_role_trusts_its_account_and_the_callers_policy_decides(aws):
    condition = {"StringEquals": {"sts:ExternalId": "42"}}
    trust = trusting({"AWS": "123456789012"}, Condition=condition)
    target = make_role(aws, trust=trust)
    granted = acting_as(aws, make_role(aws, allow("sts:AssumeRole", target)), "sts")
    granted.assume_role(RoleArn=target, RoleSessionName="me", ExternalId="42")
    assert refusal(lambda: granted.assume_role(RoleArn=target, RoleSessionName="me"))[0] == 403
    plain = acting_as(aws, make_role(aws), "sts")
    assert refusal(lambda: plain.assume_role(RoleArn=target, RoleSessionName="me", ExternalId="42"))[0] == 403


def test_session_tags_reach_the_policies(aws):
    bucket = make_bucket(aws)
    role = make_role(aws, allow("s3:PutObject", f"arn:aws:s3:::{bucket}/${{aws:PrincipalTag/tenant}}/*"))
    made = aws.client("sts").assume_role(RoleArn=role, RoleSessionName="me", Tags=[{"Key": "tenant", "Value": "acme"}])[
        "Credentials"
    ]
    s3 = client(aws.endpoint, "s3", made["AccessKeyId"], made["SecretAccessKey"], made["SessionToken"])
    s3.put_object(Bucket=bucket, Key="acme/a", Body=b"")
    assert refusal(lambda: s3.put_object(Bucket=bucket, Key="other/a", Body=b"")) == (403, "AccessDenied")


def test_session_tags_need_their_own_trust(aws):
    starter = make_role(aws)
    trust = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"AWS": starter}, "Action": "sts:AssumeRole"}],
    }
    target = make_role(aws, trust=trust)
    sts = acting_as(aws, starter, "sts")
    tags = [{"Key": "a", "Value": "b"}]
    assert refusal(lambda: sts.assume_role(RoleArn=target, RoleSessionName="me", Tags=tags))[0] == 403


def test_role_tags_reach_the_policies(aws):
    bucket = make_bucket(aws)
    grants = allow("s3:PutObject", f"arn:aws:s3:::{bucket}/${{aws:PrincipalTag/team}}/*")
    s3 = acting_as(aws, make_role(aws, grants, Tags=[{"Key": "team", "Value": "red"}]))
    s3.put_object(Bucket=bucket, Key="red/a", Body=b"")
    assert refusal(lambda: s3.put_object(Bucket=bucket, Key="blue/a", Body=b""))[0] == 403


def test_a_session_policy_takes_away(aws):
    bucket = make_bucket(aws)
    role = make_role(aws, allow("s3:*", "*"))
    made = aws.client("sts").assume_role(
        RoleArn=role, RoleSessionName="me", Policy=document(allow("s3:GetObject", "*"))
    )["Credentials"]
    s3 = client(aws.endpoint, "s3", made["AccessKeyId"], made["SecretAccessKey"], made["SessionToken"])
    assert refusal(lambda: s3.put_object(Bucket=bucket, Key="a", Body=b"")) == (403, "AccessDenied")


def test_a_session_is_no_longer_than_its_role_allows(aws):
    role = make_role(aws, MaxSessionDuration=7200)
    credentials_for_role(aws, role, "long", seconds=7200)
    with pytest.raises(LocalCloudError, match=f"cannot act as {role}: DurationSeconds exceeds .* of 7200"):
        credentials_for_role(aws, role, "longer", seconds=7201)


def test_a_role_that_is_not_there(aws):
    arn = "arn:aws:iam::123456789012:role/none"
    with pytest.raises(LocalCloudError, match=f"cannot act as {arn}: .*the role does not exist"):
        credentials_for_role(aws, arn, "me")


def test_keys_of_other_services_are_checked(aws):
    assert refusal(lambda: client(aws.endpoint, "iam", "AKIANONE", "x").list_users()) == (403, "InvalidClientTokenId")
    forged = client(aws.endpoint, "iam", aws.access_key, "wrong")
    assert refusal(lambda: forged.list_users()) == (403, "SignatureDoesNotMatch")
    forged = client(aws.endpoint, "cloudwatch", aws.access_key, "wrong")
    assert refusal(lambda: forged.list_metrics()) == (403, "SignatureDoesNotMatch")
    forged = client(aws.endpoint, "kms", aws.access_key, "wrong")
    assert refusal(lambda: forged.list_keys()) == (403, "SignatureDoesNotMatch")


def test_other_services_are_not_there(aws):
    with pytest.raises(Exception, match="the service dynamodb is not emulated"):
        aws.client("dynamodb").list_tables()


def test_unsigned_calls_do_not_reach_them(aws):
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    for path in ("/", "/moto-api/reset"):
        body = b"Action=ListUsers&Version=2010-05-08"
        assert fetch(aws.endpoint + path, "POST", form, body).status in {403, 404, 501}


def test_groups_grant_to_their_users(aws):
    iam, bucket = aws.client("iam"), make_bucket(aws)
    user, group = unique("user"), unique("group")
    iam.create_group(GroupName=group)
    iam.create_user(UserName=user)
    iam.add_user_to_group(GroupName=group, UserName=user)
    iam.put_group_policy(GroupName=group, PolicyName="p", PolicyDocument=document(allow("s3:PutObject", "*")))
    key = iam.create_access_key(UserName=user)["AccessKey"]
    s3 = client(aws.endpoint, "s3", key["AccessKeyId"], key["SecretAccessKey"])
    s3.put_object(Bucket=bucket, Key="a", Body=json.dumps(1).encode())
