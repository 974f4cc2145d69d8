"""Every handler: create, read, update, delete, with the shapes Pulumi sends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.errors import LocalCloudError
from infra.local.aws.handlers import handlers
from tests.local.handler_cases import CASES, CORS, ENCRYPTION, GRANTS, LIFECYCLE, Inputs, user_name
from tests.local.helpers import TRUST, allow, document, make_bucket, unique

if TYPE_CHECKING:
    from infra.local.aws.cloud import LocalAws
    from infra.local.cloud import Handler


def test_every_type_has_a_case(aws):
    assert set(handlers(aws)) == set(CASES)


@pytest.mark.parametrize("type_name", CASES)
def test_a_life(aws: LocalAws, type_name: str):
    case, handler = CASES[type_name], handlers(aws)[type_name]
    inputs = case.make(aws)
    identifier, outputs = handler.create(inputs)
    assert identifier
    assert case.outputs(outputs)
    assert set(inputs) <= set(outputs)
    assert case.outputs(handler.read(identifier, inputs) or {})
    new = {**inputs, **case.change}
    updated = handler.update(identifier, inputs, new)
    assert case.outputs(updated)
    assert set(new) <= set(updated)
    handler.delete(identifier, updated)
    assert (handler.read(identifier, new) is None) is not case.keeps
    if not case.keeps:
        handler.delete(identifier, updated)  # gone already


def handler_of(aws: LocalAws, type_name: str) -> Handler:
    return handlers(aws)[type_name]


def test_what_s3_holds_is_what_was_sent(aws):
    s3, name = aws.client("s3"), make_bucket(aws)
    sent: dict[str, Inputs] = {
        "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": {"rules": LIFECYCLE},
        "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": {"corsRules": CORS},
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": {"rules": ENCRYPTION},
        "aws:s3/bucketVersioning:BucketVersioning": {"versioningConfiguration": {"status": "Enabled"}},
        "aws:s3/bucketLogging:BucketLogging": {"targetBucket": name, "targetPrefix": "logs/"},
    }
    for type_name, inputs in sent.items():
        handler_of(aws, type_name).create({"bucket": name, **inputs})
    rules = s3.get_bucket_lifecycle_configuration(Bucket=name)["Rules"]
    assert rules[0]["AbortIncompleteMultipartUpload"] == {"DaysAfterInitiation": 7}
    assert rules[1]["Filter"] == {"And": {"Prefix": "tmp/", "Tags": [{"Key": "a", "Value": "b"}]}}
    assert rules[1]["NoncurrentVersionExpiration"]["NoncurrentDays"] == 7
    assert rules[1]["Transitions"] == [{"Days": 30, "StorageClass": "STANDARD_IA"}]
    cors = s3.get_bucket_cors(Bucket=name)["CORSRules"][0]
    assert (cors["AllowedOrigins"], cors["MaxAgeSeconds"]) == (["https://a.example"], 60)
    encryption = s3.get_bucket_encryption(Bucket=name)["ServerSideEncryptionConfiguration"]["Rules"][0]
    assert encryption["ApplyServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}
    assert encryption["BucketKeyEnabled"] is True
    assert s3.get_bucket_versioning(Bucket=name)["Status"] == "Enabled"
    logging = s3.get_bucket_logging(Bucket=name)["LoggingEnabled"]
    assert logging == {"TargetBucket": name, "TargetPrefix": "logs/"}


def test_a_bucket_with_objects_is_kept(aws):
    handler = handler_of(aws, "aws:s3/bucket:Bucket")
    name, outputs = handler.create({"bucket": unique("b")})
    aws.client("s3").put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    aws.client("s3").put_object(Bucket=name, Key="a", Body=b"1")
    aws.client("s3").delete_object(Bucket=name, Key="a")
    message = f"aws:s3/bucket:Bucket: BucketNotEmpty: {name} holds objects; empty it or set forceDestroy"
    with pytest.raises(LocalCloudError, match=message):
        handler.delete(name, outputs)
    handler.delete(name, {**outputs, "forceDestroy": True})
    assert handler.read(name, outputs) is None


def test_an_access_key_works_and_tells_its_secret_once(aws):
    handler = handler_of(aws, "aws:iam/accessKey:AccessKey")
    inputs = {"user": user_name(aws)}
    identifier, outputs = handler.create(inputs)
    assert identifier.startswith("AKIA")
    assert outputs["secret"]
    assert "secret" not in (handler.read(identifier, inputs) or {})


def test_a_managed_policy_keeps_five_versions(aws):
    handler = handler_of(aws, "aws:iam/policy:Policy")
    inputs = {"name": unique("p"), "policy": GRANTS}
    arn, _ = handler.create(inputs)
    for number in range(7):
        new = {**inputs, "policy": document(allow("s3:GetObject", f"arn:aws:s3:::b/{number}"))}
        handler.update(arn, inputs, new)
        inputs = new
    versions = aws.client("iam").list_policy_versions(PolicyArn=arn)["Versions"]
    assert len(versions) == 5
    current = next(item["VersionId"] for item in versions if item["IsDefaultVersion"])
    document_ = aws.client("iam").get_policy_version(PolicyArn=arn, VersionId=current)["PolicyVersion"]["Document"]
    assert document_["Statement"][0]["Resource"] == "arn:aws:s3:::b/6"
    handler.delete(arn, inputs)


def test_names_are_made_up_when_none_is_given(aws):
    handler = handler_of(aws, "aws:iam/role:Role")
    trust = {"assumeRolePolicy": TRUST}
    assert handler.create(trust)[1]["name"].startswith("role-")
    assert handler.create({**trust, "namePrefix": "web-"})[1]["name"].startswith("web-")


@pytest.mark.parametrize(
    ("type_name", "old", "new", "replaces"),
    [
        ("aws:s3/bucket:Bucket", {"bucket": "a"}, {"bucket": "b"}, True),
        ("aws:s3/bucket:Bucket", {"bucket": "a"}, {"bucket": "a", "tags": {"x": "y"}}, False),
        ("aws:s3/bucketVersioning:BucketVersioning", {"bucket": "a"}, {"bucket": "b"}, True),
        ("aws:iam/role:Role", {"name": "a"}, {"name": "b"}, True),
        ("aws:iam/role:Role", {"assumeRolePolicy": "1"}, {"assumeRolePolicy": "2"}, False),
        ("aws:iam/rolePolicy:RolePolicy", {"role": "a"}, {"role": "b"}, True),
        ("aws:iam/rolePolicyAttachment:RolePolicyAttachment", {"policyArn": "a"}, {"policyArn": "b"}, True),
        ("aws:cloudfront/publicKey:PublicKey", {"encodedKey": "a"}, {"encodedKey": "b"}, True),
        ("aws:cloudfront/distribution:Distribution", {"comment": "a"}, {"comment": "b"}, False),
    ],
)
def test_what_makes_a_new_resource(aws, type_name, old, new, replaces):
    assert handler_of(aws, type_name).replaces(old, new) is replaces


@pytest.mark.parametrize(
    ("type_name", "inputs", "message"),
    [
        ("aws:s3/bucket:Bucket", {"acl": "private"}, "aws:s3/bucket:Bucket: acl is not emulated"),
        ("aws:s3/bucket:Bucket", {"bucket": "A"}, "aws:s3/bucket:Bucket: InvalidBucketName"),
        ("aws:iam/role:Role", {"name": "r"}, "aws:iam/role:Role: the input 'assumeRolePolicy' is missing"),
        ("aws:iam/role:Role", {"managedPolicyArns": ["a"]}, "managedPolicyArns is not emulated"),
        ("aws:iam/user:User", {"permissionsBoundary": "a"}, "permissionsBoundary is not emulated"),
        ("aws:iam/rolePolicy:RolePolicy", {"role": "none", "policy": GRANTS}, "RolePolicy: NoSuchEntity"),
        ("aws:s3/bucketLogging:BucketLogging", {"bucket": "no-such-b", "targetBucket": "x"}, "NoSuchBucket"),
        ("aws:cloudfront/publicKey:PublicKey", {"encodedKey": "x"}, "encodedKey is not a PEM public key"),
        ("aws:cloudfront/keyGroup:KeyGroup", {"items": ["K1"]}, "keyGroup: no publicKey 'K1'"),
        ("aws:kms/keyPolicy:KeyPolicy", {"keyId": "none", "policy": "{}"}, "aws:kms/keyPolicy:KeyPolicy: NotFound"),
    ],
)
def test_refusals_name_the_type_and_the_reason(aws, type_name, inputs, message):
    with pytest.raises(LocalCloudError, match=message):
        handler_of(aws, type_name).create(inputs)


def test_a_public_bucket_policy_is_refused_while_blocked(aws):
    name = make_bucket(aws)
    statement = allow("s3:GetObject", f"arn:aws:s3:::{name}/*", Principal="*")
    handler = handler_of(aws, "aws:s3/bucketPolicy:BucketPolicy")
    with pytest.raises(LocalCloudError, match="BlockPublicPolicy refuses a public bucket policy"):
        handler.create({"bucket": name, "policy": document(statement)})
