"""One spec for each choice, and what it changes."""

from __future__ import annotations

import json
from typing import get_args

import pytest

from generator.spec.s3 import StorageClass
from tests.infra_aws.recorder import ACCOUNT, SECRET
from tests.infra_aws.specs import SIGNING, grants, run, spec, storage

BUCKET = "aws:s3/bucket:Bucket"
ENCRYPTION = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
POLICY = "aws:s3/bucketPolicy:BucketPolicy"
BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
ROLE, ROLE_POLICY = "aws:iam/role:Role", "aws:iam/rolePolicy:RolePolicy"
READ_WRITE = {"web": grants(default=["read", "write"])}


def media(store=None, workloads=None, **more):
    return spec({"media": store}, {"default": storage(**more)}, workloads or READ_WRITE)


def sids(policy):
    return [statement["Sid"] for statement in policy["Statement"]]


def statement(policy, sid):
    (found,) = [item for item in policy["Statement"] if item["Sid"] == sid]
    return found


def encryption(found):
    (rule,) = found.inputs(ENCRYPTION, "media")["rules"]
    return rule


def test_a_plain_private_store(tmp_path):
    found = run(tmp_path, media())

    assert sids(found.one(POLICY, "media").policy()) == ["DenyInsecureTransport", "DenyOldTls"]
    assert encryption(found) == {
        "applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"},
        "blockedEncryptionTypes": ["SSE-C"],
    }
    assert found.names(DISTRIBUTION) == found.names("aws:kms/key:Key") == []


