from __future__ import annotations

import pytest

from infra import names
from infra.policies.grants import grants_of, inline_limit
from infra.policies.packing import ROLE_INLINE, USER_INLINE
from infra.policies.serving import Readers, readers
from infra.tags import tags
from tests.infra_aws.specs import SIGNING, grants, load, spec, storage


@pytest.mark.parametrize(
    ("region", "arn", "endpoint", "key"),
    [
        ("eu-west-1", "arn:aws:s3:::shop-prod-media", "s3.eu-west-1.amazonaws.com", "arn:aws:kms:eu-west-1:"),
        (
            "cn-north-1",
            "arn:aws-cn:s3:::shop-prod-media",
            "s3.cn-north-1.amazonaws.com.cn",
            "arn:aws-cn:kms:cn-north-1:",
        ),
        (
            "us-gov-west-1",
            "arn:aws-us-gov:s3:::shop-prod-media",
            "s3.us-gov-west-1.amazonaws.com",
            "arn:aws-us-gov:kms:us-gov-west-1:",
        ),
    ],
)
def test_partitions(tmp_path, region, arn, endpoint, key):
    found = load(tmp_path, spec({"media": None}, {"default": storage()}, aws={"region": region}))

    assert names.bucket_arn(found, "media") == arn
    assert names.s3_endpoint(found, "media") == endpoint
    assert names.key_arn_shape(found, "media") == f"{key}{'0' * 12}:key/{'0' * 36}"


def test_children_of_two_stores_never_meet():
    assert names.child("media", "2026-a") != names.child("media-2026", "a")


def test_an_adopted_bucket_elsewhere_says_where():
    assert names.import_id("old", "eu-west-1", "eu-west-1") == "old"
    assert names.import_id("old", "us-east-1", "eu-west-1") == "old@us-east-1"


def test_the_account_of_a_local_cloud_is_nobodys(tmp_path):
    data = spec({"media": None}, {"default": storage()}, environments={"prod": {}, "local": {"target": "local"}})

    assert names.account_id(load(tmp_path, data)) is None
    assert names.account_id(load(tmp_path, data, "local")) == "123456789012"
    assert names.account_id(load(tmp_path, data | {"aws": {"account_id": "111122223333"}}, "local")) == "111122223333"


def test_tags(tmp_path):
    data = spec({"media": None}, {"default": storage()}, tags={"team": "web"})

    assert tags(load(tmp_path, data), store="media") == {
        "stowplan:environment": "prod",
        "stowplan:project": "shop",
        "stowplan:store": "media",
        "team": "web",
    }


def test_who_reads_what(tmp_path):
    data = spec(
        {"media": {"cdn": {"signing": SIGNING}}, "shared": {"object_ownership": "ObjectWriter"}},
        {
            "default": storage(prefix="b/", access="public"),
            "other": storage(prefix="a/", access="public"),
            "signed": storage(prefix="s/"),
            "cookies": storage(prefix="c/", via="cookies"),
            "open": storage(prefix="o/", access="public", via="direct"),
            "shared": storage("shared", "x/", access="public", acl="public-read"),
            "direct": storage(prefix="d/", via="direct"),
        },
    )

    assert readers(load(tmp_path, data), "media") == Readers(
        cdn_public=("a/", "b/"), cdn_signed=("s/",), cdn_cookies=("c/",), public=("o/",)
    )
    assert readers(load(tmp_path, data), "shared") == Readers(public=("x/",), public_acl=True)
    assert readers(load(tmp_path, data), "media").cdn == ("a/", "b/", "c/", "s/")


def test_grants_are_measured_with_arns_of_full_length(tmp_path):
    data = spec(
        {"media": {"encryption": {"type": "kms"}}, "aws": {"encryption": {"type": "kms", "key": "aws-managed"}}},
        {"default": storage(prefix="b/"), "first": storage(prefix="a/"), "own": storage("aws", prefix="")},
        {
            "web": grants(default=["read"], own=["list"], first=["read", "write"]),
            "box": grants("vps", default=["read"]),
        },
    )
    found = load(tmp_path, data)
    seen = [(grant.store, grant.prefix, grant.kms_key) for grant in grants_of(found, "web")]

    assert seen == [
        ("aws", "", None),
        ("media", "a/", names.key_arn_shape(found, "media")),
        ("media", "b/", names.key_arn_shape(found, "media")),
    ]
    assert (inline_limit(found, "web"), inline_limit(found, "box")) == (ROLE_INLINE, USER_INLINE)
