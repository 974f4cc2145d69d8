"""Specs as dicts, with one store provider: Azure."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import yaml

from generator.spec.document import open_document
from tests.infra_azure.recorder import SUBSCRIPTION, TENANT, record

if TYPE_CHECKING:
    from pathlib import Path

    from generator.spec.model import Spec
    from tests.infra_aws.recorder import Recording

ALL = ["read", "write", "delete", "list"]
AKS = {
    "type": "aks",
    "issuer": "https://westeurope.oic.prod-aks.azure.com/t/c/",
    "namespace": "shop",
    "service_account": "web",
}


def spec(
    stores: dict[str, Any], storages: dict[str, Any], workloads: dict[str, Any] | None = None, **top: Any
) -> dict[str, Any]:
    """A whole spec."""
    return {
        "version": 1,
        "project": "shop",
        "azure": {"subscription_id": SUBSCRIPTION, "tenant_id": TENANT},
        "stores": {name: {"provider": "azure", **(store or {})} for name, store in stores.items()},
        "storages": storages,
        "workloads": workloads or {},
        "environments": {"prod": {}},
        **top,
    }


def storage(store: str = "media", prefix: str = "files/", access: str = "private", **more: Any) -> dict[str, Any]:
    return {"store": store, "prefix": prefix, "access": access, **more}


def grants(runs_on: dict[str, Any] | str = "app-service", /, **of: list[str]) -> dict[str, Any]:
    return {"runs_on": {"type": runs_on} if isinstance(runs_on, str) else runs_on, "grants": of}


def load(folder: Path, data: dict[str, Any]) -> Spec:
    """The environment's spec; what no check would let through is somebody else's to refuse."""
    path = folder / "storage.yaml"
    path.write_text(yaml.safe_dump(json.loads(json.dumps(data)), sort_keys=False))
    return open_document(path, path.name, (), ()).environment("prod")


def run(folder: Path, data: dict[str, Any]) -> Recording:
    """What the program registers for the spec."""
    return record(load(folder, data), folder)
