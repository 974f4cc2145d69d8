from __future__ import annotations

from infra.policies.kms import kms_key_policy

ACCOUNT = "111122223333"
CDN = "arn:aws:cloudfront::111122223333:distribution/E1"


def test_the_account_administers_the_key():
    assert kms_key_policy(ACCOUNT, partition="aws-us-gov") == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "Administration",
                "Effect": "Allow",
                "Principal": {"AWS": "arn:aws-us-gov:iam::111122223333:root"},
                "Action": ["kms:*"],
                "Resource": "*",
            }
        ],
    }


def test_cloudfront_decrypts_for_one_distribution():
    policy = kms_key_policy(ACCOUNT, distribution_arn=CDN)

    assert policy["Statement"][1:] == [
        {
            "Sid": "CdnDecrypt",
            "Effect": "Allow",
            "Principal": {"Service": "cloudfront.amazonaws.com"},
            "Action": ["kms:Decrypt"],
            "Resource": "*",
            "Condition": {"StringEquals": {"AWS:SourceArn": CDN}},
        }
    ]


def test_log_deliveries_encrypt_for_their_sources():
    source = "arn:aws:logs:us-east-1:111122223333:delivery-source:media"

    (statement,) = kms_key_policy(ACCOUNT, log_sources=[source])["Statement"][1:]

    assert statement["Principal"] == {"Service": "delivery.logs.amazonaws.com"}
    assert statement["Action"] == [
        "kms:Decrypt",
        "kms:DescribeKey",
        "kms:Encrypt",
        "kms:GenerateDataKey*",
        "kms:ReEncrypt*",
    ]
    assert statement["Condition"] == {
        "StringEquals": {"aws:SourceAccount": ACCOUNT},
        "ArnLike": {"aws:SourceArn": [source]},
    }
