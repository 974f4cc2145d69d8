"""What each S3 request needs: action, resource and condition keys."""

from __future__ import annotations

import pytest

from infra.local.aws.actions import s3_action
from infra.local.aws.faults import FaultError

B, K = "/media", "/media/a/b.txt"
BUCKET, OBJECT = "arn:aws:s3:::media", "arn:aws:s3:::media/a/b.txt"

ROWS = [
    ("GET", "/", "", "s3:ListAllMyBuckets", "arn:aws:s3:::*"),
    ("HEAD", B, "", "s3:ListBucket", BUCKET),
    ("GET", B, "", "s3:ListBucket", BUCKET),
    ("GET", B + "/", "list-type=2&prefix=a/", "s3:ListBucket", BUCKET),
    ("GET", B, "list-type=2&x-id=ListObjectsV2", "s3:ListBucket", BUCKET),
    ("GET", B, "versions", "s3:ListBucketVersions", BUCKET),
    ("GET", B, "uploads", "s3:ListBucketMultipartUploads", BUCKET),
    ("GET", B, "location", "s3:GetBucketLocation", BUCKET),
    ("GET", B, "policy", "s3:GetBucketPolicy", BUCKET),
    ("GET", B, "policyStatus", "s3:GetBucketPolicyStatus", BUCKET),
    ("GET", B, "cors", "s3:GetBucketCORS", BUCKET),
    ("GET", B, "lifecycle", "s3:GetLifecycleConfiguration", BUCKET),
    ("GET", B, "encryption", "s3:GetEncryptionConfiguration", BUCKET),
    ("GET", B, "publicAccessBlock", "s3:GetBucketPublicAccessBlock", BUCKET),
    ("GET", B, "versioning", "s3:GetBucketVersioning", BUCKET),
    ("PUT", B, "", "s3:CreateBucket", BUCKET),
    ("PUT", B, "policy", "s3:PutBucketPolicy", BUCKET),
    ("PUT", B, "acl", "s3:PutBucketAcl", BUCKET),
    ("PUT", B, "ownershipControls", "s3:PutBucketOwnershipControls", BUCKET),
    ("PUT", B, "lifecycle", "s3:PutLifecycleConfiguration", BUCKET),
    ("PUT", B, "logging", "s3:PutBucketLogging", BUCKET),
    ("DELETE", B, "", "s3:DeleteBucket", BUCKET),
    ("DELETE", B, "policy", "s3:DeleteBucketPolicy", BUCKET),
    ("DELETE", B, "cors", "s3:PutBucketCORS", BUCKET),
    ("DELETE", B, "lifecycle", "s3:PutLifecycleConfiguration", BUCKET),
    ("DELETE", B, "tagging", "s3:PutBucketTagging", BUCKET),
    ("GET", K, "", "s3:GetObject", OBJECT),
    ("HEAD", K, "", "s3:GetObject", OBJECT),
    ("GET", K, "response-content-type=text/plain", "s3:GetObject", OBJECT),
    ("GET", K, "versionId=1", "s3:GetObjectVersion", OBJECT),
    ("GET", K, "acl", "s3:GetObjectAcl", OBJECT),
    ("GET", K, "tagging", "s3:GetObjectTagging", OBJECT),
    ("GET", K, "uploadId=1", "s3:ListMultipartUploadParts", OBJECT),
    ("GET", K, "attributes", "s3:GetObjectAttributes", OBJECT),
    ("PUT", K, "", "s3:PutObject", OBJECT),
    ("PUT", K, "acl", "s3:PutObjectAcl", OBJECT),
    ("PUT", K, "tagging&versionId=1", "s3:PutObjectVersionTagging", OBJECT),
    ("PUT", K, "partNumber=1&uploadId=1", "s3:PutObject", OBJECT),
    ("POST", K, "uploads", "s3:PutObject", OBJECT),
    ("POST", K, "uploadId=1", "s3:PutObject", OBJECT),
    ("DELETE", K, "", "s3:DeleteObject", OBJECT),
    ("DELETE", K, "versionId=1", "s3:DeleteObjectVersion", OBJECT),
    ("DELETE", K, "uploadId=1", "s3:AbortMultipartUpload", OBJECT),
    ("DELETE", K, "tagging", "s3:DeleteObjectTagging", OBJECT),
]


