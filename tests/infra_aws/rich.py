"""A spec that uses nearly everything. As a script it prints what the program registers for it, as `rich.json` holds it:

python -m tests.infra_aws.rich > tests/infra_aws/rich.json
"""

from __future__ import annotations

import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from tests.infra_aws.recorder import ACCOUNT
from tests.infra_aws.specs import SIGNING, grants, run, spec, storage

if TYPE_CHECKING:
    from tests.infra_aws.recorder import Recording

EXPECTED = Path(__file__).with_name("rich.json")
ZONE = "Z0123456789ABCDEFGHIJ"
ALL = ["read", "write", "delete", "list"]

STORES = {
    "assets": {"cdn": {"domain": "static.shop.example", "dns_zone_id": ZONE, "minimum_tls": "TLSv1.2_2025"}},
    "media": {
        "region": "eu-central-1",
        "encryption": {"type": "kms"},
        "access_logs": {"store": "nearby", "prefix": "s3/media/"},
        "alarms": {"size_gb": 500, "objects": 1_000_000, "notify": f"arn:aws:sns:eu-central-1:{ACCOUNT}:alerts"},
        "lifecycle": [
            {"id": "tmp", "prefix": "uploads/tmp/", "expire_days": 7, "noncurrent_days": 7},
            {
                "id": "cold",
                "prefix": "documents/",
                "transitions": [{"days": 30, "storage_class": "STANDARD_IA"}, {"days": 90, "storage_class": "GLACIER"}],
                "noncurrent_days": 90,
                "noncurrent_keep": 3,
            },
        ],
        "cdn": {
            "signing": SIGNING,
            "price_class": "PriceClass_All",
            "logs": {"store": "logs", "prefix": "cdn/media/"},
            "web_acl_arn": f"arn:aws:wafv2:us-east-1:{ACCOUNT}:global/webacl/shop/0a1b2c3d",
            "headers": {
                "hsts": {"max_age": "730d", "include_subdomains": True, "preload": True},
                "frame_options": "SAMEORIGIN",
                "content_security_policy": "sandbox",
            },
        },
    },
    "nearby": {"region": "eu-central-1", "protect": False},
    "logs": {"versioning": False},
}
STORAGES = {
    "staticfiles": storage("assets", "static/", "public", kind="static"),
    "default": storage(prefix="pictures/", access="public"),
    "documents": storage(prefix="documents/"),
    "films": storage(prefix="films/", via="cookies"),
    "uploads": storage(prefix="uploads/", via="direct"),
}
WORKLOADS = {
    "web": {**grants(staticfiles=["read"], default=ALL, documents=["read", "write", "list"]), "usage_metrics": True},
    "worker": grants("ec2", uploads=["read", "delete", "list"], films=["write"]),
    "resize": grants("lambda", default=["read", "write"]),
    "deploy": grants(
        {"type": "github-actions", "repository": "octo/shop", "environment": "production", "create_provider": True},
        staticfiles=ALL,
    ),
    "box": grants("vps", uploads=["write"]),
}


def rich() -> dict:
    """The spec."""
    return spec(
        STORES,
        STORAGES,
        WORKLOADS,
        aws={"region": "eu-west-1", "account_id": ACCOUNT},
        site={"origins": ["https://www.shop.example"]},
        tags={"team": "web"},
        django={"workload": "web"},
    )


def shown(found: Recording) -> str:
    """A recording as text, policies as JSON inside it."""
    rows = [
        {key: _readable(value) for key, value in asdict(item).items() if value not in (None, (), "", False)}
        for item in found.resources
    ]
    return json.dumps({"resources": rows, "outputs": found.outputs}, indent=1, sort_keys=True) + "\n"


def _readable(value):
    if not isinstance(value, dict):
        return value
    return {
        key: json.loads(item) if isinstance(item, str) and item.startswith("{") else item for key, item in value.items()
    }


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        sys.stdout.write(shown(run(Path(folder), rich())))
