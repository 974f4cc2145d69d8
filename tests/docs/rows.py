"""A model's keys as the spec page says them: name, type in words, default."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from pydantic import BaseModel

from generator.spec.model import Spec
from generator.spec.scalars import Model


def rows(name: str) -> list[list[str]]:
    """`| key | type | default |` of one model of the spec, in its order; cells as the page writes them."""
    schema = _schema()
    node = schema if name == "Spec" else schema["$defs"][name]
    model = models()[name]
    return [
        [f"`{key}`", _type(node["properties"][key]), _default(model, key)]
        for key in model.model_fields
        if (name, key) != ("Spec", "environment")
    ]


def models() -> dict[str, type[BaseModel]]:
    """Every model a spec can hold, by name."""
    found: dict[str, type[BaseModel]] = {"Spec": Spec}
    return found | {kind.__name__: kind for kind in Model.__subclasses__() if kind.__name__ in _schema()["$defs"]}


@cache
def _schema() -> dict[str, Any]:
    return Spec.model_json_schema()


def _type(node: dict[str, Any]) -> str:
    options = [item for item in node.get("anyOf", []) if item.get("type") != "null"]
    if [item.get("type") for item in options] == ["integer", "string"]:
        return "duration"
    if len(options) == 1:
        return _type({**options[0]})
    if "oneOf" in node:
        tag = node["discriminator"]["propertyName"]
        first = node["oneOf"][0]["$ref"].rpartition("/")[2]
        return f"[mapping](#{ANCHORS[first]}), by `{tag}`"
    if "$ref" in node:
        return f"[mapping](#{ANCHORS[node['$ref'].rpartition('/')[2]]})"
    if "const" in node or "enum" in node:
        return " ".join(f"`{value}`" for value in node.get("enum", [node.get("const")]))
    return _plain(node)


def _plain(node: dict[str, Any]) -> str:
    match node["type"]:
        case "array":
            return f"list of {_many(node['items'])}"
        case "object":
            return f"names to {_many(node['additionalProperties'])}"
        case "integer":
            return "number" + _range(node)
        case "boolean":
            return "`true` `false`"
        case _:
            return "text"


def _many(node: dict[str, Any]) -> str:
    words = _type(node)
    return words.replace("[mapping]", "[mappings]")


def _range(node: dict[str, Any]) -> str:
    low, high = node.get("minimum"), node.get("maximum")
    return f", {low} to {high}" if high is not None else f", {low} or more" if low is not None else ""


def _default(model: type[BaseModel], key: str) -> str:
    field = model.model_fields[key]
    if field.is_required():
        return "required"
    value = field.get_default(call_default_factory=True)
    if value is None:
        return "none"
    if isinstance(value, BaseModel):
        value = value.model_dump(exclude_defaults=True)
    return f"`{_yaml(value)}`"


def _yaml(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_yaml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_yaml(item) for item in value) + "]"
    return value if isinstance(value, str) else json.dumps(value)


ANCHORS = {
    "Django": "django",
    "Naming": "names",
    "Site": "site",
    "Aws": "aws",
    "S3Store": "stores",
    "Storage": "storages",
    "Workload": "workloads",
    "CacheRule": "cache-headers",
    "LifecycleRule": "lifecycle",
    "Transition": "transitions",
    "CorsRule": "cors",
    "LogTarget": "access-logs",
    "Alarms": "alarms",
    "Cdn": "cdn",
    "Headers": "response-headers",
    "Hsts": "hsts",
    "Signing": "signing-keys",
    "SseS3": "encryption",
    "Ecs": "runs_on",
    "Gcp": "gcp",
    "GoogleManaged": "encryption-on-google-cloud",
    "GcsLifecycleRule": "lifecycle-on-google-cloud",
    "GcsTransition": "transitions-on-google-cloud",
    "Autoclass": "autoclass",
    "Retention": "retention",
    "GcsCdn": "cloud-cdn",
    "GcsSigning": "signing-keys-of-cloud-cdn",
    "Azure": "azure",
    "ResourceGroup": "resource-group",
    "MicrosoftManaged": "encryption-on-azure",
    "Network": "network",
    "AzureLifecycleRule": "lifecycle-on-azure",
    "AzureTransition": "transitions-on-azure",
    "AzureCdn": "front-door",
    "ServicePrincipal": "service-principal",
    "Review": "review",
    "Acknowledgement": "review",
}
"""Model to the heading of the spec page that describes it."""
