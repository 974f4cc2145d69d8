"""The graph as a Terraform plan, which Checkov and Trivy read; they have no reader of Pulumi's own forms.

Only what scanners look at: `planned_values` and `resource_changes` with the values (Checkov reads the first, Trivy the
second), `configuration` with who refers to whom (without these references Checkov joins no side resource to its bucket)
and with a place for each nested block (without these Trivy reads the first of several). Source: "JSON Output Format" of
Terraform's documentation (developer.hashicorp.com/terraform/internals/json-format). What has no counterpart is left out
and named.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from infra.export import azurerm
from infra.export.names import attribute, identifier, type_of, values_of
from infra.offline.values import dump
from infra.review.owners import real

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from infra.offline.graph import Graph, Resource

FORMAT = "1.2"
TERRAFORM = "1.11.4"


@dataclass(frozen=True, slots=True)
class Row:
    """One resource of the plan; `references` are addresses by attribute."""

    type: str
    name: str
    values: Mapping[str, Any]
    references: Mapping[str, tuple[str, ...]]

    @property
    def address(self) -> str:
        """`aws_s3_bucket.media`."""
        return f"{self.type}.{self.name}"


def terraform_plan(graph: Graph) -> str:
    """The plan's JSON text; the same graph gives the same bytes."""
    rows = sorted(_rows(graph), key=lambda row: row.address)
    return dump({
        "format_version": FORMAT,
        "terraform_version": TERRAFORM,
        "planned_values": {"root_module": {"resources": [{**_head(row), "values": dict(row.values)} for row in rows]}},
        "resource_changes": [{**_head(row), "change": _change(row)} for row in rows],
        "configuration": {"root_module": {"resources": [_configured(row) for row in rows]}},
    }) + "\n"  # fmt: skip


def left_out(graph: Graph) -> tuple[str, ...]:
    """The types of the graph that the plan does not have."""
    return tuple(sorted({item.type for item in graph.resources if real(item) and not _type(item)}))


def _rows(graph: Graph) -> Iterator[Row]:
    kept = [item for item in graph.resources if real(item) and _type(item)]
    addresses = _addresses(kept)
    for item in kept:
        kind, _, name = addresses[item.urn].partition(".")
        azure = item.type.startswith("azure-native:")
        values = azurerm.values(item, graph) if azure else values_of(item.inputs)
        yield Row(kind, name, values, _references(item, addresses))


def _type(resource: Resource) -> str:
    return azurerm.TYPES.get(azurerm.plain(resource.type), "") or type_of(resource.type)


def _addresses(resources: list[Resource]) -> dict[str, str]:
    """By urn; two of one type and name, in different parents, are told apart by a number."""
    found: dict[str, str] = {}
    taken: dict[str, int] = {}
    for item in sorted(resources, key=lambda item: item.urn):
        bare = f"{_type(item)}.{identifier(item.name)}"
        taken[bare] = taken.get(bare, 0) + 1
        found[item.urn] = bare if taken[bare] == 1 else f"{bare}_{taken[bare]}"
    return found


def _references(resource: Resource, addresses: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Terraform names the attribute first, then the resource."""
    found = {}
    for key, urns in resource.property_dependencies.items():
        meant = sorted(addresses[urn] for urn in urns if urn in addresses)
        if meant:
            found[attribute(key)] = tuple(part for address in meant for part in (f"{address}.id", address))
    return found


def _head(row: Row) -> dict[str, Any]:
    return {"address": row.address, "mode": "managed", "type": row.type, "name": row.name}


def _change(row: Row) -> dict[str, Any]:
    return {"actions": ["create"], "before": None, "after": dict(row.values)}


def _configured(row: Row) -> dict[str, Any]:
    names = sorted({*row.values, *row.references})
    found = {name: _expression(row.values.get(name), row.references.get(name, ())) for name in names}
    return {**_head(row), "expressions": {name: item for name, item in found.items() if item is not None}}


def _expression(value: Any, references: tuple[str, ...]) -> Any:
    """What the configuration says of an attribute; inside nested blocks, of those whose value is a symbol."""
    if _blocks(value):
        made = [_block(item, references) for item in value]
        return made if not references or any(made) else {"references": list(references)}
    return {"references": list(references)} if references else None


def _block(item: Mapping[str, Any], references: tuple[str, ...]) -> dict[str, Any]:
    found = {name: _expression(part, references if _symbolic(part) else ()) for name, part in item.items()}
    return {name: part for name, part in found.items() if part is not None}


def _blocks(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


def _symbolic(value: Any) -> bool:
    return "${" in value if isinstance(value, str) else _blocks(value)
