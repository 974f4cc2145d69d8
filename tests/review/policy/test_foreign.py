"""Programs that are not ours: other types, inline blocks, state exports, unknown values, and nonsense."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from infra.offline.graph import Secret, Unknown, freeze
from infra.offline.values import Sensitive
from infra.review.policy import compared, examine, findings
from infra.review.policy.documents import matches
from tests.review.policy.edits import drop, graph, made, put, urn

V2 = "aws:s3/bucketV2:BucketV2"
OLD_AZURE = "azure-native:storage/v20230501:StorageAccount"
NONSENSE: tuple[Any, ...] = (
    None, "", "x", "*", 0, -1, 1.5, float("inf"), True, [], {}, [None], [[]], [{}], {"": None}, {"x": {"y": [1]}},
    "{", "[]", '{"Statement": 1}', '{"Statement": [null]}', '{"bindings": [1, {"members": 3}]}', Unknown(),
    Secret("digest-9c1b"), Sensitive("canary-7f3a"), '{"Statement":' + "[" * 3000,
)  # fmt: skip


def rules(found):
    return {one.rule for one in found}


def policy(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


TLS: dict[str, Any] = {
    "Effect": "Deny",
    "Principal": {"AWS": "*"},
    "Action": ["s3:*"],
    "Resource": ["arn:aws:s3:::files", "arn:aws:s3:::files/*"],
    "Condition": {"Bool": {"aws:SecureTransport": False}},
}


def test_side_resources_are_joined_by_name_without_dependencies():
    found = graph(
        made(V2, bucket="files"),
        made("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "b", bucket="files", blockPublicAcls=True,
             blockPublicPolicy=True, ignorePublicAcls="true", restrictPublicBuckets=True),
        made("aws:s3/bucketVersioningV2:BucketVersioningV2", "v", bucket="files",
             versioningConfiguration={"status": "Enabled"}),
        made("aws:s3/bucketPolicy:BucketPolicy", "p", bucket="files", policy=policy(TLS)),
    )  # fmt: skip
    assert not {"s3-public-access-block", "s3-versioning", "s3-tls-only"} & rules(findings(found))


def test_a_bucket_without_a_name_is_joined_by_dependency():
    bucket = made(V2, forceDestroy=True)
    block = dict.fromkeys(("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"), True)
    side = made("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "b", {"bucket": bucket.urn},
                bucket=Unknown(), **block)  # fmt: skip
    assert "s3-public-access-block" not in rules(findings(graph(bucket, side)))


def test_inline_blocks_of_version_6_are_read():
    bucket = made(
        "aws:s3/bucket:Bucket",
        bucket="files",
        versioning={"enabled": True},
        lifecycleRules=[{"enabled": True, "abortIncompleteMultipartUploadDays": 3}],
        loggings=[{"targetBucket": "logs"}],
        policy=policy(TLS),
    )
    assert not {"s3-versioning", "s3-abort-uploads", "s3-access-logging", "s3-tls-only"} & rules(
        findings(graph(bucket))
    )


def test_a_block_of_the_account_counts():
    flags = dict.fromkeys(("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"), True)
    found = graph(made(V2, bucket="files"), made("aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock", **flags))
    assert "s3-public-access-block" not in rules(findings(found))


@pytest.mark.parametrize(
    "statement",
    [
        {**TLS, "Condition": {**TLS["Condition"], "StringEquals": {"aws:SourceVpc": "vpc-1"}}},
        {**TLS, "NotAction": ["s3:GetObject"]},
        {**TLS, "Resource": ["arn:aws:s3:::files/*"]},
        {**TLS, "Resource": ["arn:aws:s3:::other", "arn:aws:s3:::other/*"]},
        {**TLS, "Condition": {"Bool": {"aws:SecureTransport": "true"}}},
        {**TLS, "Condition": {}},
    ],
)
def test_a_narrower_deny_is_not_tls_only(statement):
    side = made("aws:s3/bucketPolicy:BucketPolicy", "p", bucket="files", policy=policy(statement))
    assert "s3-tls-only" in rules(findings(graph(made(V2, bucket="files"), side)))


@pytest.mark.parametrize("key", ["aws:SourceArn", "aws:PrincipalOrgID", "aws:SourceVpce"])
def test_everybody_under_a_condition_that_names_somebody_is_fine(key):
    allow = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}
    named = {**allow, "Condition": {"StringEquals": {key: "abc"}}}
    anyone = {**allow, "Condition": {"StringLike": {key: "*"}}}
    bucket = made(V2, bucket="files")
    sides = [
        made("aws:s3/bucketPolicy:BucketPolicy", "p", bucket="files", policy=policy(one)) for one in (named, anyone)
    ]
    assert [("s3-wildcard-principal" in rules(findings(graph(bucket, side)))) for side in sides] == [False, True]


@pytest.mark.parametrize(
    ("operator", "subject", "fine"),
    [
        ("StringEquals", "repo:octo/shop:ref:refs/heads/main", True),
        ("StringLike", "repo:octo/*", True),
        ("StringLike", "repo:*", False),
        ("StringLike", "repo:*:ref:refs/heads/main", False),
        ("StringLike", "repo:*/shop:ref:refs/heads/main", False),
        ("StringLike", "*", False),
        ("StringEquals", "system:serviceaccount:shop:web", True),
        ("StringLike", "system:serviceaccount:*:*", False),
        ("StringEquals", "https://issuer.example/me", True),
        ("StringLikeIfExists", "repo:octo/shop", False),
        ("StringNotEquals", "repo:octo/shop", False),
        ("ForAllValues:StringEquals", "repo:octo/shop", False),
    ],
)
def test_trust_in_tokens_names_somebody(operator, subject, fine):
    trust = {
        "Effect": "Allow",
        "Principal": {"Federated": "arn:aws:iam::1:oidc-provider/token.actions.githubusercontent.com"},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {operator: {"token.actions.githubusercontent.com:sub": subject}},
    }
    found = rules(findings(graph(made("aws:iam/role:Role", assumeRolePolicy=policy(trust)))))
    assert ("iam-trust-subject" not in found) is fine


@pytest.mark.parametrize("document", [Unknown(), Secret("x"), "not json", {"Statement": Unknown()}])
def test_a_policy_that_cannot_be_read_gives_no_finding_and_is_counted(document):
    side = made("aws:s3/bucketPolicy:BucketPolicy", "p", bucket="files", policy=document)
    found = examine(graph(made(V2, bucket="files"), side))
    assert "s3-tls-only" not in rules(found.findings)
    assert ("s3-tls-only", urn(V2)) in found.not_known


def test_a_side_resource_of_an_unknown_bucket_may_be_of_any():
    side = made("aws:s3/bucketVersioning:BucketVersioning", "v", bucket=Unknown())
    found = examine(graph(made(V2, bucket="files"), side))
    assert "s3-versioning" not in rules(found.findings)
    assert ("s3-versioning", urn(V2)) in found.not_known


def test_azure_types_with_a_version_and_locks_of_the_group():
    account = made(OLD_AZURE, accountName="files", resourceGroupName="shop", minimumTlsVersion="TLS1_0")
    lock = made("azure-native:authorization:ManagementLockAtResourceGroupLevel", "l", level="CanNotDelete",
                resourceGroupName="Shop")  # fmt: skip
    found = rules(findings(graph(account, lock)))
    assert "azure-tls" in found
    assert "azure-lock" not in found
    assert "azure-lock" in rules(
        findings(
            graph(account, put(lock.type.rpartition(":")[2], "resourceGroupName", "other")(graph(lock)).resources[0])
        )
    )


def test_a_lock_on_another_account_does_not_count():
    first = made(OLD_AZURE, "a", accountName="files", resourceGroupName="shop")
    group = "/subscriptions/s/resourceGroups/shop/providers/Microsoft.Storage/storageAccounts"
    lock = made(
        "azure-native:authorization:ManagementLockByScope", "l", scope=f"{group}/elsewhere", level="CanNotDelete"
    )
    assert "azure-lock" in rules(findings(graph(first, lock)))


def test_a_foreign_finding_has_the_pulumi_remedy_and_no_path():
    found = next(one for one in findings(graph(made(V2, bucket="files"))) if one.rule == "s3-versioning")
    assert found.remedy == "an aws.s3.BucketVersioning with status Enabled"
    assert found.paths == ()
    assert found.message == "files: deleted and replaced files cannot be brought back"


@pytest.mark.parametrize("cloud", ["aws", "gcp", "azure"])
def test_nonsense_in_any_property_is_never_an_exception(cloud, riches):
    """Each property of each resource is in turn each kind of nonsense; all of the graph at once, so that it is fast."""
    before = riches[cloud]
    for value in map(freeze, NONSENSE):
        rows = tuple(replace(row, inputs=freeze(dict.fromkeys(row.inputs, value))) for row in before.resources)
        shown = repr(examine(replace(before, resources=rows)).findings)
        assert "canary-7f3a" not in shown
        assert "digest-9c1b" not in shown


@pytest.mark.parametrize("cloud", ["aws", "gcp", "azure"])
def test_nonsense_deeper_down_is_never_an_exception(cloud, riches):
    before = riches[cloud]
    for value in map(freeze, NONSENSE):
        rows = tuple(replace(row, inputs=freeze({k: spoilt(v, value) for k, v in row.inputs.items()}))
                     for row in before.resources)  # fmt: skip
        examine(replace(before, resources=rows))


def spoilt(value, nonsense):
    """Every leaf of a value replaced."""
    if isinstance(value, (tuple, list)):
        return [spoilt(item, nonsense) for item in value]
    if hasattr(value, "items"):
        return {key: spoilt(item, nonsense) for key, item in value.items()}
    if isinstance(value, str) and value.startswith('{"'):
        return json.dumps(spoilt(json.loads(value), nonsense if isinstance(nonsense, (str, int)) else None))
    return nonsense


@pytest.mark.parametrize("cloud", ["aws", "gcp", "azure"])
def test_what_is_unknown_gives_no_finding(cloud, riches):
    """Each property unknown: nothing is claimed about values; only what is not there at all can be missing."""
    before = riches[cloud]
    rows = tuple(replace(row, inputs=freeze(dict.fromkeys(row.inputs, Unknown()))) for row in before.resources)
    known = {one.key() for one in findings(before)}
    after = findings(replace(before, resources=rows))
    assert not {one.rule for one in after if one.severity == "error" and one.key() not in known}


def test_what_the_base_had_is_not_new(riches):
    base = findings(riches["aws"])
    head = findings(drop("BucketPublicAccessBlock", "media")(riches["aws"]))
    found = compared(base, head)
    assert [one.rule for one in found if one.new] == ["s3-public-access-block"]
    assert found[0].new
    assert not any(one.new for one in compared(base, base))


def test_the_same_graph_gives_the_same_findings_in_any_order(riches):
    backwards = replace(riches["azure"], resources=riches["azure"].resources[::-1])
    assert findings(backwards) == findings(riches["azure"])


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [("s3:*", "s3:getobject", True), ("*", "", True), ("a*b*c", "a1b2c", True), ("a*b*c", "acb", False),
     ("a?c", "abc", True), ("a?c", "ac", False), ("*a", "ba", True), ("aa*aa", "aaa", False), ("", "", True),
     ("*?", "", False), ("*" * 40 + "b", "a" * 200, False)],
)  # fmt: skip
def test_wildcards_of_iam(pattern, text, expected):
    assert matches(pattern, text) is expected
