from __future__ import annotations

from typing import Any

import boto3
import pytest

from infra.offline.symbol_table import PARTITIONS
from infra.offline.symbols import Symbols, clashes, token_of
from infra.offline.values import Secret, Sensitive, freeze


def _answer(type_: str, logical_name: str, symbols: Symbols | None = None, /, **inputs: Any) -> dict[str, Any]:
    physical_id, outputs = (symbols or Symbols()).respond(type_, logical_name, f"urn::{logical_name}", freeze(inputs))
    return {"id": physical_id, **outputs}


@pytest.mark.parametrize(
    ("type_", "name", "token"),
    [
        ("aws:s3/bucket:Bucket", "media", "${media}"),
        ("aws:iam/role:Role", "web", "${web.role}"),
        ("aws:cloudfront/originAccessControl:OriginAccessControl", "media", "${media.originAccessControl}"),
        ("random:index/randomId:RandomId", "a b", "${a%20b.randomId}"),
        ("aws:s3/bucket:Bucket", 'a:b"}$é', "${a%3Ab%22%7D%24%C3%A9}"),
        ("pulumi:providers:aws", "gov", "${gov.aws}"),
    ],
)
def test_tokens_are_readable_and_never_need_quoting(type_, name, token):
    assert token_of(type_, name) == token


def test_bucket():
    assert _answer("aws:s3/bucket:Bucket", "media", bucket="acme-media", region="eu-central-1") == {
        "id": "acme-media",
        "arn": "arn:aws:s3:::${media}",
        "bucket": "acme-media",
        "bucketDomainName": "${media}.s3.amazonaws.com",
        "bucketRegionalDomainName": "${media}.s3.eu-central-1.amazonaws.com",
        "bucketRegion": "eu-central-1",
        "region": "eu-central-1",
    }


def test_a_bucket_without_a_known_name_or_region_shows_both_as_symbols():
    answer = _answer("aws:s3/bucket:Bucket", "media", bucket=Secret("a"))
    assert answer["id"] == answer["bucket"] == "${media}"
    assert answer["bucketRegionalDomainName"] == "${media}.s3.${media.region}.amazonaws.com"


def test_physical_names_on_request():
    symbols = Symbols(physical=True, account="123456789012")
    named = _answer("aws:s3/bucket:Bucket", "media", symbols, bucket="acme-media")
    assert named["arn"] == "arn:aws:s3:::acme-media"
    assert _answer("aws:s3/bucket:Bucket", "media", symbols)["arn"] == "arn:aws:s3:::${media}"
    assert (
        _answer("aws:iam/role:Role", "web", symbols, name="acme-web")["arn"]
        == "arn:aws:iam::123456789012:role/acme-web"
    )


@pytest.mark.parametrize(
    ("type_", "key", "shape"),
    [
        ("aws:kms/key:Key", "arn", "arn:aws:kms:eu-west-1:${aws.account}:key/${x.key}"),
        ("aws:kms/key:Key", "keyId", "${x.key}"),
        ("aws:kms/key:Key", "id", "${x.key}"),
        ("aws:iam/role:Role", "arn", "arn:aws:iam::${aws.account}:role/${x.role}"),
        ("aws:iam/role:Role", "name", "${x.role}"),
        ("aws:iam/role:Role", "uniqueId", "AROA${x.role}"),
        ("aws:iam/user:User", "arn", "arn:aws:iam::${aws.account}:user/${x.user}"),
        ("aws:iam/policy:Policy", "id", "arn:aws:iam::${aws.account}:policy/${x.policy}"),
        (
            "aws:iam/instanceProfile:InstanceProfile",
            "arn",
            "arn:aws:iam::${aws.account}:instance-profile/${x.instanceProfile}",
        ),
        (
            "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
            "arn",
            "arn:aws:iam::${aws.account}:oidc-provider/${x.openIdConnectProvider}",
        ),
        (
            "aws:cloudfront/distribution:Distribution",
            "arn",
            "arn:aws:cloudfront::${aws.account}:distribution/${x.distribution}",
        ),
        ("aws:cloudfront/distribution:Distribution", "domainName", "${x.distribution}.cloudfront.net"),
        ("aws:cloudfront/distribution:Distribution", "hostedZoneId", "Z2FDTNDATAQYW2"),
        ("aws:cloudfront/cachePolicy:CachePolicy", "id", "${x.cachePolicy}"),
        ("aws:cloudfront/keyGroup:KeyGroup", "id", "${x.keyGroup}"),
        ("aws:acm/certificate:Certificate", "arn", "arn:aws:acm:eu-west-1:${aws.account}:certificate/${x.certificate}"),
        (
            "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination",
            "arn",
            "arn:aws:logs:eu-west-1:${aws.account}:delivery-destination:${x.logDeliveryDestination}",
        ),
        (
            "aws:cloudwatch/metricAlarm:MetricAlarm",
            "arn",
            "arn:aws:cloudwatch:eu-west-1:${aws.account}:alarm:${x.metricAlarm}",
        ),
        ("not:in/the:Table", "id", "${x.table}"),
    ],
)
def test_shapes(type_, key, shape):
    assert _answer(type_, "x", region="eu-west-1")[key] == shape


