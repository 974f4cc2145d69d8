"""A certificate of Certificate Manager for a load balancer's domain, and the records that lead there.

`ManagedSslCertificate` of Compute Engine is not used: any change replaces it while the proxy uses it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi
from pulumi_gcp.certificatemanager import (
    Certificate,
    CertificateManagedArgsDict,
    CertificateMap,
    CertificateMapEntry,
    DnsAuthorization,
)
from pulumi_gcp.dns import RecordSet

from infra.names import child
from infra.policies.gcp_names import NAME, digest, fit

if TYPE_CHECKING:
    from collections.abc import Mapping

_TTL = 300
_RECORDS = {"ipv4": "A", "ipv6": "AAAA"}


def add_certificate(
    parent: pulumi.Resource, name: str, base: str, domain: str, zone: str | None, labels: Mapping[str, str]
) -> tuple[CertificateMap, CertificateMapEntry]:
    """A map with one certificate, and its entry.

    With a zone the domain is proven by DNS, before it leads here; without, by the load balancer once it does:
    https://cloud.google.com/certificate-manager/docs/domain-authorization. What a new domain replaces has the domain in
    its name, so that the new one is there before the old one leaves.
    """
    options = pulumi.ResourceOptions(parent=parent)
    physical = fit(f"{base}-{digest(domain)}", NAME)
    managed: CertificateManagedArgsDict = {"domains": [domain]}
    if zone is not None:
        managed["dns_authorizations"] = [_proof(parent, name, physical, domain, zone, labels)]
    certificate = Certificate(name, name=physical, managed=managed, labels=labels, opts=options)
    map_ = CertificateMap(name, name=fit(base, NAME), labels=labels, opts=options)
    entry = CertificateMapEntry(
        name,
        name=physical,
        map=map_.name,
        hostname=domain,
        certificates=[certificate.id],
        labels=labels,
        opts=options,
    )
    return map_, entry


def _proof(
    parent: pulumi.Resource, name: str, physical: str, domain: str, zone: str, labels: Mapping[str, str]
) -> pulumi.Output[str]:
    options = pulumi.ResourceOptions(parent=parent)
    authorization = DnsAuthorization(name, name=physical, domain=domain, labels=labels, opts=options)
    record = authorization.dns_resource_records.apply(lambda found: found[0])
    RecordSet(
        child(name, "validation"),
        managed_zone=zone,
        name=record.apply(lambda found: found.name or ""),
        type=record.apply(lambda found: found.type or ""),
        ttl=_TTL,
        rrdatas=[record.apply(lambda found: found.data or "")],
        opts=options,
    )
    return authorization.id


def add_records(
    parent: pulumi.Resource, name: str, domain: str, zone: str, addresses: Mapping[str, pulumi.Output[str]]
) -> None:
    """The domain's addresses, by family."""
    for family, address in addresses.items():
        kind = _RECORDS[family]
        RecordSet(
            child(name, kind.lower()),
            managed_zone=zone,
            name=f"{domain}.",
            type=kind,
            ttl=_TTL,
            rrdatas=[address],
            opts=pulumi.ResourceOptions(parent=parent),
        )
