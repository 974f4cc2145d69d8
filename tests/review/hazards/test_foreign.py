"""Hazards of programs that are not ours: settings beside buckets, defaults of clouds, other versions of providers."""

from __future__ import annotations

import pytest

from infra.review.compare import changes
from infra.review.hazards import hazards
from tests.review.compare.made import ACCOUNT, BUCKET, graph, resource

VERSIONING = "aws:s3/bucketVersioning:BucketVersioning"
BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
LOCKS = "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration"
FLAGS = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")

bucket = resource(BUCKET, "a", {"bucket": "one"})
versioned = resource(VERSIONING, "a", {"bucket": "one", "versioningConfiguration": {"status": "Enabled"}})
blocked = resource(BLOCK, "a", {"bucket": "one", "skipDestroy": True, **dict.fromkeys(FLAGS, True)})


def found(base, head):
    return hazards(base, head, changes(base, head))


def test_a_setting_that_is_deleted_counts_though_its_bucket_stays():
    gone = found(graph(bucket, versioned, blocked), graph(bucket))
    assert [item.kind for item in gone] == ["protection-removed", "versioning-off"]
    assert gone[0].forced_by == ", ".join(FLAGS)
    assert "stays in the cloud" in gone[0].loss
    assert "stays in the cloud" not in gone[1].loss


def test_settings_that_go_with_their_bucket_are_not_said_again():
    assert [item.subject for item in found(graph(bucket, versioned, blocked), graph())] == [bucket.urn]


def test_a_setting_under_another_logical_name_is_the_same_setting():
    renamed = resource(VERSIONING, "b", {"bucket": "one", "versioningConfiguration": {"status": "Enabled"}})
    assert found(graph(bucket, versioned), graph(bucket, renamed)) == ()


def test_a_compliance_lock_is_for_good_also_when_it_is_new():
    rule = {"defaultRetention": {"mode": "COMPLIANCE", "days": 30}}
    made = found(graph(bucket), graph(bucket, resource(LOCKS, "a", {"bucket": "one", "rule": rule})))
    assert [item.kind for item in made] == ["locked-for-good"]


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({"allowSharedKeyAccess": False}, "keys of the account"),
        ({"minimumTlsVersion": "TLS1_2"}, "TLS1_0 instead of TLS1_2"),
        ({"networkRuleSet": {"defaultAction": "Deny"}}, "network of the account"),
        ({"publicNetworkAccess": "Disabled"}, "public network"),
    ],
)
def test_what_is_left_out_has_the_clouds_default(inputs, said):
    base = graph(resource(ACCOUNT, "a", {"accountName": "acct", **inputs}))
    (hazard,) = found(base, graph(resource(ACCOUNT, "a", {"accountName": "acct"})))
    assert said in hazard.headline


def test_a_part_of_one_thing_is_no_part_of_another():
    user, other = resource("aws:iam/user:User", "u", {"name": "u"}), resource("aws:iam/user:User", "v", {"name": "v"})
    key = resource("aws:iam/accessKey:AccessKey", "k", {"user": "u"}, property_dependencies={"user": [user.urn]})
    assert {item.subject for item in found(graph(user, other, key), graph(user))} == {other.urn, key.urn}
    assert {item.subject for item in found(graph(user, other, key), graph(other))} == {user.urn}


def test_another_version_of_the_provider_changes_nothing():
    old = "azure-native:storage/v20230101:StorageAccount"
    head = resource(ACCOUNT, "a", {"accountName": "acct"}, options={"aliases": [{"type": old}]})
    assert found(graph(resource(old, "a", {"accountName": "acct"})), graph(head)) == ()