def test_iam_paths_are_in_the_arn():
    answer = _answer("aws:iam/role:Role", "web", path="/site/")
    assert answer["arn"] == "arn:aws:iam::${aws.account}:role/site/${web.role}"


@pytest.mark.parametrize(
    ("region", "arn", "domain"),
    [
        ("cn-north-1", "arn:aws-cn:s3:::${m}", "${m}.s3.cn-north-1.amazonaws.com.cn"),
        ("us-gov-west-1", "arn:aws-us-gov:s3:::${m}", "${m}.s3.us-gov-west-1.amazonaws.com"),
        ("us-east-1", "arn:aws:s3:::${m}", "${m}.s3.us-east-1.amazonaws.com"),
    ],
)
def test_partitions_follow_the_region(region, arn, domain):
    answer = _answer("aws:s3/bucket:Bucket", "m", region=region)
    assert (answer["arn"], answer["bucketRegionalDomainName"]) == (arn, domain)


def test_the_partition_table_agrees_with_botocore():
    session = boto3.session.Session(aws_access_key_id="x", aws_secret_access_key="x")
    regions = {"cn-": "cn-northwest-1", "us-gov-": "us-gov-east-1", "eusc-": "eusc-de-east-1"}
    for prefix, partition, suffix in PARTITIONS:
        assert session.get_partition_for_region(regions[prefix]) == partition
        endpoint = session.client("s3", region_name=regions[prefix]).meta.endpoint_url
        assert endpoint == f"https://s3.{regions[prefix]}.{suffix}"


def test_an_access_key_has_secrets():
    answer = _answer("aws:iam/accessKey:AccessKey", "ci")
    assert answer["id"] == "${ci.accessKey}"
    assert answer["secret"] == Sensitive("${ci.accessKey.secret}")


def test_a_certificate_has_one_validation_record_for_each_name():
    answer = _answer(
        "aws:acm/certificate:Certificate", "c", domainName="a.io", subjectAlternativeNames=["*.a.io", "b.io", "a.io"]
    )
    assert [
        (o["domainName"], o["resourceRecordName"], o["resourceRecordValue"]) for o in answer["domainValidationOptions"]
    ] == [
        ("a.io", "_${c.certificate.1}.a.io.", "_${c.certificate.1}.acm-validations.aws."),
        ("*.a.io", "_${c.certificate.1}.a.io.", "_${c.certificate.1}.acm-validations.aws."),
        ("b.io", "_${c.certificate.2}.b.io.", "_${c.certificate.2}.acm-validations.aws."),
    ]
    assert {o["resourceRecordType"] for o in answer["domainValidationOptions"]} == {"CNAME"}


def test_a_record_knows_its_name():
    assert _answer("aws:route53/record:Record", "r", name="cdn.a.io.")["fqdn"] == "cdn.a.io"


def test_clashing_tokens_are_told_apart_by_urn_only_when_they_clash():
    role = "aws:iam/role:Role"
    assert clashes([(role, "web"), (role, "ci"), ("aws:s3/bucket:Bucket", "web")]) == frozenset()
    assert clashes([(role, "web"), (role, "web")]) == {"${web.role}"}
    assert clashes([("aws:s3/bucket:Bucket", "web.role"), (role, "web")]) == {"${web.role}"}
    symbols = Symbols(ambiguous=frozenset({"${web.role}"}))
    one, _ = symbols.respond(role, "web", "urn::A", {})
    other, _ = symbols.respond(role, "web", "urn::B", {})
    assert one != other
    assert one.startswith("${web.role~")
