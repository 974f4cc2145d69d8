"""The graph as `pulumi stack export` would write it: what `pulumi policy analyze`, conftest and OPA read.

Shape: `sdk/go/common/apitype/deployments.go` of pulumi, version 3. What exists only after a deployment is a symbol or
the engine's sentinel for unknown values; a secret is `[secret]`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from infra.offline.graph import topological
from infra.offline.seal import SECRET, SIGNATURE, UNKNOWN
from infra.offline.values import Secret, Sensitive, Unknown, dump

if TYPE_CHECKING:
    from infra.offline.graph import Graph, Resource
    from infra.offline.values import Value

VERSION = 3
NO_TIME = "0001-01-01T00:00:00Z"
HIDDEN = {SIGNATURE: SECRET, "plaintext": json.dumps("[secret]")}
_STACK = "pulumi:pulumi:Stack"
_OPTIONS = ("protect", "retainOnDelete", "aliases", "deletedWith", "additionalSecretOutputs", "ignoreChanges")


def stack_export(graph: Graph) -> str:
    """The JSON text, resources after what they need; the same graph gives the same bytes."""
    root = f"urn:pulumi:{graph.stack}::{graph.project}::{_STACK}::{graph.project}-{graph.stack}"
    top = {"urn": root, "custom": False, "type": _STACK, "outputs": plain(graph.outputs)}
    rows = [_row(resource, graph, root) for resource in topological(graph)]
    manifest = {"time": NO_TIME, "magic": "", "version": ""}
    return dump({"version": VERSION, "deployment": {"manifest": manifest, "resources": [top, *rows]}}) + "\n"


def _row(resource: Resource, graph: Graph, root: str) -> dict[str, Any]:
    identifier = resource.outputs.get("id")
    row = {
        "urn": resource.urn,
        "custom": resource.custom,
        "id": identifier if isinstance(identifier, str) else "",
        "type": resource.type,
        "inputs": plain(resource.inputs),
        "outputs": plain({key: value for key, value in resource.outputs.items() if key != "id"}),
        "parent": resource.parent or root,
        "dependencies": list(resource.dependencies),
        "propertyDependencies": {key: list(urns) for key, urns in resource.property_dependencies.items()},
        "provider": _provider(resource, graph),
        **{key: plain(resource.options[key]) for key in _OPTIONS if key in resource.options},
    }
    return {key: value for key, value in row.items() if value not in ("", [], {})}


def _provider(resource: Resource, graph: Graph) -> str:
    """The urn and the id of the provider, as a state refers to it."""
    urn = resource.options.get("provider")
    if not isinstance(urn, str):
        return ""
    found = next((item for item in graph.resources if item.urn == urn), None)
    identifier = found.outputs.get("id") if found else None
    return f"{urn}::{identifier if isinstance(identifier, str) else UNKNOWN}"


def plain(value: Value) -> Any:
    """A value in the words of a state."""
    match value:
        case Secret() | Sensitive():
            return dict(HIDDEN)
        case Unknown():
            return UNKNOWN
        case Mapping():
            return {key: plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
        case _:
            return value
