"""A spec that uses nearly everything. As a script it prints what the program registers for it, as `rich.json` holds it:

python -m tests.infra_gcp.rich > tests/infra_gcp/rich.json
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.infra_gcp.specs import PROJECT, covered, grants, run, spec, storage

if TYPE_CHECKING:
    from tests.infra_gcp.specs import Found

EXPECTED = Path(__file__).with_name("rich.json")
ALL = ["read", "write", "delete", "list"]

STORES: dict[str, Any] = {
    "assets": {
        "location": "europe-west1",
        "cdn": {"domain": "static.shop.example", "dns_zone": "shop-zone", "http3": False, "ssl_profile": "RESTRICTED"},
    },
    "media": {
        "encryption": {"type": "cmek", "rotation_days": 30},
        "access_logs": {"store": "logs", "prefix": "usage/media/"},
        "alarms": {"size_gb": 500, "objects": 1_000_000, "notify": f"projects/{PROJECT}/notificationChannels/42"},
        "lifecycle": [
            {"id": "tmp", "prefix": "uploads/tmp/", "expire_days": 7, "noncurrent_days": 7},
            {
                "id": "cold",
                "prefix": "documents/",
                "transitions": [{"days": 30, "storage_class": "NEARLINE"}, {"days": 90, "storage_class": "COLDLINE"}],
                "noncurrent_transitions": [{"days": 30, "storage_class": "ARCHIVE"}],
                "noncurrent_days": 90,
                "noncurrent_keep": 3,
                "abort_multipart_days": 2,
            },
            {"id": "off", "prefix": "films/", "enabled": False, "expire_days": 1},
        ],
        "cdn": {
            "domain": "media.shop.example",
            "signing": {"keys": ["k2025", "k2026"]},
            "logs": {"store": "logs", "prefix": "requests/"},
            "edge_security_policy": f"projects/{PROJECT}/global/securityPolicies/edge",
            "headers": {
                "hsts": {"max_age": "730d", "include_subdomains": True, "preload": True},
                "frame_options": "SAMEORIGIN",
                "content_security_policy": "sandbox",
            },
        },
    },
    "archive": {
        "isolation": "conditions",
        "autoclass": {"terminal_storage_class": "ARCHIVE"},
        "soft_delete_days": 0,
        "retention": {"days": 30},
        "versioning": False,
        "protect": False,
    },
    "logs": {"versioning": False, "storage_class": "NEARLINE"},
}
STORAGES = {
    "staticfiles": storage("assets", "static/", "public", kind="static"),
    "default": storage(prefix="pictures/", access="public"),
    "documents": storage(prefix="documents/"),
    "films": storage(prefix="films/", via="cookies"),
    "uploads": storage(prefix="uploads/", via="direct"),
    "backups": storage("archive", "backups/"),
    "dumps": storage("archive", "dumps/"),
}
WORKLOADS = {
    "web": grants(staticfiles=["read"], default=ALL, documents=["read", "write", "list"], uploads=["read"]),
    "worker": grants("gce", films=["write"]),
    "resize": grants({"type": "gke", "namespace": "shop", "service_account": "resize"}, default=["read", "write"]),
    "deploy": grants(
        {"type": "github-actions", "repository": "octo/shop", "environment": "production", "create_provider": True},
        staticfiles=ALL,
    ),
    "backup": grants("vps", backups=["write"], dumps=["read", "write"]),
}


def rich() -> dict[str, Any]:
    """The spec."""
    return spec(
        STORES,
        STORAGES,
        WORKLOADS,
        site={"origins": ["https://www.shop.example"]},
        tags={"Team": "Web: shop"},
        django={"workload": "web"},
    )


def shown(found: Found) -> str:
    """What was registered, as text."""
    rows = [
        {
            "type": row.type,
            "name": row.name,
            "parent": row.parent,
            "inputs": covered(row.inputs),
            "after": [":".join(key) for key in row.after],
            **{key: value for key, value in row.options.items() if key in OPTIONS and value},
        }
        for row in found.rows
    ]
    kept = [{key: value for key, value in row.items() if value not in ("", [], {})} for row in rows]
    return json.dumps({"resources": kept, "outputs": covered(found.outputs)}, indent=1, sort_keys=True) + "\n"


OPTIONS = {"protect", "retainOnDelete", "import", "ignoreChanges"}

if __name__ == "__main__":
    sys.stdout.write(shown(run(rich())))
