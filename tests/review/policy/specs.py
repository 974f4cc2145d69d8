"""Specs that use nearly everything, one for each cloud, and their offline graphs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from infra.stack import graph_of
from tests.infra_aws.rich import rich as aws
from tests.infra_aws.specs import PUBLIC_KEY
from tests.infra_azure.rich import rich as azure
from tests.infra_gcp.rich import rich as gcp

if TYPE_CHECKING:
    from pathlib import Path

    from infra.offline.graph import Graph

RICH = {"aws": aws, "gcp": gcp, "azure": azure}
HEAD = {
    "version": 1,
    "project": "shop",
    "gcp": {"project_id": "shop-prod-1", "project_number": "999988887777"},
    "azure": {
        "subscription_id": "11111111-1111-4111-8111-111111111111",
        "tenant_id": "22222222-2222-4222-8222-222222222222",
    },
}
RUNS_ON = {"s3": "ecs", "gcs": "cloud-run", "azure": "app-service"}


def written(folder: Path, spec: dict[str, Any]) -> Graph:
    """The graph of `prod` of the spec, which is written to the folder with the key that it may name."""
    (folder / "keys").mkdir(exist_ok=True)
    (folder / "keys/prod.pem").write_text(PUBLIC_KEY, encoding="utf-8")
    path = folder / "storage.yaml"
    path.write_text(json.dumps(spec), encoding="utf-8")
    return graph_of(str(path), "prod")


def rich(folder: Path, cloud: str) -> Graph:
    """The graph of one cloud's rich spec."""
    data = {key: value for key, value in RICH[cloud]().items() if key not in ("environment", "target")}
    return written(folder, {**data, "environments": {"prod": {}}})


def plain(folder: Path, provider: str) -> Graph:
    """The graph of a store with nothing but the required keys, a workload that uses it, and a second one with a CDN."""
    cdn: dict[str, Any] = {"domain": "cdn.shop.example"} if provider == "gcs" else {}
    return written(
        folder,
        {
            **HEAD,
            "stores": {"media": {"provider": provider}, "assets": {"provider": provider, "cdn": cdn}},
            "storages": {
                "default": {"store": "media", "prefix": "media/", "access": "private"},
                "staticfiles": {"store": "assets", "prefix": "static/", "access": "public", "kind": "static"},
            },
            "workloads": {
                "web": {
                    "runs_on": {"type": RUNS_ON[provider]},
                    "grants": {"default": ["read", "write", "delete", "list"], "staticfiles": ["read"]},
                }
            },
            "environments": {"prod": {}},
        },
    )
