"""A certificate for a distribution's domain, and the records that lead there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi
from pulumi_aws.acm import Certificate, CertificateValidation
from pulumi_aws.route53 import Record

from infra.names import child

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pulumi_aws.cloudfront import Distribution

REGION = "us-east-1"
"""Where CloudFront takes certificates from, and where its log deliveries are."""


def add_certificate(
    parent: pulumi.Resource, name: str, domain: str, zone_id: str, tags: Mapping[str, str]
) -> pulumi.Output[str]:
    """A certificate validated by DNS; its ARN, known once it is valid."""
    options = pulumi.ResourceOptions(parent=parent)
    certificate = Certificate(name, domain_name=domain, validation_method="DNS", region=REGION, tags=tags, opts=options)
    proof = certificate.domain_validation_options.apply(lambda found: found[0])
    record = Record(
        child(name, "validation"),
        zone_id=zone_id,
        name=proof.apply(lambda found: found.resource_record_name or ""),
        type=proof.apply(lambda found: found.resource_record_type or ""),
        records=[proof.apply(lambda found: found.resource_record_value or "")],
        ttl=300,
        allow_overwrite=True,  # a renewed certificate proves the domain by the same record
        opts=options,
    )
    valid = CertificateValidation(
        name,
        certificate_arn=certificate.arn,
        validation_record_fqdns=[record.fqdn],
        region=REGION,
        opts=options,
    )
    return valid.certificate_arn


def add_records(parent: pulumi.Resource, name: str, domain: str, zone_id: str, distribution: Distribution) -> None:
    """IPv4 and IPv6 aliases of the distribution."""
    for kind in ("A", "AAAA"):
        Record(
            child(name, kind.lower()),
            zone_id=zone_id,
            name=domain,
            type=kind,
            aliases=[
                {
                    "name": distribution.domain_name,
                    "zone_id": distribution.hosted_zone_id,
                    "evaluate_target_health": False,
                }
            ],
            opts=pulumi.ResourceOptions(parent=parent),
        )
