"""A case for every emulated type: inputs as Pulumi sends them, a change, and what the outputs must say."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from infra.local.aws.handlers import handlers
from tests.local.edge_site import HEADERS, KEYS, behavior, public_pem
from tests.local.helpers import TRUST, allow, document, make_bucket, make_role, unique

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from infra.local.aws.cloud import LocalAws

Inputs = dict[str, Any]

LIFECYCLE = [
    {"id": "abort", "status": "Enabled", "filter": {"prefix": ""},
     "abortIncompleteMultipartUpload": {"daysAfterInitiation": 7.0}},
    {"id": "tmp", "status": "Enabled", "filter": {"and": {"prefix": "tmp/", "tags": {"a": "b"}}},
     "expiration": {"days": 7}, "noncurrentVersionExpiration": {"noncurrentDays": 7, "newerNoncurrentVersions": 2},
     "transitions": [{"days": 30, "storageClass": "STANDARD_IA"}],
     "noncurrentVersionTransitions": [{"noncurrentDays": 30, "storageClass": "GLACIER"}]},
]  # fmt: skip
ENCRYPTION = [
    {"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}, "bucketKeyEnabled": True,
     "blockedEncryptionTypes": ["SSE-C"]}
]  # fmt: skip
CORS = [{"allowedMethods": ["GET"], "allowedOrigins": ["https://a.example"], "exposeHeaders": ["ETag"],
         "allowedHeaders": ["*"], "maxAgeSeconds": 60.0, "id": "site"}]  # fmt: skip
RULE = {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": "kms:*", "Resource": "*"}


@dataclass(frozen=True)
class Case:
    """A type with inputs, changed inputs, and what its outputs and the cloud must then say."""

    make: Callable[[LocalAws], Inputs]
    change: Mapping[str, Any]
    outputs: Callable[[Mapping[str, Any]], bool] = lambda outputs: True
    keeps: bool = False  # read answers after delete (KMS key policies, versioning)


def on_bucket(**more: Any) -> Callable[[LocalAws], Inputs]:
    return lambda aws: {"bucket": make_bucket(aws), **more}


def role_name(aws: LocalAws) -> str:
    return make_role(aws).rpartition("/")[2]


def user_name(aws: LocalAws) -> str:
    name = unique("user")
    aws.client("iam").create_user(UserName=name)
    return name


def policy_arn(aws: LocalAws) -> str:
    made = aws.client("iam").create_policy(PolicyName=unique("p"), PolicyDocument=document(allow("s3:Get*", "*")))
    arn: str = made["Policy"]["Arn"]
    return arn


def made(aws: LocalAws, type_name: str, inputs: Inputs) -> str:
    identifier: str = handlers(aws)[type_name].create(inputs)[0]
    return identifier


def public_key(aws: LocalAws) -> str:
    return made(aws, "aws:cloudfront/publicKey:PublicKey", {"encodedKey": public_pem(KEYS[0])})


def key_id(aws: LocalAws) -> str:
    identifier: str = aws.client("kms").create_key()["KeyMetadata"]["KeyId"]
    return identifier


def origin(aws: LocalAws) -> Inputs:
    return {
        "enabled": True,
        "origins": [{"originId": "s3", "domainName": "b.s3.eu-west-1.amazonaws.com"}],
        "defaultCacheBehavior": behavior(),
        "tags": {"a": "1"},
    }


GRANTS = document(allow("s3:GetObject", "*"))
OTHER = document(allow("s3:PutObject", "*"))
CASES = {
    "aws:s3/bucket:Bucket": Case(
        lambda aws: {"bucket": unique("b"), "region": "eu-west-1", "tags": {"a": "1"}},
        {"tags": {"a": "2"}},
        lambda o: o["arn"] == f"arn:aws:s3:::{o['bucket']}"
        and o["bucketRegionalDomainName"] == f"{o['bucket']}.s3.eu-west-1.amazonaws.com"
        and o["tagsAll"] == o["tags"],
    ),
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": Case(
        on_bucket(blockPublicAcls=True, blockPublicPolicy=True), {"blockPublicPolicy": False}
    ),
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": Case(
        on_bucket(rule={"objectOwnership": "ObjectWriter"}), {"rule": {"objectOwnership": "BucketOwnerEnforced"}}
    ),
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": Case(
        on_bucket(rules=ENCRYPTION),
        {"rules": [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": "k"}}]},
    ),
    "aws:s3/bucketVersioning:BucketVersioning": Case(
        on_bucket(versioningConfiguration={"status": "Enabled"}),
        {"versioningConfiguration": {"status": "Suspended"}},
        keeps=True,
    ),
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": Case(
        on_bucket(rules=LIFECYCLE, transitionDefaultMinimumObjectSize="all_storage_classes_128K"),
        {"rules": LIFECYCLE[:1]},
    ),
    "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": Case(
        on_bucket(corsRules=CORS), {"corsRules": [{**CORS[0], "allowedOrigins": ["*"]}]}
    ),
    "aws:s3/bucketLogging:BucketLogging": Case(
        lambda aws: {"bucket": make_bucket(aws), "targetBucket": make_bucket(aws), "targetPrefix": "s3/"},
        {"targetPrefix": "other/"},
    ),
    "aws:s3/bucketPolicy:BucketPolicy": Case(
        lambda aws: bucket_policy(make_bucket(aws)), {}, lambda o: "s3:GetObject" in o["policy"]
    ),
    "aws:kms/key:Key": Case(
        lambda aws: {"description": "media", "enableKeyRotation": True, "deletionWindowInDays": 7.0,
                     "policy": document(RULE), "tags": {"a": "1"}},
        {"description": "media files", "enableKeyRotation": False, "isEnabled": False},
        lambda o: o["arn"].endswith(f":key/{o['keyId']}"),
    ),
    "aws:kms/alias:Alias": Case(
        lambda aws: {"name": f"alias/{unique('k')}", "targetKeyId": key_id(aws)},
        {},
        lambda o: o["arn"].endswith(o["name"]) and ":key/" in o["targetKeyArn"],
    ),
    "aws:kms/keyPolicy:KeyPolicy": Case(
        lambda aws: {"keyId": key_id(aws), "policy": document(RULE)}, {"policy": document(RULE, RULE)}, keeps=True
    ),
    "aws:iam/role:Role": Case(
        lambda aws: {"name": unique("r"), "assumeRolePolicy": json.dumps(TRUST), "description": "web",
                     "maxSessionDuration": 7200.0, "tags": {"a": "1", "b": "2"}},
        {"description": "worker", "tags": {"a": "2"}, "permissionsBoundary": "arn:aws:iam::123456789012:policy/x"},
        lambda o: o["arn"] == f"arn:aws:iam::123456789012:role/{o['name']}" and o["uniqueId"] and o["createDate"],
    ),
    "aws:iam/rolePolicy:RolePolicy": Case(
        lambda aws: {"role": role_name(aws), "policy": GRANTS}, {"policy": OTHER}, lambda o: o["name"]
    ),
    "aws:iam/policy:Policy": Case(
        lambda aws: {"name": unique("p"), "policy": GRANTS, "description": "read"},
        {"policy": OTHER},
        lambda o: o["arn"].endswith(o["name"]) and o["policyId"],
    ),
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": Case(
        lambda aws: {"role": role_name(aws), "policyArn": policy_arn(aws)}, {}
    ),
    "aws:iam/user:User": Case(
        lambda aws: {"name": unique("u"), "path": "/site/", "tags": {"a": "1", "b": "2"}},
        {"tags": {"a": "2"}},
        lambda o: o["arn"] == f"arn:aws:iam::123456789012:user/site/{o['name']}",
    ),
    "aws:iam/userPolicy:UserPolicy": Case(
        lambda aws: {"user": user_name(aws), "namePrefix": "grants-", "policy": json.loads(GRANTS)},
        {"policy": OTHER},
        lambda o: o["name"].startswith("grants-") and isinstance(o["policy"], str),
    ),
    "aws:iam/userPolicyAttachment:UserPolicyAttachment": Case(
        lambda aws: {"user": user_name(aws), "policyArn": policy_arn(aws)}, {}
    ),
    "aws:iam/accessKey:AccessKey": Case(
        lambda aws: {"user": user_name(aws)}, {"status": "Inactive"}, lambda o: o["status"] in {"Active", "Inactive"}
    ),
    "aws:iam/instanceProfile:InstanceProfile": Case(
        lambda aws: {"name": unique("i"), "role": role_name(aws)},
        {},
        lambda o: o["arn"].endswith(f"instance-profile/{o['name']}"),
    ),
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": Case(
        lambda aws: {"url": f"https://{unique('id')}.example.com", "clientIdLists": ["a", "b"]},
        {"clientIdLists": ["b", "c"]},
        lambda o: ":oidc-provider/" in o["arn"],
    ),
    "aws:cloudfront/originAccessControl:OriginAccessControl": Case(
        lambda aws: {"originAccessControlOriginType": "s3", "signingBehavior": "always", "signingProtocol": "sigv4"},
        {"description": "media"},
        lambda o: o["name"].startswith("originAccessControl-") and o["arn"] and o["etag"],
    ),
    "aws:cloudfront/publicKey:PublicKey": Case(
        lambda aws: {"encodedKey": public_pem(KEYS[0]), "comment": "one"}, {"comment": "two"}, lambda o: o["etag"]
    ),
    "aws:cloudfront/keyGroup:KeyGroup": Case(
        lambda aws: {"name": unique("g"), "items": [public_key(aws)]}, {"comment": "x"}, lambda o: o["items"]
    ),
    "aws:cloudfront/cachePolicy:CachePolicy": Case(
        lambda aws: {"name": unique("c"), "defaultTtl": 60}, {"defaultTtl": 30}, lambda o: o["arn"]
    ),
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": Case(
        lambda aws: {"name": unique("h"), **HEADERS}, {"comment": "x"}, lambda o: o["arn"]
    ),
    "aws:cloudfront/distribution:Distribution": Case(
        origin,
        {"comment": "x"},
        lambda o: o["domainName"].startswith("127.0.0.1:")
        and o["arn"].startswith("arn:aws:cloudfront::123456789012:distribution/E")
        and o["hostedZoneId"] == "Z2FDTNDATAQYW2"
        and o["tagsAll"] == {"a": "1"},
    ),
    "aws:cloudwatch/metricAlarm:MetricAlarm": Case(
        lambda aws: {"name": unique("a"), "comparisonOperator": "GreaterThanThreshold", "evaluationPeriods": 1,
                     "metricName": "BucketSizeBytes", "namespace": "AWS/S3", "period": 86400.0, "threshold": 1.5,
                     "statistic": "Average", "dimensions": {"BucketName": "b"}, "okActions": ["arn:aws:sns:::x"]},
        {"threshold": 2},
        lambda o: o["arn"].endswith(o["name"]),
    ),
}  # fmt: skip


def bucket_policy(name: str) -> Inputs:
    statement = allow("s3:GetObject", f"arn:aws:s3:::{name}/*", Principal={"AWS": "123456789012"})
    return {"bucket": name, "policy": json.loads(document(statement))}
