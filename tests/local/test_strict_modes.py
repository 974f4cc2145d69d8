"""The two switches of a local AWS: what a missing key answers, and whether its HTTP counts as secure."""

from __future__ import annotations

import pytest

from generator.errors import LocalCloudError
from infra.local.aws.cloud import local_aws
from tests.local.helpers import acting_as, allow, document, make_bucket, make_role, refusal, web


def test_a_missing_key_under_a_conditioned_list_can_answer_403():
    with local_aws(missing="strict403") as aws:
        name = make_bucket(aws)
        site = web(aws, name)
        assert refusal(lambda: site.head_object(Bucket=name, Key="media/none")) == (403, "403")
        assert refusal(lambda: site.get_object(Bucket=name, Key="media/none")) == (403, "AccessDenied")
        assert site.list_objects_v2(Bucket=name, Prefix="media/none", MaxKeys=1)["KeyCount"] == 0
        site.put_object(Bucket=name, Key="media/none", Body=b"1", IfNoneMatch="*")
        role = make_role(
            aws, allow("s3:GetObject", f"arn:aws:s3:::{name}/*"), allow("s3:ListBucket", f"arn:aws:s3:::{name}")
        )
        assert refusal(lambda: acting_as(aws, role).head_object(Bucket=name, Key="other")) == (404, "404")


def test_plain_http_can_count_as_insecure():
    with local_aws(secure=False) as aws:
        name = make_bucket(aws)
        deny = {
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": f"arn:aws:s3:::{name}/*",
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }
        aws.client("s3").put_bucket_policy(Bucket=name, Policy=document(deny))
        refused = refusal(lambda: web(aws, name).put_object(Bucket=name, Key="media/a", Body=b""))
        assert refused == (403, "AccessDenied")


def test_there_is_one_at_a_time():
    with local_aws(), pytest.raises(LocalCloudError, match="a local AWS already runs in this process"), local_aws():
        raise AssertionError


def test_each_starts_empty():
    with local_aws() as first:
        make_bucket(first)
    with local_aws() as second:
        assert second.client("s3").list_buckets()["Buckets"] == []
        assert second.client("iam").list_roles()["Roles"] == []