def test_a_key_of_our_own(tmp_path):
    found = run(tmp_path, media({"encryption": {"type": "kms"}, "cdn": {}, "kms_deletion_days": 9}, access="public"))
    key = found.one("aws:kms/key:Key", "media")
    arn = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/key-of-media"

    assert key.protect
    assert key.inputs["enableKeyRotation"] is True
    assert key.inputs["deletionWindowInDays"] == 9
    assert found.inputs("aws:kms/alias:Alias", "media")["name"] == "alias/shop-prod-media"
    assert encryption(found) == {
        "applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": arn},
        "blockedEncryptionTypes": ["SSE-C"],
        "bucketKeyEnabled": True,
    }
    policy = found.one("aws:kms/keyPolicy:KeyPolicy", "media").policy()
    assert sids(policy) == ["Administration", "CdnDecrypt"]
    assert policy["Statement"][0]["Principal"] == {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
    web = found.one(ROLE_POLICY, "web").policy()
    assert statement(web, "KeyEncrypt")["Resource"] == [arn]
    assert statement(web, "KeyEncrypt")["Condition"] == {
        "StringEquals": {"kms:ViaService": ["s3.eu-west-1.amazonaws.com"]}
    }


def test_a_key_that_is_yours(tmp_path):
    arn = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/yours"
    found = run(tmp_path, media({"encryption": {"type": "kms", "key": arn, "bucket_key": False}}))

    assert encryption(found)["applyServerSideEncryptionByDefault"] == {
        "sseAlgorithm": "aws:kms",
        "kmsMasterKeyId": arn,
    }
    assert encryption(found)["bucketKeyEnabled"] is False
    assert found.names("aws:kms/key:Key") == found.names("aws:kms/keyPolicy:KeyPolicy") == []
    assert statement(found.one(ROLE_POLICY, "web").policy(), "KeyEncrypt")["Resource"] == [arn]


def test_the_key_of_the_account(tmp_path):
    found = run(tmp_path, media({"encryption": {"type": "kms", "key": "aws-managed"}}))

    assert encryption(found)["applyServerSideEncryptionByDefault"] == {"sseAlgorithm": "aws:kms"}
    assert sids(found.one(ROLE_POLICY, "web").policy()) == ["ReadWrite"]


def test_a_bucket_that_exists(tmp_path):
    found = run(tmp_path, media({"adopt": True, "name": "legacy-media"})).one(BUCKET, "media")

    assert (found.import_id, found.protect, found.retain) == ("legacy-media", True, True)
    assert found.ignored == ("tags", "tagsAll")
    assert found.inputs == {"bucket": "legacy-media", "forceDestroy": False, "region": "eu-west-1"}


def test_a_bucket_that_exists_elsewhere(tmp_path):
    found = run(tmp_path, media({"adopt": True, "name": "legacy-media", "region": "us-east-2"}))

    assert found.one(BUCKET, "media").import_id == "legacy-media@us-east-2"


def test_public_without_a_cdn(tmp_path):
    found = run(tmp_path, media(prefix="open/", access="public"))
    block = found.inputs(BLOCK, "media")

    assert statement(found.one(POLICY, "media").policy(), "PublicRead")["Resource"] == [
        "arn:aws:s3:::shop-prod-media/open/*"
    ]
    assert {key: block[key] for key in block if isinstance(block[key], bool)} == {
        "blockPublicAcls": True,
        "blockPublicPolicy": False,
        "ignorePublicAcls": True,
        "restrictPublicBuckets": False,
        "skipDestroy": True,
    }


def test_object_acls(tmp_path):
    data = media({"object_ownership": "ObjectWriter"}, access="public", via="direct", acl="public-read")
    found = run(tmp_path, data)
    block = found.inputs(BLOCK, "media")

    ownership = found.inputs("aws:s3/bucketOwnershipControls:BucketOwnershipControls", "media")
    assert ownership["rule"] == {"objectOwnership": "ObjectWriter"}
    assert (block["blockPublicAcls"], block["ignorePublicAcls"]) == (False, False)
    assert statement(found.one(ROLE_POLICY, "web").policy(), "ReadWriteAcl")["Action"][-1] == "s3:PutObjectAcl"


def test_a_machine_without_an_identity(tmp_path):
    found = run(tmp_path, media(workloads={"box": grants("vps", default=["read", "write", "list"])}))

    assert found.children("stowplan:aws:Workload", "box") == {
        ("aws:iam/user:User", "box"),
        ("aws:iam/userPolicy:UserPolicy", "box"),
        ("aws:iam/accessKey:AccessKey", "box"),
    }
    assert found.outputs["workloads"]["box"] == {
        "identity": "user",
        "arn": f"arn:aws:iam::{ACCOUNT}:user/shop-prod-box",
        "name": "shop-prod-box",
        "access_key_id": "box-id",
    }
    assert found.outputs["secrets"] == {"box": {"secret_access_key": SECRET}}


def test_a_machine_with_many_grants(tmp_path):
    storages = {f"s{index}": storage(prefix=f"files/{index:02}-{'x' * 60}/") for index in range(20)}
    wanted = {alias: ["read", "write", "list"] for alias in storages}
    found = run(tmp_path, spec({"media": None}, storages, {"box": grants("vps", **wanted)}))

    assert found.names("aws:iam/userPolicy:UserPolicy") == []
    parts = found.names("aws:iam/policy:Policy")
    assert parts == found.names("aws:iam/userPolicyAttachment:UserPolicyAttachment") != []
    assert found.inputs("aws:iam/policy:Policy", parts[0])["name"] == f"shop-prod-box-storage-{parts[0][4:]}"
    arns = [
        arn
        for part in parts
        for item in found.one("aws:iam/policy:Policy", part).policy()["Statement"]
        if item["Sid"] == "ReadWrite"
        for arn in item["Resource"]
    ]
    assert sorted(arns) == sorted(f"arn:aws:s3:::shop-prod-media/{item['prefix']}*" for item in storages.values())


def trust(found, workload="web"):
    (item,) = found.one(ROLE, workload).policy("assumeRolePolicy")["Statement"]
    return item


def test_irsa(tmp_path):
    issuer = "https://oidc.eks.eu-west-1.amazonaws.com/id/ABC"
    runs_on = {"type": "eks-irsa", "issuer": issuer, "namespace": "shop", "service_account": "web"}
    data = media(workloads={"web": grants(runs_on, default=["read", "write"])})
    found = run(tmp_path, data | {"aws": {"region": "eu-west-1", "account_id": ACCOUNT}})

    assert trust(found)["Principal"] == {
        "Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/ABC"
    }
    assert found.names("aws:iam/openIdConnectProvider:OpenIdConnectProvider") == []


def test_pod_identity(tmp_path):
    runs_on = {"type": "eks-pod-identity", "cluster": "blue", "namespace": "shop", "service_account": "web"}
    found = run(tmp_path, media(workloads={"web": grants(runs_on, default=["read", "write"])}))
    pod = found.inputs("aws:eks/podIdentityAssociation:PodIdentityAssociation", "web")

    assert {key: pod[key] for key in ("clusterName", "namespace", "serviceAccount", "roleArn", "region")} == {
        "clusterName": "blue",
        "namespace": "shop",
        "serviceAccount": "web",
        "roleArn": f"arn:aws:iam::{ACCOUNT}:role/shop-prod-web",
        "region": "eu-west-1",
    }


def test_an_instance(tmp_path):
    found = run(tmp_path, media(workloads={"web": grants("ec2", default=["read", "write"])}))

    profile = found.inputs("aws:iam/instanceProfile:InstanceProfile", "web")
    assert (profile["name"], profile["role"]) == ("shop-prod-web", "shop-prod-web")


def github(**more):
    return {"type": "github-actions", "repository": "octo/shop", **more}


def test_github_with_a_provider_made_once(tmp_path):
    workloads = {
        "web": grants(github(environment="production", create_provider=True), default=["write"]),
        "ci": grants(github(branch="main", create_provider=True), default=["read"]),
        "tags": grants(github(tag="v1"), default=["read"]),
    }
    data = media(workloads=workloads) | {"aws": {"region": "eu-west-1", "account_id": ACCOUNT}}
    found = run(tmp_path, data)
    provider = found.one("aws:iam/openIdConnectProvider:OpenIdConnectProvider", "github")

    assert provider.parent is None
    assert provider.inputs["url"] == "https://token.actions.githubusercontent.com"
    assert provider.inputs["clientIdLists"] == ["sts.amazonaws.com"]
    assert "thumbprintLists" not in provider.inputs
    made = f"arn:aws:iam::{ACCOUNT}:openidconnectprovider/github-0a1b2c3"
    assert {trust(found, name)["Principal"]["Federated"] for name in workloads} == {made}


def test_github_with_a_provider_that_exists(tmp_path):
    data = media(workloads={"web": grants(github(branch="main"), default=["read", "write"])})
    found = run(tmp_path, data | {"aws": {"region": "eu-west-1", "account_id": ACCOUNT}})

    assert trust(found)["Principal"] == {
        "Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"
    }
    assert found.names("aws:iam/openIdConnectProvider:OpenIdConnectProvider") == []


def behaviours(found, name="media"):
    inputs = found.inputs(DISTRIBUTION, name)
    ordered = [(item["pathPattern"], "trustedKeyGroups" in item) for item in inputs.get("orderedCacheBehaviors", [])]
    return "trustedKeyGroups" in inputs["defaultCacheBehavior"], ordered


def test_signed_and_public_paths_behind_one_cdn(tmp_path):
    storages = {
        "default": storage(prefix="pictures/", access="public"),
        "documents": storage(prefix="documents/"),
        "uploads": storage(prefix="uploads/", via="direct"),
    }
    data = spec({"media": {"cdn": {"signing": SIGNING}}}, storages, {"web": grants(default=["write"])})
    found = run(tmp_path, data)

    assert behaviours(found) == (True, [("documents/*", True), ("pictures/*", False)])
    read = statement(found.one(POLICY, "media").policy(), "CdnRead")
    assert read["Resource"] == [
        "arn:aws:s3:::shop-prod-media/documents/*",
        "arn:aws:s3:::shop-prod-media/pictures/*",
    ]
    assert read["Condition"] == {
        "StringEquals": {"AWS:SourceArn": f"arn:aws:cloudfront::{ACCOUNT}:distribution/EMEDIA"}
    }


CACHE = "aws:cloudfront/cachePolicy:CachePolicy"
MANAGED = "658327ea-f89d-4fab-a63d-7e88639e58f6"


def caches(found):
    inputs = found.inputs(DISTRIBUTION, "media")
    ordered = {item["pathPattern"]: item["cachePolicyId"] for item in inputs.get("orderedCacheBehaviors", [])}
    return {"*": inputs["defaultCacheBehavior"]["cachePolicyId"], **ordered}


def test_signed_paths_pass_on_what_a_signed_url_asks_of_s3(tmp_path):
    """Nobody signs the parameters beside a cookie, so such a path takes none."""
    storages = {
        "default": storage(prefix="pictures/", access="public"),
        "documents": storage(prefix="documents/"),
        "films": storage(prefix="films/", via="cookies"),
    }
    data = spec({"media": {"cdn": {"signing": SIGNING}}}, storages, {"web": grants(default=["write"])})
    found = run(tmp_path, data)

    assert caches(found) == {"*": MANAGED, "documents/*": "media-id", "films/*": MANAGED, "pictures/*": MANAGED}
    assert found.inputs(CACHE, "media") == {
        "comment": "shop prod media",
        "minTtl": 1,
        "defaultTtl": 86_400,
        "maxTtl": 31_536_000,
        "parametersInCacheKeyAndForwardedToOrigin": {
            "cookiesConfig": {"cookieBehavior": "none"},
            "headersConfig": {"headerBehavior": "none"},
            "queryStringsConfig": {
                "queryStringBehavior": "whitelist",
                "queryStrings": {
                    "items": [
                        "response-cache-control",
                        "response-content-disposition",
                        "response-content-encoding",
                        "response-content-language",
                        "response-content-type",
                        "response-expires",
                        "versionId",
                    ]
                },
            },
            "enableAcceptEncodingBrotli": True,
            "enableAcceptEncodingGzip": True,
        },
    }


def test_the_parameters_are_the_ones_that_urls_are_signed_with():
    from generator.runtime.s3_urls import QUERY_NAMES
    from infra.components.aws.behaviours import ANSWER_QUERIES

    assert sorted(QUERY_NAMES.values()) == sorted(ANSWER_QUERIES)


def test_a_signed_path_may_be_the_default(tmp_path):
    assert caches(run(tmp_path, media({"cdn": {"signing": SIGNING}}, prefix=""))) == {"*": "media-id"}


@pytest.mark.parametrize(
    ("cdn", "more"),
    [
        ({}, {"access": "public"}),
        ({"signing": SIGNING}, {"access": "public"}),
        ({"signing": SIGNING}, {"via": "cookies"}),
    ],
)
def test_a_cdn_without_a_signed_path_has_no_cache_policy(tmp_path, cdn, more):
    site = {"origins": ["https://www.shop.example"]}
    found = run(tmp_path, media({"cdn": cdn}, prefix="", **more) | {"site": site})

    assert caches(found) == {"*": MANAGED}
    assert found.names(CACHE) == []


def test_cookies(tmp_path):
    data = media({"cdn": {"signing": SIGNING}}, via="cookies") | {"site": {"origins": ["https://www.shop.example"]}}
    found = run(tmp_path, data)
    headers = found.inputs("aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy", "media")

    assert behaviours(found) == (True, [("files/*", True)])
    assert headers["corsConfig"]["accessControlAllowCredentials"] is True
    assert "*" not in json.dumps(headers)


@pytest.mark.parametrize(("access", "guarded"), [("public", False), ("private", True)])
def test_an_empty_prefix_is_the_default_behaviour(tmp_path, access, guarded):
    found = run(tmp_path, media({"cdn": {"signing": SIGNING}}, prefix="", access=access))

    assert behaviours(found) == (guarded, [])
    assert statement(found.one(POLICY, "media").policy(), "CdnRead")["Resource"] == ["arn:aws:s3:::shop-prod-media/*"]


def test_several_regions(tmp_path):
    stores = {"media": {"region": "ap-southeast-2", "cdn": {}, "encryption": {"type": "kms"}}, "near": None}
    data = spec(
        stores,
        {"default": storage(access="public"), "near": storage("near")},
        {"web": grants(default=["write"], near=["read"])},
    )
    found = run(tmp_path, data)
    elsewhere = {item.key for item in found.resources if item.inputs.get("region") == "ap-southeast-2"}

    assert found.inputs("pulumi:providers:aws", "aws")["region"] == "eu-west-1"
    assert {key for key in found.children("stowplan:aws:Store", "media") if key[0].startswith("aws:")} <= elsewhere
    assert {(POLICY, "media"), ("aws:kms/keyPolicy:KeyPolicy", "media")} <= elsewhere
    assert found.inputs(BUCKET, "near")["region"] == "eu-west-1"
    (origin,) = found.inputs(DISTRIBUTION, "media")["origins"]
    assert origin["domainName"] == "shop-prod-media.s3.ap-southeast-2.amazonaws.com"
    web = found.one(ROLE_POLICY, "web").policy()
    assert statement(web, "KeyEncrypt")["Condition"] == {
        "StringEquals": {"kms:ViaService": ["s3.ap-southeast-2.amazonaws.com"]}
    }


def test_github_in_china(tmp_path):
    data = media(workloads={"ci": grants(github(branch="main", create_provider=True), default=["write"])})
    found = run(tmp_path, data | {"aws": {"region": "cn-north-1"}})

    provider = found.inputs("aws:iam/openIdConnectProvider:OpenIdConnectProvider", "github")
    assert provider["clientIdLists"] == ["sts.amazonaws.com.cn"]
    assert trust(found, "ci")["Condition"]["StringEquals"]["token.actions.githubusercontent.com:aud"] == (
        "sts.amazonaws.com.cn"
    )


@pytest.mark.parametrize(("region", "name"), [("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov")])
def test_other_partitions(tmp_path, region, name):
    workloads = {
        "web": grants("ec2", default=["read", "list", "write"]),
        "ci": grants(github(branch="main"), default=["write"]),
    }
    data = spec(
        {"media": {"encryption": {"type": "kms"}}},
        {"default": storage()},
        workloads,
        aws={"region": region, "account_id": ACCOUNT},
    )
    found = run(tmp_path, data)
    texts = [value for item in found.resources for value in item.inputs.values() if isinstance(value, str)]

    assert f"arn:{name}:s3:::shop-prod-media/files/*" in found.inputs(ROLE_POLICY, "web")["policy"]
    assert [text for text in texts if "arn:aws:" in text] == []


def test_a_local_cloud_is_the_same_but_not_kept(tmp_path):
    data = media({"cdn": {}, "encryption": {"type": "kms"}}, access="public")
    data["environments"] = {"prod": {}, "local": {"target": "local"}}
    cloud, local = run(tmp_path, data), run(tmp_path, data, "local")

    assert [item.key for item in local.resources] == [item.key for item in cloud.resources]
    assert {item.key for item in cloud.resources if item.protect} == {(BUCKET, "media"), ("aws:kms/key:Key", "media")}
    assert [item.key for item in local.resources if item.protect or item.retain] == []
    assert json.loads(local.inputs("pulumi:providers:aws", "aws")["allowedAccountIds"]) == ["123456789012"]


def test_what_sets_up_a_kept_bucket_stays_with_it(tmp_path):
    store = {"encryption": {"type": "kms"}, "cdn": {}, "access_logs": {"store": "logs", "prefix": "s3/"}}
    data = spec({"media": store, "logs": {"protect": False}}, {"default": storage(access="public")}, READ_WRITE)
    found = run(tmp_path, data | {"site": {"origins": ["https://www.shop.example"]}})

    assert {item.type.rpartition(":")[2] for item in found.resources if item.retain} == {
        "Bucket",
        "BucketLifecycleConfiguration",
        "BucketOwnershipControls",
        "BucketPolicy",
        "BucketPublicAccessBlock",
        "BucketServerSideEncryptionConfiguration",
        "BucketVersioning",
        "Key",
        "KeyPolicy",
    }
    assert {item.name for item in found.resources if item.retain} == {"media"}


@pytest.mark.parametrize(
    "type_", ["aws:s3/bucketCorsConfiguration:BucketCorsConfiguration", "aws:s3/bucketLogging:BucketLogging"]
)
def test_what_the_spec_may_take_back_is_deleted(tmp_path, type_):
    """Retained, it would stay in force on a bucket whose spec no longer has it."""
    stores = {"media": {"access_logs": {"store": "logs", "prefix": "s3/"}}, "logs": None}
    site = {"origins": ["https://www.shop.example"]}
    found = run(tmp_path, spec(stores, {"default": storage()}, READ_WRITE, site=site))

    assert not found.one(type_, "media").retain


def test_the_identity_provider_of_the_account_stays(tmp_path):
    data = media(workloads={"ci": grants(github(branch="main", create_provider=True), default=["write"])})
    data["environments"] = {"prod": {}, "local": {"target": "local"}}
    type_ = "aws:iam/openIdConnectProvider:OpenIdConnectProvider"
    cloud, local = (run(tmp_path, data, environment).one(type_, "github") for environment in ("prod", "local"))

    assert (cloud.retain, cloud.protect, local.retain) == (True, False, False)
    assert cloud.provider == "aws"


def test_a_store_that_need_not_be_kept(tmp_path):
    found = run(tmp_path, media({"protect": False}))

    assert not any(item.protect or item.retain for item in found.resources)


def test_the_account_and_the_role_of_the_provider(tmp_path):
    role = f"arn:aws:iam::{ACCOUNT}:role/deployer"
    found = run(tmp_path, media() | {"aws": {"region": "eu-west-1", "account_id": ACCOUNT, "assume_role_arn": role}})
    provider = found.inputs("pulumi:providers:aws", "aws")

    assert json.loads(provider["allowedAccountIds"]) == [ACCOUNT]
    assert json.loads(provider["assumeRoles"]) == [{"roleArn": role}]
    assert {item.provider for item in found.resources if item.type.startswith("aws:")} == {"aws"}


def test_boundaries(tmp_path):
    general, special = (f"arn:aws:iam::{ACCOUNT}:policy/{name}" for name in ("general", "special"))
    workloads = {
        "web": grants(default=["write"]),
        "box": grants("vps", default=["read"]) | {"permissions_boundary": special},
    }
    found = run(tmp_path, media(workloads=workloads) | {"aws": {"permissions_boundary": general}})

    assert found.inputs(ROLE, "web")["permissionsBoundary"] == general
    assert found.inputs("aws:iam/user:User", "box")["permissionsBoundary"] == special


def test_usage_metrics(tmp_path):
    found = run(tmp_path, media(workloads={"web": grants(default=["write"]) | {"usage_metrics": True}}))

    assert sids(found.one(ROLE_POLICY, "web").policy()) == ["Write", "Metrics"]


def test_cors_of_the_site(tmp_path):
    site = {"origins": ["https://b.example", "https://a.example"]}
    found = run(tmp_path, media() | {"site": site})

    assert found.inputs("aws:s3/bucketCorsConfiguration:BucketCorsConfiguration", "media")["corsRules"] == [
        {
            "allowedHeaders": ["If-Modified-Since", "If-None-Match", "Range"],
            "allowedMethods": ["GET", "HEAD"],
            "allowedOrigins": ["https://a.example", "https://b.example"],
            "exposeHeaders": ["ETag"],
            "maxAgeSeconds": 3600,
        }
    ]


def test_cors_as_written(tmp_path):
    rules = [
        {"origins": ["https://up.example"], "methods": ["PUT"], "headers": ["*"], "max_age": 60},
        {"origins": ["*"]},
    ]
    found = run(tmp_path, media({"cors": rules}))

    assert found.inputs("aws:s3/bucketCorsConfiguration:BucketCorsConfiguration", "media")["corsRules"] == [
        {
            "allowedHeaders": ["*"],
            "allowedMethods": ["PUT"],
            "allowedOrigins": ["https://up.example"],
            "exposeHeaders": ["ETag"],
            "maxAgeSeconds": 60,
        },
        {"allowedMethods": ["GET", "HEAD"], "allowedOrigins": ["*"], "exposeHeaders": ["ETag"], "maxAgeSeconds": 3600},
    ]


def test_no_cors_where_there_is_no_reader(tmp_path):
    data = spec(
        {"media": {"cors": []}, "logs": None, "web": {"access_logs": {"store": "logs", "prefix": "s3/"}}},
        {"default": storage(), "other": storage("web")},
        READ_WRITE,
        site={"origins": ["https://www.shop.example"]},
    )

    assert run(tmp_path, data).names("aws:s3/bucketCorsConfiguration:BucketCorsConfiguration") == ["web"]


def test_no_cors_headers_without_origins(tmp_path):
    found = run(tmp_path, media({"cdn": {}}, access="public"))

    assert "corsConfig" not in found.inputs("aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy", "media")
    assert found.inputs(DISTRIBUTION, "media")["defaultCacheBehavior"]["allowedMethods"] == ["GET", "HEAD"]


ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"


def watched(found, alarm):
    """The expression, and (id, metric, storage type, whether it is what the alarm looks at)."""
    inputs = found.inputs(ALARM, alarm)
    queries = {item["id"]: item for item in inputs["metricQueries"]}
    metrics = [(name, item["metric"], item["returnData"]) for name, item in queries.items() if "metric" in item]
    rows = [(name, metric["metricName"], metric["dimensions"]["StorageType"], seen) for name, metric, seen in metrics]
    assert all(metric["dimensions"]["BucketName"] == "shop-prod-media" for _, metric, _ in metrics)
    assert sum(item["returnData"] for item in queries.values()) == 1
    return queries.get("total", {}).get("expression"), rows


def test_alarms_of_a_store_that_moves_nothing(tmp_path):
    found = run(tmp_path, media({"alarms": {"size_gb": 2, "objects": 7}}))

    assert watched(found, "media_size") == (None, [("size", "BucketSizeBytes", "StandardStorage", True)])
    assert watched(found, "media_objects") == (None, [("objects", "NumberOfObjects", "AllStorageTypes", True)])
    assert [found.inputs(ALARM, name)["threshold"] for name in found.names(ALARM)] == [7, 2_000_000_000]


def test_the_size_of_a_store_counts_the_classes_that_objects_move_to(tmp_path):
    rule = {
        "id": "cold",
        "prefix": "files/",
        "transitions": [{"days": 30, "storage_class": "STANDARD_IA"}],
        "noncurrent_transitions": [{"days": 30, "storage_class": "GLACIER"}],
    }
    found = run(tmp_path, media({"alarms": {"size_gb": 2}, "lifecycle": [rule]}))

    assert watched(found, "media_size") == (
        "0 * objects + FILL(size0, 0) + FILL(size1, 0) + FILL(size2, 0)",
        [
            ("objects", "NumberOfObjects", "AllStorageTypes", False),
            ("size0", "BucketSizeBytes", "StandardStorage", False),
            ("size1", "BucketSizeBytes", "GlacierStorage", False),
            ("size2", "BucketSizeBytes", "StandardIAStorage", False),
        ],
    )


def test_one_alarm_takes_every_class():
    from infra.components.aws.alarms import STORAGE_TYPES

    assert 2 + sum(len(types) for types in STORAGE_TYPES.values()) <= 10
    assert set(STORAGE_TYPES) == set(get_args(StorageClass))


def test_two_stores_may_log_into_each_other(tmp_path):
    stores = {
        "a": {"access_logs": {"store": "b", "prefix": "logs/a/"}},
        "b": {"access_logs": {"store": "a", "prefix": "logs/b/"}},
    }
    found = run(tmp_path, spec(stores, {"x": storage("a"), "y": storage("b")}, {"web": grants(x=["write"])}))

    logging = found.one("aws:s3/bucketLogging:BucketLogging", "a")
    assert (logging.inputs["targetBucket"], logging.inputs["targetPrefix"]) == ("shop-prod-b", "logs/a/")
    assert (POLICY, "b") in logging.after
    assert statement(found.one(POLICY, "b").policy(), "AccessLogs")["Condition"] == {
        "ArnLike": {"aws:SourceArn": ["arn:aws:s3:::shop-prod-a"]}
    }


def test_logs_of_a_cdn_may_land_in_an_encrypted_store(tmp_path):
    stores = {
        "media": {"cdn": {"logs": {"store": "logs", "prefix": "cdn/"}}},
        "logs": {"encryption": {"type": "kms"}},
    }
    found = run(tmp_path, spec(stores, {"default": storage(access="public")}, READ_WRITE))
    destination = found.inputs("aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination", "media")

    assert sids(found.one("aws:kms/keyPolicy:KeyPolicy", "logs").policy()) == ["Administration", "CdnLogs"]
    assert destination["deliveryDestinationConfiguration"] == {
        "destinationResourceArn": "arn:aws:s3:::shop-prod-logs/cdn"
    }
    assert (POLICY, "logs") in found.one("aws:cloudwatch/logDelivery:LogDelivery", "media").after


def test_a_domain_with_a_certificate_of_yours(tmp_path):
    arn = f"arn:aws:acm:us-east-1:{ACCOUNT}:certificate/yours"
    found = run(tmp_path, media({"cdn": {"domain": "m.shop.example", "certificate_arn": arn}}, access="public"))

    assert found.inputs(DISTRIBUTION, "media")["viewerCertificate"] == {
        "acmCertificateArn": arn,
        "minimumProtocolVersion": "TLSv1.2_2021",
        "sslSupportMethod": "sni-only",
    }
    assert found.names("aws:acm/certificate:Certificate") == found.names("aws:route53/record:Record") == []
    assert found.outputs["stores"]["media"]["cdn_domain"] == "m.shop.example"


def test_no_domain(tmp_path):
    found = run(tmp_path, media({"cdn": {"http3": False}}, access="public"))
    inputs = found.inputs(DISTRIBUTION, "media")

    assert inputs["viewerCertificate"] == {"cloudfrontDefaultCertificate": True}
    assert (inputs["aliases"], inputs["httpVersion"]) == ([], "http2")
    assert found.outputs["stores"]["media"]["cdn_domain"] == "media.cloudfront.net"


def test_versioning_off_is_said(tmp_path):
    found = run(tmp_path, media({"versioning": False}))

    versioning = found.inputs("aws:s3/bucketVersioning:BucketVersioning", "media")
    assert versioning["versioningConfiguration"] == {"status": "Suspended"}
