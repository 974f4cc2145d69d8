"""Load balancers: addresses, rules, proxies, URL maps and backend buckets are served, certificates and TLS are not.

The address of a load balancer is 127.0.0.1 with a port of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.local.gcp import edge
from infra.local.gcp.handlers.common import Kind, project_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from infra.local.gcp.handlers.common import Outputs, Wire

_COMPUTE = "https://www.googleapis.com/compute/v1"


def _global(folder: str, fixed: tuple[str, ...] = ("name", "project"), refused: tuple[str, ...] = ()) -> Kind:
    """A global resource of Compute Engine."""

    def computed(id: str, inputs: Wire) -> Outputs:
        labels = dict(inputs.get("labels") or {})
        return {"selfLink": f"{_COMPUTE}/{id}", "project": project_of(inputs), "effectiveLabels": labels}

    return Kind(
        fixed,
        identify=lambda inputs: f"projects/{project_of(inputs)}/global/{folder}/{inputs['name']}",
        computed=computed,
        refused=refused,
    )


def _certificates(folder: str, computed: Callable[[str, Wire], Outputs] = lambda id, inputs: {}) -> Kind:
    """A resource of Certificate Manager."""

    def identify(inputs: Wire) -> str:
        place = f"projects/{project_of(inputs)}/locations/{inputs.get('location') or 'global'}"
        return f"{place}/{folder}/{inputs['name']}"

    return Kind(("name", "project", "location"), identify=identify, computed=computed)


def _entry(inputs: Wire) -> str:
    map_ = str(inputs["map"]).rpartition("/")[2]
    place = f"projects/{project_of(inputs)}/locations/global"
    return f"{place}/certificateMaps/{map_}/certificateMapEntries/{inputs['name']}"


def _challenge(id: str, inputs: Wire) -> Outputs:
    name = f"_acme-challenge.{inputs['domain']}."
    return {"dnsResourceRecords": [{"name": name, "type": "CNAME", "data": "local.authorize.certificatemanager.goog."}]}


def _record(inputs: Wire) -> str:
    zone = f"projects/{project_of(inputs)}/managedZones/{inputs['managedZone']}"
    return f"{zone}/rrsets/{inputs['name']}/{inputs['type']}"


def _signing_key(inputs: Wire) -> str:
    """Google gives these keys no id of their own."""
    return f"{str(inputs['backendBucket']).rpartition('/')[2]}/{inputs['name']}"


KINDS: Mapping[str, Kind] = {
    edge.BACKEND: _global("backendBuckets", refused=("params",)),
    edge.SIGNING_KEY: Kind(("name", "backendBucket", "project"), identify=_signing_key, unread=("keyValue",)),
    "gcp:compute/uRLMap:URLMap": _global("urlMaps"),
    "gcp:compute/targetHttpsProxy:TargetHttpsProxy": _global("targetHttpsProxies", refused=("serverTlsPolicy",)),
    "gcp:compute/targetHttpProxy:TargetHttpProxy": _global("targetHttpProxies"),
    "gcp:compute/globalAddress:GlobalAddress": _global(
        "addresses", ("name", "project", "address", "addressType", "ipVersion", "network", "purpose")
    ),
    edge.RULE: _global(
        "forwardingRules", ("name", "project", "ipAddress", "ipProtocol", "loadBalancingScheme", "portRange", "network")
    ),
    "gcp:compute/sSLPolicy:SSLPolicy": _global("sslPolicies"),
    "gcp:certificatemanager/certificate:Certificate": _certificates("certificates"),
    "gcp:certificatemanager/certificateMap:CertificateMap": _certificates("certificateMaps"),
    "gcp:certificatemanager/certificateMapEntry:CertificateMapEntry": Kind(
        ("name", "map", "hostname"), identify=_entry
    ),
    "gcp:certificatemanager/dnsAuthorization:DnsAuthorization": _certificates("dnsAuthorizations", _challenge),
    "gcp:dns/recordSet:RecordSet": Kind(("name", "managedZone", "type"), identify=_record),
}
