"""The JSON Schema of a spec file, for editors: the base, and overlays in which everything may be left out.

It is stricter than the reader in one way: an entry of the base must be whole, though overlays could complete it.
"""

from __future__ import annotations

import copy
from typing import Any

from generator.spec.model import Spec

TITLE = "stowplan spec"


def schema() -> dict[str, Any]:
    """JSON Schema 2020-12 of `storage.yaml`; `environments` takes overlays of the same shape."""
    base = Spec.model_json_schema()
    del base["properties"]["environment"]
    definitions: dict[str, Any] = base.pop("$defs")
    overlay = _overlay({key: value for key, value in base.items() if key in {"type", "properties"}})
    overlay["additionalProperties"] = False
    overlays = {f"{name}Overlay": _overlay(value) for name, value in definitions.items()}
    base["properties"]["environments"] = {
        "type": "object",
        "minProperties": 1,
        "additionalProperties": {"anyOf": [overlay, {"type": "null"}]},
    }
    # The base may leave to the environments what differs in each of them.
    base["required"] = ["version", "project", "environments"]
    base["title"] = TITLE
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **base, "$defs": {**definitions, **overlays}}


def _overlay(node: Any) -> Any:
    """The node with nothing required, null allowed for every property, and references to overlays of the others."""
    if isinstance(node, list):
        return [_overlay(item) for item in node]
    if not isinstance(node, dict):
        return node
    if "discriminator" in node:
        return _union(node)
    made = {key: _overlay(value) for key, value in node.items() if key not in {"required", "default"}}
    if isinstance(made.get("$ref"), str):
        made["$ref"] += "Overlay"
    if isinstance(made.get("properties"), dict):
        made["properties"] = {key: _nullable(value) for key, value in made["properties"].items()}
    if isinstance(made.get("additionalProperties"), dict):
        made["additionalProperties"] = _nullable(made["additionalProperties"])
    return made


def _union(node: dict[str, Any]) -> dict[str, Any]:
    """A union's tag may be left out of an overlay, so any member's keys are allowed."""
    return {"anyOf": [{"$ref": item["$ref"] + "Overlay"} for item in copy.deepcopy(node["oneOf"])]}


def _nullable(node: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [node, {"type": "null"}]}
