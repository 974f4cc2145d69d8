"""A domain of one's own in front of Front Door, and the records that prove it and lead there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
from pulumi_azure_native.cdn import AFDCustomDomain, AfdMinimumTlsVersion
from pulumi_azure_native.dns import RecordSet

from infra.names import child
from infra.policies.azure_names import domain_label, zone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pulumi_azure_native.cdn import AFDDomainHttpsParametersArgsDict, AFDEndpoint, Route

    from generator.spec.azure import AzureCdn
    from infra.components.azure.origins import Front
    from infra.policies.azure_names import Zone

_TTL = 3600


@dataclass(frozen=True)
class Domain:
    """A custom domain; `zone` is where its records go, when the spec names one."""

    host: str
    id: pulumi.Output[str]
    made: AFDCustomDomain
    zone: Zone | None


def custom_domain(front: Front, wanted: AzureCdn) -> Domain | None:
    """The domain with a certificate that Front Door keeps, None without one."""
    if wanted.domain is None:
        return None
    made = AFDCustomDomain(
        front.name,
        custom_domain_name=domain_label(wanted.domain),
        profile_name=front.profile.name,
        resource_group_name=front.group.name,
        host_name=wanted.domain,
        tls_settings=_tls(wanted),
        azure_dns_zone={"id": wanted.dns_zone} if wanted.dns_zone else None,
        opts=pulumi.ResourceOptions(parent=front.parent),
    )
    found = front.part("customDomains", made.name)
    return Domain(wanted.domain, found, made, zone(wanted.dns_zone) if wanted.dns_zone else None)


def add_records(
    front: Front,
    domain: Domain,
    where: Zone,
    endpoint: AFDEndpoint,
    endpoint_id: pulumi.Output[str],
    routes: Sequence[Route],
) -> None:
    """The proof, then the way: it leaves first, as Front Door keeps a domain that still leads to it.

    https://github.com/pulumi/pulumi-azure-native/issues/1264
    """
    options = pulumi.ResourceOptions(parent=front.parent)
    name = where.relative(domain.host)
    token = domain.made.validation_properties.apply(lambda found: found.validation_token)
    RecordSet(
        child(front.name, "proof"),
        relative_record_set_name="_dnsauth" if name == "@" else f"_dnsauth.{name}",
        record_type="TXT",
        txt_records=[{"value": [token]}],
        ttl=_TTL,
        zone_name=where.name,
        resource_group_name=where.group,
        opts=options,
    )
    apex = name == "@"  # where a CNAME cannot be
    RecordSet(
        child(front.name, "domain"),
        relative_record_set_name=name,
        record_type="A" if apex else "CNAME",
        cname_record=None if apex else {"cname": endpoint.host_name},
        target_resource={"id": endpoint_id} if apex else None,
        ttl=_TTL,
        zone_name=where.name,
        resource_group_name=where.group,
        opts=pulumi.ResourceOptions.merge(options, pulumi.ResourceOptions(depends_on=[domain.made, *routes])),
    )


def _tls(wanted: AzureCdn) -> AFDDomainHttpsParametersArgsDict:
    """https://learn.microsoft.com/azure/frontdoor/standard-premium/tls-policy"""
    if wanted.minimum_tls == "TLS13":
        return {
            "certificate_type": "ManagedCertificate",
            "cipher_suite_set_type": "Customized",
            "customized_cipher_suite_set": {
                "cipher_suite_set_for_tls13": ["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384"]
            },
            "minimum_tls_version": AfdMinimumTlsVersion.TLS13,
        }
    return {
        "certificate_type": "ManagedCertificate",
        "cipher_suite_set_type": "TLS12_2023",
        "minimum_tls_version": AfdMinimumTlsVersion.TLS12,
    }
