"""Specs of any size: 20 storages on each store, behind a CDN, and a workload for each store."""

from __future__ import annotations

import json


def spec_text(storages: int) -> str:
    """A spec of that many storages as JSON, which is YAML."""
    stores = {f"s{number}": {"provider": "s3", "cdn": {}} for number in range(-(-storages // 20))}
    named = {
        f"a{number}": {
            "store": f"s{number // 20}",
            "prefix": f"tenants/t{number}/",
            "access": "public",
        }
        for number in range(storages)
    }
    workloads = {
        f"w{number}": {
            "runs_on": {"type": "ecs"},
            "grants": {
                alias: ["read", "write", "delete", "list"] for alias, item in named.items() if item["store"] == store
            },
        }
        for number, store in enumerate(stores)
    }
    data = {
        "version": 1,
        "project": "big",
        "django": {"package": "big_storage"},
        "stores": stores,
        "storages": named,
        "workloads": workloads,
        "environments": {"prod": {}},
    }
    return json.dumps(data, indent=1)
