from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.policies.document import text
from infra.policies.s3 import Grant, workload_policy

MEDIA, ASSETS = "arn:aws:s3:::shop-prod-media", "arn:aws:s3:::shop-prod-assets"
KEY = "arn:aws:kms:eu-west-1:111122223333:key/1"
S3 = "s3.eu-west-1.amazonaws.com"


def grant(prefix, *actions, store="media", arn=MEDIA, **more):
    return Grant(store, arn, prefix, actions, **more)


def statements(*grants, **more):
    return workload_policy(grants, **more)["Statement"]


def test_every_action_of_one_prefix():
    assert statements(grant("uploads/", "read", "write", "delete", "list")) == [
        {
            "Sid": "ReadWriteDelete",
            "Effect": "Allow",
            "Action": [
                "s3:AbortMultipartUpload",
                "s3:DeleteObject",
                "s3:GetObject",
                "s3:ListMultipartUploadParts",
                "s3:PutObject",
            ],
            "Resource": [f"{MEDIA}/uploads/*"],
        },
        {
            "Sid": "ListMedia",
            "Effect": "Allow",
            "Action": ["s3:ListBucket"],
            "Resource": [MEDIA],
            "Condition": {"StringLike": {"s3:prefix": ["uploads/", "uploads/*"]}},
        },
    ]


@pytest.mark.parametrize(
    ("action", "gives"),
    [
        ("read", ["s3:GetObject"]),
        ("write", ["s3:AbortMultipartUpload", "s3:ListMultipartUploadParts", "s3:PutObject"]),
        ("delete", ["s3:DeleteObject"]),
    ],
)
def test_one_action_gives_no_other(action, gives):
    (statement,) = statements(grant("uploads/", action))

    assert statement["Action"] == gives
    assert statement["Resource"] == [f"{MEDIA}/uploads/*"]


def test_acls_are_written_only_where_the_storage_has_one():
    assert statements(grant("a/", "write", acl=True), grant("b/", "write")) == [
        {
            "Sid": "Write",
            "Effect": "Allow",
            "Action": ["s3:AbortMultipartUpload", "s3:ListMultipartUploadParts", "s3:PutObject"],
            "Resource": [f"{MEDIA}/b/*"],
        },
        {
            "Sid": "WriteAcl",
            "Effect": "Allow",
            "Action": ["s3:AbortMultipartUpload", "s3:ListMultipartUploadParts", "s3:PutObject", "s3:PutObjectAcl"],
            "Resource": [f"{MEDIA}/a/*"],
        },
    ]


def test_an_acl_alone_grants_nothing_to_a_reader():
    (statement,) = statements(grant("a/", "read", acl=True))

    assert statement["Action"] == ["s3:GetObject"]


def test_grants_with_the_same_actions_share_a_statement():
    found = statements(grant("b/", "read"), grant("a/", "read"), grant("s/", "read", store="assets", arn=ASSETS))

    assert [(item["Sid"], item["Resource"]) for item in found] == [
        ("Read", [f"{ASSETS}/s/*", f"{MEDIA}/a/*", f"{MEDIA}/b/*"])
    ]


def test_each_bucket_lists_its_own_prefixes():
    found = statements(grant("b/", "list"), grant("a/", "list"), grant("s/", "list", store="assets", arn=ASSETS))

    assert [(item["Sid"], item["Resource"], item["Condition"]["StringLike"]["s3:prefix"]) for item in found] == [
        ("ListAssets", [ASSETS], ["s/", "s/*"]),
        ("ListMedia", [MEDIA], ["a/", "a/*", "b/", "b/*"]),
    ]


def test_a_whole_store_is_listed_without_a_condition():
    assert statements(grant("", "list", "read")) == [
        {"Sid": "Read", "Effect": "Allow", "Action": ["s3:GetObject"], "Resource": [f"{MEDIA}/*"]},
        {"Sid": "ListMedia", "Effect": "Allow", "Action": ["s3:ListBucket"], "Resource": [MEDIA]},
    ]


def test_stores_whose_names_meet_in_a_sid_get_sids_of_their_own():
    found = statements(grant("a/", "list", store="a-1"), grant("b/", "list", store="a1", arn=ASSETS))

    assert len({item["Sid"] for item in found}) == 2
    assert all(re.fullmatch("ListA1[0-9a-f]{6}", item["Sid"]) for item in found)


def test_readers_decrypt_and_writers_encrypt_only_by_way_of_s3():
    other = "arn:aws:kms:eu-west-1:111122223333:key/2"
    found = statements(
        grant("a/", "write", "read", kms_key=KEY, s3_endpoint=S3),
        grant("b/", "read", store="b", kms_key=other, s3_endpoint=S3),
        grant("c/", "delete", "list", store="c", kms_key="arn:aws:kms:eu-west-1:111122223333:key/3", s3_endpoint=S3),
    )

    assert [item for item in found if item["Sid"].startswith("Key")] == [
        {
            "Sid": "KeyDecrypt",
            "Effect": "Allow",
            "Action": ["kms:Decrypt"],
            "Resource": [other],
            "Condition": {"StringEquals": {"kms:ViaService": [S3]}},
        },
        {
            "Sid": "KeyEncrypt",
            "Effect": "Allow",
            "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
            "Resource": [KEY],
            "Condition": {"StringEquals": {"kms:ViaService": [S3]}},
        },
    ]


def test_an_alias_is_asked_for_by_a_condition():
    alias = "arn:aws-cn:kms:cn-north-1:111122223333:alias/shop/media"
    found = statements(grant("a/", "read", kms_key=alias, s3_endpoint="s3.cn-north-1.amazonaws.com.cn"))

    assert found[1] == {
        "Sid": "KeyDecrypt0",
        "Effect": "Allow",
        "Action": ["kms:Decrypt"],
        "Resource": ["arn:aws-cn:kms:cn-north-1:111122223333:key/*"],
        "Condition": {
            "StringEquals": {"kms:ViaService": ["s3.cn-north-1.amazonaws.com.cn"]},
            "ForAnyValue:StringEquals": {"kms:ResourceAliases": ["alias/shop/media"]},
        },
    }


def test_usage_metrics_read_cloudwatch():
    assert statements(usage_metrics=True) == [
        {
            "Sid": "Metrics",
            "Effect": "Allow",
            "Action": ["cloudwatch:GetMetricStatistics"],
            "Resource": ["*"],
        }
    ]


actions = st.sets(st.sampled_from(["read", "write", "delete", "list"]), min_size=1).map(lambda found: tuple(found))
prefixes = st.from_regex(r"[a-z]{1,6}/", fullmatch=True)


@given(st.dictionaries(prefixes, actions, min_size=1, max_size=6), st.randoms())
def test_the_order_of_grants_does_not_show(found, random):
    grants = [grant(prefix, *wanted, kms_key=KEY, s3_endpoint=S3) for prefix, wanted in found.items()]
    shuffled = random.sample(grants, len(grants))

    assert text(workload_policy(shuffled)) == text(workload_policy(grants))


@given(st.dictionaries(prefixes, actions, min_size=1, max_size=6))
def test_sids_are_unique_and_alphanumeric(found):
    grants = [
        grant(prefix, *wanted, store=store, acl=acl, kms_key=KEY, s3_endpoint=S3)
        for (prefix, wanted), (store, acl) in zip(
            found.items(), itertools.product(["media", "media-2"], [True, False]), strict=False
        )
    ]
    sids = [item["Sid"] for item in statements(*grants, usage_metrics=True)]

    assert len(set(sids)) == len(sids)
    assert all(re.fullmatch("[A-Za-z0-9]+", sid) for sid in sids)
