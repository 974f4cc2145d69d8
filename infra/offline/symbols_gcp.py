"""What the outputs of Google Cloud's resource types look like; see `infra.offline.symbol_table`.

Shapes: the "Attributes Reference" of each resource of the Google provider, and
https://cloud.google.com/iam/docs/full-resource-names. `${gcp.project}` and `${gcp.number}` stand for the project.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from infra.offline.symbol_table import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

_PROJECT = "projects/${{gcp.project}}"
_POOLS = "projects/${gcp.number}/locations/global/workloadIdentityPools"


def _compute(collection: str) -> Kind:
    link = f"https://www.googleapis.com/compute/v1/{_PROJECT}/global/{collection}/{{t}}"
    return Kind({"selfLink": link}, named_by="name", id=f"{_PROJECT}/global/{collection}/{{t}}")


def _certificates(collection: str) -> str:
    return f"{_PROJECT}/locations/global/{collection}/{{t}}"


def _address(token: str, _inputs: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"address": f"{token[:-1]}.address}}"}


def _dns_records(token: str, inputs: Mapping[str, Any]) -> Mapping[str, Any]:
    """The CNAME that proves a domain (https://cloud.google.com/certificate-manager/docs/dns-authorizations)."""
    value = f"{token[:-1]}.data}}.authorize.certificatemanager.goog."
    return {
        "dnsResourceRecords": [{"name": f"_acme-challenge.{inputs.get('domain')}.", "type": "CNAME", "data": value}]
    }


def _pool_provider(token: str, inputs: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"name": f"{_POOLS}/{inputs.get('workloadIdentityPoolId')}/providers/{token}"}


_EMAIL = "{t}@${{gcp.project}}.iam.gserviceaccount.com"

TABLE: Mapping[str, Kind] = MappingProxyType({
    "gcp:storage/bucket:Bucket": Kind(
        {"url": "gs://{t}", "selfLink": "https://www.googleapis.com/storage/v1/b/{t}"}, named_by="name"
    ),
    "gcp:compute/backendBucket:BackendBucket": _compute("backendBuckets"),
    "gcp:compute/uRLMap:URLMap": _compute("urlMaps"),
    "gcp:compute/sSLPolicy:SSLPolicy": _compute("sslPolicies"),
    "gcp:compute/targetHttpsProxy:TargetHttpsProxy": _compute("targetHttpsProxies"),
    "gcp:compute/targetHttpProxy:TargetHttpProxy": _compute("targetHttpProxies"),
    "gcp:compute/globalForwardingRule:GlobalForwardingRule": _compute("forwardingRules"),
    "gcp:compute/globalAddress:GlobalAddress": Kind(
        {"selfLink": f"https://www.googleapis.com/compute/v1/{_PROJECT}/global/addresses/{{t}}"}, computed=_address
    ),
    "gcp:certificatemanager/certificate:Certificate": Kind(named_by="name", id=_certificates("certificates")),
    "gcp:certificatemanager/certificateMap:CertificateMap": Kind(named_by="name", id=_certificates("certificateMaps")),
    "gcp:certificatemanager/dnsAuthorization:DnsAuthorization": Kind(
        named_by="name", id=_certificates("dnsAuthorizations"), computed=_dns_records
    ),
    "gcp:serviceaccount/account:Account": Kind(
        {
            "email": _EMAIL,
            "member": f"serviceAccount:{_EMAIL}",
            "name": f"{_PROJECT}/serviceAccounts/{_EMAIL}",
        },
        named_by="accountId",
        id=f"{_PROJECT}/serviceAccounts/{_EMAIL}",
    ),
    "gcp:serviceaccount/key:Key": Kind(secrets=("privateKey",)),
    "gcp:projects/iAMCustomRole:IAMCustomRole": Kind(
        {"name": f"{_PROJECT}/roles/{{t}}"}, named_by="roleId", id=f"{_PROJECT}/roles/{{t}}"
    ),
    "gcp:iam/workloadIdentityPool:WorkloadIdentityPool": Kind(
        {"name": "projects/${{gcp.number}}/locations/global/workloadIdentityPools/{t}"},
        named_by="workloadIdentityPoolId",
        id="projects/${{gcp.number}}/locations/global/workloadIdentityPools/{t}",
    ),
    "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider": Kind(computed=_pool_provider),
    "gcp:logging/projectSink:ProjectSink": Kind(
        {"writerIdentity": "serviceAccount:{t}@gcp-sa-logging.iam.gserviceaccount.com"}, named_by="name"
    ),
})  # fmt: skip
"""Types with nothing but an id and their own inputs (members of policies, KMS, DNS, signing keys) need no row."""
