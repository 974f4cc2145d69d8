"""A spec that uses nearly everything. As a script it prints what the program registers for it, as `rich.json` holds it:

python -m tests.infra_azure.rich > tests/infra_azure/rich.json
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.infra_aws.rich import shown
from tests.infra_azure.recorder import SUBSCRIPTION, TENANT
from tests.infra_azure.specs import AKS, ALL, grants, run, spec, storage

EXPECTED = Path(__file__).with_name("rich.json")
ZONE = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/dns/providers/Microsoft.Network/dnsZones/shop.example"
OF_MINE = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/shop-prod/providers"
OF_THE_VM, CLIENT, OBJECT = (f"{number}b1e3c2a-1111-4222-8333-444444444444" for number in range(3))

STORES = {
    "assets": {
        "location": "northeurope",
        "redundancy": "GZRS",
        "access_tier": "Cool",
        "cdn": {"domain": "static.shop.example", "dns_zone": ZONE, "minimum_tls": "TLS13"},
    },
    "media": {
        "redundancy": "GRS",
        "encryption": {"type": "cmk"},
        "soft_delete_days": 30,
        "access_logs": {"store": "logs", "prefix": "requests/media/"},
        "alarms": {
            "size_gb": 500,
            "objects": 1_000_000,
            "notify": f"{OF_MINE}/Microsoft.Insights/actionGroups/alerts",
        },
        "lifecycle": [
            {"id": "tmp", "prefix": "uploads/tmp/", "expire_days": 7, "noncurrent_days": 7},
            {
                "id": "cold",
                "prefix": "documents/",
                "transitions": [{"days": 30, "tier": "Cool"}, {"days": 90, "tier": "Archive"}],
                "noncurrent_transitions": [{"days": 30, "tier": "Cold"}],
                "noncurrent_days": 90,
            },
        ],
        "cdn": {
            "sku": "Premium",
            "logs": {"store": "logs", "prefix": "cdn/media/"},
            "waf_policy_id": f"{OF_MINE}/Microsoft.Network/frontdoorWebApplicationFirewallPolicies/shop",
            "headers": {
                "hsts": {"max_age": "730d", "include_subdomains": True, "preload": True},
                "frame_options": "SAMEORIGIN",
                "content_security_policy": "sandbox",
            },
        },
    },
    "tenants": {"isolation": "containers", "protect": False, "lock": False},
    "logs": {
        "versioning": False,
        "soft_delete_days": 0,
        "network": {
            "default": "Deny",
            "ip_rules": ["203.0.113.0/24"],
            "subnets": [f"{OF_MINE}/Microsoft.Network/virtualNetworks/shop-net/subnets/web"],
        },
        "lifecycle": [{"id": "old", "prefix": "requests/", "expire_days": 90}],
    },
}
STORAGES = {
    "staticfiles": storage("assets", "static/", "public", kind="static"),
    "default": storage(prefix="pictures/", access="public"),
    "documents": storage(prefix="documents/"),
    "uploads": storage(prefix="uploads/", via="direct"),
    "acme": storage("tenants", "acme/"),
    "brochures": storage("tenants", "brochures/", "public"),
}
WORKLOADS = {
    "web": grants(
        staticfiles=["read"], default=ALL, documents=["read", "write", "list"], acme=ALL, brochures=["write"]
    ),
    "worker": grants({"type": "azure-vm", "principal_id": OF_THE_VM}, uploads=["read", "delete", "list"]),
    "resize": grants(AKS, default=["read", "write"], uploads=["list"]),
    "deploy": grants(
        {"type": "github-actions", "repository": "octo/shop", "environment": "production"}, staticfiles=ALL
    ),
    "box": {
        **grants("vps", uploads=["write"]),
        "service_principal": {"client_id": CLIENT, "object_id": OBJECT},
    },
}


def rich() -> dict:
    """The spec."""
    return spec(
        STORES,
        STORAGES,
        WORKLOADS,
        azure={"subscription_id": SUBSCRIPTION, "tenant_id": TENANT, "location": "westeurope"},
        site={"origins": ["https://www.shop.example"]},
        tags={"team": "web"},
        django={"workload": "web"},
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        sys.stdout.write(shown(run(Path(folder), rich())))
