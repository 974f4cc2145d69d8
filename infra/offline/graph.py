"""The resources a program registers, as immutable data. Imports no Pulumi, so that reviews and reports start fast."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from graphlib import TopologicalSorter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from infra.offline.values import Secret, Unknown, Value, decode, dump, encode, freeze, policy_of, thaw

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "Graph", "Resource", "Secret", "Unknown", "canonical_json", "children", "find", "freeze", "from_json", "policy_of",
    "thaw", "topological",
]  # fmt: skip

_EMPTY: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Resource:
    """One registration. Mappings are read-only; see `infra.offline.values` for what a value can be.

    `urn` is the engine's; `parent` is a urn, or "" directly under the stack. `inputs` have wire (camelCase) names.
    `outputs` are symbolic, with the physical `id` among them for a custom resource. `options` has only those that are
    set, inherited ones included; `provider` there is the provider's urn. `source` is (file relative to the root,
    line).
    """

    urn: str
    type: str
    name: str
    parent: str = ""
    custom: bool = True
    inputs: Mapping[str, Value] = field(default_factory=lambda: _EMPTY)
    outputs: Mapping[str, Value] = field(default_factory=lambda: _EMPTY)
    dependencies: tuple[str, ...] = ()
    property_dependencies: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _EMPTY)
    options: Mapping[str, Value] = field(default_factory=lambda: _EMPTY)
    source: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Graph:
    """What a program registers: `resources` by (parent, type, name); `outputs`, the stack's exports.

    The stack itself is not among the resources.
    """

    project: str
    stack: str
    resources: tuple[Resource, ...] = ()
    outputs: Mapping[str, Value] = field(default_factory=lambda: _EMPTY)


def canonical_order(resource: Resource) -> tuple[str, str, str]:
    """The order of a graph's resources, whatever order their registrations arrived in."""
    return resource.parent, resource.type, resource.name


def find(graph: Graph, urn: str) -> Resource | None:
    """The resource with this urn."""
    return next((resource for resource in graph.resources if resource.urn == urn), None)


def children(graph: Graph, urn: str) -> tuple[Resource, ...]:
    """The direct children of a component, in canonical order; urn "" gives those directly under the stack."""
    return tuple(resource for resource in graph.resources if resource.parent == urn)


def topological(graph: Graph) -> tuple[Resource, ...]:
    """Every resource after its parent, its provider and its dependencies; ties in canonical order.

    Raises ValueError (graphlib.CycleError) for a cycle, which only a hand-made graph can have.
    """
    known = {resource.urn: resource for resource in graph.resources}
    rank = {urn: position for position, urn in enumerate(known)}
    sorter = TopologicalSorter({urn: _needs(resource) & known.keys() for urn, resource in known.items()})
    sorter.prepare()
    ordered: list[Resource] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready(), key=rank.__getitem__)
        ordered.extend(known[urn] for urn in ready)
        sorter.done(*ready)
    return tuple(ordered)


def canonical_json(graph: Graph) -> str:
    """The graph as JSON text: the same program gives the same bytes in any process.

    A secret is `{"secret": true}`; digests and source positions, which differ between processes and edits, are left
    out. Property values stay as the program gave them: a policy document stays the string it is.
    """
    return dump({
        "project": graph.project,
        "stack": graph.stack,
        "outputs": encode(graph.outputs),
        "resources": [_encoded(resource) for resource in sorted(graph.resources, key=canonical_order)],
    })  # fmt: skip


def from_json(text: str) -> Graph:
    """Read `canonical_json` back; secrets have no digest and resources no source then. Raises ValueError, KeyError."""
    document = json.loads(text)
    return Graph(
        project=document["project"],
        stack=document["stack"],
        resources=tuple(_decoded(row) for row in document["resources"]),
        outputs=decode(document["outputs"]),
    )


def _needs(resource: Resource) -> set[str]:
    provider = resource.options.get("provider")
    return {*resource.dependencies, resource.parent, *([provider] if isinstance(provider, str) else [])}


def _encoded(resource: Resource) -> dict[str, Any]:
    row = {
        "urn": resource.urn,
        "type": resource.type,
        "name": resource.name,
        "parent": resource.parent,
        "custom": resource.custom,
        "inputs": encode(resource.inputs),
        "outputs": encode(resource.outputs),
        "dependencies": list(resource.dependencies),
        "propertyDependencies": {key: list(urns) for key, urns in resource.property_dependencies.items()},
        "options": encode(resource.options),
    }
    return {key: value for key, value in row.items() if value not in ({}, [], "")}


def _decoded(row: Mapping[str, Any]) -> Resource:
    return Resource(
        urn=row["urn"],
        type=row["type"],
        name=row["name"],
        parent=row.get("parent", ""),
        custom=row["custom"],
        inputs=decode(row.get("inputs", {})),
        outputs=decode(row.get("outputs", {})),
        dependencies=tuple(row.get("dependencies", ())),
        property_dependencies=freeze(row.get("propertyDependencies", {})),
        options=decode(row.get("options", {})),
    )
