"""What the outputs of each resource type look like.

AWS's types are here, those of another cloud in the module that `TABLES` names, loaded when one of them is looked up.

Shapes: the "Resource types defined by" tables of the AWS Service Authorization Reference for ARNs; the resource pages
of the AWS provider for what an id is. Templates are `str.format` fields: `{t}` the token or physical name, `{name}`
the physical name if given, else the token, `{p}` and `{suffix}` the partition and its domain, `{region}`,
`{account}`, `{path}`. A type that has nothing but an id and its own inputs (CloudFront's public keys and key groups,
ACM's validation) needs no row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ACCOUNT = "${aws.account}"

# Region prefix -> partition, domain suffix; the rest is `aws`, amazonaws.com (botocore's partitions.json).
PARTITIONS = (
    ("cn-", "aws-cn", "amazonaws.com.cn"),
    ("us-gov-", "aws-us-gov", "amazonaws.com"),
    ("eusc-", "aws-eusc", "amazonaws.eu"),
)

# The hosted zone of every distribution, for Route 53 alias records (docs.aws.amazon.com, AliasTarget).
_CLOUDFRONT_ZONE = "Z2FDTNDATAQYW2"


@dataclass(frozen=True, slots=True)
class Kind:
    """One type: its outputs by wire name, the input that is its physical name, the id, which outputs are secret."""

    outputs: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    named_by: str = ""
    id: str = "{name}"
    secrets: tuple[str, ...] = ()
    computed: Callable[[str, Mapping[str, Any]], Mapping[str, Any]] | None = None


NO_KIND = Kind()


def _validation_options(token: str, inputs: Mapping[str, Any]) -> Mapping[str, Any]:
    """One record for each name of a certificate; a wildcard shares the record of the name below it, as in ACM."""
    alternatives = inputs.get("subjectAlternativeNames")
    asked = [inputs.get("domainName"), *(alternatives if isinstance(alternatives, tuple | list) else ())]
    names = list(dict.fromkeys(name for name in asked if isinstance(name, str)))
    bases = list(dict.fromkeys(name.removeprefix("*.") for name in names))
    return {"domainValidationOptions": [_validation(token, name, bases) for name in names]}


def _validation(token: str, name: str, bases: list[str]) -> Mapping[str, str]:
    base = name.removeprefix("*.")
    own = f"{token[:-1]}.{bases.index(base) + 1}}}"
    return {
        "domainName": name,
        "resourceRecordName": f"_{own}.{base}.",
        "resourceRecordType": "CNAME",
        "resourceRecordValue": f"_{own}.acm-validations.aws.",
    }


def _fqdn(token: str, inputs: Mapping[str, Any]) -> Mapping[str, Any]:
    name = inputs.get("name")
    return {"fqdn": name.removesuffix(".") if isinstance(name, str) and name else token}


def _arn(service: str, resource: str, *, region: str = "{region}", account: str = "{account}") -> str:
    return f"arn:{{p}}:{service}:{region}:{account}:{resource}"


def _iam(resource: str, unique_id: str) -> Kind:
    return Kind({"arn": _arn("iam", resource, region=""), "name": "{name}", "uniqueId": unique_id}, named_by="name")


def _cloudfront(resource: str) -> Kind:
    return Kind({"arn": _arn("cloudfront", f"{resource}/{{t}}", region="")})


_AWS: Mapping[str, Kind] = MappingProxyType({
    "aws:s3/bucket:Bucket": Kind(
        {
            "arn": "arn:{p}:s3:::{t}",
            "bucket": "{name}",
            "bucketDomainName": "{t}.s3.{suffix}",
            "bucketRegionalDomainName": "{t}.s3.{region}.{suffix}",
            "bucketRegion": "{region}",
            "region": "{region}",
        },
        named_by="bucket",
    ),
    "aws:kms/key:Key": Kind({"arn": _arn("kms", "key/{t}"), "keyId": "{t}"}),
    "aws:kms/alias:Alias": Kind({"arn": _arn("kms", "{name}"), "name": "{name}"}, named_by="name"),
    "aws:iam/role:Role": _iam("role{path}{t}", "AROA{t}"),
    "aws:iam/user:User": _iam("user{path}{t}", "AIDA{t}"),
    "aws:iam/instanceProfile:InstanceProfile": _iam("instance-profile{path}{t}", "AIPA{t}"),
    "aws:iam/policy:Policy": Kind(
        {"arn": _arn("iam", "policy{path}{t}", region=""), "name": "{name}", "policyId": "ANPA{t}"},
        named_by="name",
        id=_arn("iam", "policy{path}{t}", region=""),
    ),
    "aws:iam/accessKey:AccessKey": Kind(secrets=("secret", "sesSmtpPasswordV4")),
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": Kind(
        {"arn": _arn("iam", "oidc-provider/{t}", region="")}, id=_arn("iam", "oidc-provider/{t}", region="")
    ),
    "aws:cloudfront/distribution:Distribution": Kind(
        {
            "arn": _arn("cloudfront", "distribution/{t}", region=""),
            "domainName": "{t}.cloudfront.net",
            "hostedZoneId": _CLOUDFRONT_ZONE,
        }
    ),
    "aws:cloudfront/originAccessControl:OriginAccessControl": _cloudfront("origin-access-control"),
    "aws:cloudfront/cachePolicy:CachePolicy": _cloudfront("cache-policy"),
    "aws:cloudfront/originRequestPolicy:OriginRequestPolicy": _cloudfront("origin-request-policy"),
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": _cloudfront("response-headers-policy"),
    "aws:cloudfront/function:Function": _cloudfront("function"),
    "aws:acm/certificate:Certificate": Kind(
        {"arn": _arn("acm", "certificate/{t}")}, id=_arn("acm", "certificate/{t}"), computed=_validation_options
    ),
    "aws:route53/record:Record": Kind(computed=_fqdn),
    "aws:route53/zone:Zone": Kind({"arn": "arn:{p}:route53:::hostedzone/{t}", "zoneId": "{t}"}),
    "aws:cloudwatch/logDeliverySource:LogDeliverySource": Kind(
        {"arn": _arn("logs", "delivery-source:{t}")}, named_by="name"
    ),
    "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": Kind(
        {"arn": _arn("logs", "delivery-destination:{t}")}, named_by="name"
    ),
    "aws:cloudwatch/logDelivery:LogDelivery": Kind({"arn": _arn("logs", "delivery:{t}")}),
    "aws:cloudwatch/metricAlarm:MetricAlarm": Kind(
        {"arn": _arn("cloudwatch", "alarm:{t}"), "name": "{name}"}, named_by="name"
    ),
    "aws:sns/topic:Topic": Kind({"arn": _arn("sns", "{t}"), "name": "{name}"}, named_by="name", id=_arn("sns", "{t}")),
    "aws:eks/podIdentityAssociation:PodIdentityAssociation": Kind(
        {"associationArn": _arn("eks", "podidentityassociation/{t}"), "associationId": "{t}"}
    ),
})  # fmt: skip

TABLES: Mapping[str, str] = MappingProxyType({
    "gcp": "infra.offline.symbols_gcp",
    "azure-native": "infra.offline.symbols_azure",
})  # fmt: skip
"""Package of a type (what stands before its first colon) -> the module whose `TABLE` has its types."""


@cache
def _table(package: str) -> Mapping[str, Kind]:
    """The types of one package; a cloud whose module is not there has none."""
    module = TABLES.get(package)
    if module is None:
        return _AWS if package == "aws" else {}
    return cast("Mapping[str, Kind]", import_module(module).TABLE) if find_spec(module) else {}


class _Kinds(Mapping[str, Kind]):
    """Every type of every cloud."""

    def __getitem__(self, type_: str) -> Kind:
        return _table(type_.partition(":")[0])[type_]

    def __iter__(self) -> Iterator[str]:
        return (type_ for package in ("aws", *TABLES) for type_ in _table(package))

    def __len__(self) -> int:
        return sum(1 for _ in self)


KINDS: Mapping[str, Kind] = _Kinds()
