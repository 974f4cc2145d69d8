# mypy: ignore-errors
"""The shop's settings, with each alias limited to what the spec grants the workload named in SHOP_WORKLOAD."""

from __future__ import annotations

import os
from pathlib import Path

import yaml
from shop.settings import *  # noqa: F403
from shop.settings import BASE_DIR, _storage

_spec = yaml.safe_load(Path(BASE_DIR.parents[1], "storage.yaml").read_text(encoding="utf-8"))
_grants = _spec["workloads"][os.environ["SHOP_WORKLOAD"]]["grants"]
STORAGES = {
    alias: {
        "BACKEND": "tests.shop.inside.storages.Granted",
        "OPTIONS": {**entry["OPTIONS"], "actions": _grants.get(alias, ())},
    }
    if alias != "staticfiles"
    else entry
    for alias, entry in _storage["STORAGES"].items()
}
