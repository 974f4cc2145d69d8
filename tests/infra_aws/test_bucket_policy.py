from __future__ import annotations

import pytest

from infra.policies.s3 import LogSource, bucket_policy, public_access_block

ARN = "arn:aws:s3:::shop-prod-media"
CDN = "arn:aws:cloudfront::111122223333:distribution/E1"
TLS = [
    {
        "Sid": "DenyInsecureTransport",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [ARN, f"{ARN}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    },
    {
        "Sid": "DenyOldTls",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [ARN, f"{ARN}/*"],
        "Condition": {"NumericLessThan": {"s3:TlsVersion": "1.2"}},
    },
]


def added(**more):
    made = bucket_policy(ARN, **more)
    assert made["Version"] == "2012-10-17"
    assert made["Statement"][:2] == TLS
    return made["Statement"][2:]


def test_a_bucket_with_no_readers_is_tls_only():
    assert added() == []


def test_the_distribution_reads_its_prefixes_and_is_named():
    assert added(distribution_arn=CDN, cdn_prefixes=["static/", "media/"]) == [
        {
            "Sid": "CdnRead",
            "Effect": "Allow",
            "Principal": {"Service": "cloudfront.amazonaws.com"},
            "Action": ["s3:GetObject"],
            "Resource": [f"{ARN}/media/*", f"{ARN}/static/*"],
            "Condition": {"StringEquals": {"AWS:SourceArn": CDN}},
        }
    ]


def test_an_empty_prefix_is_every_object_and_never_the_bucket():
    (statement,) = added(distribution_arn=CDN, cdn_prefixes=[""])

    assert statement["Resource"] == [f"{ARN}/*"]


def test_a_distribution_that_serves_nothing_may_read_nothing():
    assert added(distribution_arn=CDN) == []


def test_public_prefixes_are_read_by_anyone_and_not_listed():
    assert added(public_prefixes=["b/", "a/"]) == [
        {
            "Sid": "PublicRead",
            "Effect": "Allow",
            "Principal": "*",
            "Action": ["s3:GetObject"],
            "Resource": [f"{ARN}/a/*", f"{ARN}/b/*"],
        }
    ]


def test_s3_delivers_access_logs_of_the_buckets_named():
    sources = [LogSource("arn:aws:s3:::shop-prod-web", "s3/web/"), LogSource("arn:aws:s3:::shop-prod-app", "s3/app/")]

    assert added(access_logs=sources, account_id="111122223333") == [
        {
            "Sid": "AccessLogs",
            "Effect": "Allow",
            "Principal": {"Service": "logging.s3.amazonaws.com"},
            "Action": ["s3:PutObject"],
            "Resource": [f"{ARN}/s3/app/*", f"{ARN}/s3/web/*"],
            "Condition": {
                "ArnLike": {"aws:SourceArn": ["arn:aws:s3:::shop-prod-app", "arn:aws:s3:::shop-prod-web"]},
                "StringEquals": {"aws:SourceAccount": "111122223333"},
            },
        }
    ]


def test_without_an_account_a_log_source_is_still_named():
    (statement,) = added(access_logs=[LogSource("arn:aws:s3:::shop-prod-web", "s3/")])

    assert statement["Condition"] == {"ArnLike": {"aws:SourceArn": ["arn:aws:s3:::shop-prod-web"]}}


def test_cloudfront_delivers_its_logs_to_the_owner():
    source = "arn:aws:logs:us-east-1:111122223333:delivery-source:media"

    assert added(cdn_logs=[LogSource(source, "cdn/media/")], account_id="111122223333") == [
        {
            "Sid": "CdnLogs",
            "Effect": "Allow",
            "Principal": {"Service": "delivery.logs.amazonaws.com"},
            "Action": ["s3:PutObject"],
            "Resource": [f"{ARN}/cdn/media/*"],
            "Condition": {
                "ArnLike": {"aws:SourceArn": [source]},
                "StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control", "aws:SourceAccount": "111122223333"},
            },
        }
    ]


@pytest.mark.parametrize(
    ("policy", "acls", "blocked"),
    [
        (False, False, (True, True, True, True)),
        (True, False, (True, True, False, False)),
        (True, True, (False, False, False, False)),
        (False, True, (False, False, True, False)),
    ],
)
def test_public_access_is_blocked_but_for_what_is_asked(policy, acls, blocked):
    names = ("block_public_acls", "ignore_public_acls", "block_public_policy", "restrict_public_buckets")

    assert public_access_block(public_policy=policy, public_acls=acls) == dict(zip(names, blocked, strict=True))
