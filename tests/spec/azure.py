"""Specs of one Azure store, with changes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.spec.writing import problems

if TYPE_CHECKING:
    from pathlib import Path

    from generator.diagnostics import Diagnostic

GUID = "72f988bf-86f1-41af-91ab-2d7cd011db47"
GROUP = f"/subscriptions/{GUID}/resourceGroups/shop"


def storage(prefix: str = "media/", access: str = "private", **options: Any) -> dict[str, Any]:
    return {"store": "media", "prefix": prefix, "access": access, **options}


def told(folder: Path, store: dict[str, Any] | None = None, **changes: Any) -> tuple[Diagnostic, ...]:
    """Every diagnostic of a spec whose store `media` is on Azure."""
    base = {
        "version": 1,
        "project": "shop",
        "stores": {"media": {"provider": "azure", **(store or {})}},
        "storages": {"default": storage()},
        "environments": {"prod": {}},
    }
    return problems(folder, json.dumps({**base, **changes}))


def codes(folder: Path, store: dict[str, Any] | None = None, **changes: Any) -> set[str]:
    return {item.code for item in told(folder, store, **changes)}