def params(query: str) -> dict[str, str]:
    pairs = (pair.partition("=") for pair in query.split("&") if pair)
    return {name: value for name, _, value in pairs}


@pytest.mark.parametrize(("method", "path", "query", "action", "resource"), ROWS)
def test_a_request_needs_an_action_on_a_resource(method, path, query, action, resource):
    main = s3_action(method, path, params(query), {}).main
    assert main is not None
    assert (main.action, main.resource) == (action, resource)


@pytest.mark.parametrize(
    ("method", "path", "query", "message"),
    [
        ("GET", B, "metrics", "'metrics' is not emulated"),
        ("GET", K, "torrent", "'torrent' is not emulated"),
        ("GET", B, "uploadId=1", "'uploadId' is not emulated"),
        ("POST", B, "", "POST of \\? on arn:aws:s3:::media is not emulated"),
        ("PATCH", K, "", "PATCH of \\? on .* is not emulated"),
        ("PUT", "/", "", "PUT of \\? on arn:aws:s3:::\\* is not emulated"),
        ("POST", K, "delete", "POST of \\?delete on .* is not emulated"),
    ],
)
def test_what_is_not_in_the_tables_is_refused(method, path, query, message):
    with pytest.raises(FaultError, match=message) as caught:
        s3_action(method, path, params(query), {})
    assert caught.value.status == 501


@pytest.mark.parametrize(
    ("query", "headers", "context"),
    [
        ({}, {}, {}),
        ({"prefix": ""}, {}, {"s3:prefix": ""}),
        ({"prefix": "a/", "delimiter": "/", "max-keys": "5"}, {},
         {"s3:prefix": "a/", "s3:delimiter": "/", "s3:max-keys": "5"}),
        ({}, {"x-amz-acl": "private", "user-agent": "boto"}, {"s3:x-amz-acl": "private", "aws:UserAgent": "boto"}),
        ({}, {"x-amz-server-side-encryption": "aws:kms"}, {"s3:x-amz-server-side-encryption": "aws:kms"}),
        ({}, {"if-none-match": "*"}, {"s3:if-none-match": "*"}),
        ({}, {"x-amz-tagging": "a=1&b=2"},
         {"s3:RequestObjectTag/a": "1", "s3:RequestObjectTag/b": "2", "s3:RequestObjectTagKeys": ("a", "b")}),
    ],
)  # fmt: skip
def test_condition_keys(query, headers, context):
    main = s3_action("GET", B, query, headers).main
    assert main is not None
    assert main.context == context


def test_an_upload_with_an_acl_and_tags_needs_more():
    call = s3_action("PUT", K, {}, {"x-amz-acl": "private", "x-amz-tagging": "a=1"})
    assert [need.action for need in call.extra] == ["s3:PutObjectAcl", "s3:PutObjectTagging"]
    assert {need.resource for need in call.extra} == {OBJECT}


@pytest.mark.parametrize(
    ("header", "bucket", "key", "action"),
    [
        ("other/x%20y", "other", "x y", "s3:GetObject"),
        ("/other/x", "other", "x", "s3:GetObject"),
        ("other/x?versionId=7", "other", "x", "s3:GetObjectVersion"),
    ],
)
def test_a_copy_reads_its_source(header, bucket, key, action):
    source = s3_action("PUT", K, {}, {"x-amz-copy-source": header}).source
    assert source is not None
    assert (source[0], source[1]) == (bucket, key)
    assert (source[2].action, source[2].resource) == (action, f"arn:aws:s3:::{bucket}/{key}")


@pytest.mark.parametrize(("method", "path", "query"), [("OPTIONS", K, {}), ("POST", B, {"delete": ""})])
def test_some_requests_have_no_single_need(method, path, query):
    assert s3_action(method, path, query, {}).main is None
