"""The resources of a graph with physical names in place of symbols, by type.

A symbol whose value nobody knows yet becomes `<web.role>`: it stands for itself in comparisons, and is no variable of
an IAM policy, which `${...}` would be.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from generator.spec.facts import resource_group_name
from infra.names import account_id
from infra.offline.symbol_table import KINDS, NO_KIND
from infra.offline.symbols import token_of
from infra.policies.azure_names import subscription, tenant

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.spec.model import Spec
    from infra.offline.graph import Graph, Resource
    from infra.offline.values import Value

_SYMBOL = re.compile(r"\$\{[A-Za-z0-9_%~./-]+\}")


@dataclass(frozen=True, slots=True)
class Thing:
    """A resource; `owner` is the name of the store or the workload of ours that it is part of, or empty."""

    urn: str
    type: str
    name: str
    owner: str
    inputs: Mapping[str, Value]
    outputs: Mapping[str, Value]


@dataclass(frozen=True)
class Things:
    """The resources of a graph; a type is read when it is first asked for."""

    graph: Graph
    known: Mapping[str, str]

    @cached_property
    def _by_type(self) -> Mapping[str, list[Resource]]:
        found: dict[str, list[Resource]] = defaultdict(list)
        for resource in self.graph.resources:
            found[resource.type].append(resource)
        return found

    @cached_property
    def _components(self) -> Mapping[str, str]:
        return {item.urn: item.name for item in self.graph.resources if item.type.startswith("stowplan:")}

    @cached_property
    def _read(self) -> dict[str, tuple[Thing, ...]]:
        return {}

    def of(self, *types: str) -> tuple[Thing, ...]:
        """The resources of these types, in the graph's order."""
        return tuple(thing for type_ in types for thing in self._of(type_))

    def _of(self, type_: str) -> tuple[Thing, ...]:
        if type_ not in self._read:
            self._read[type_] = tuple(self._thing(item) for item in self._by_type.get(type_, ()))
        return self._read[type_]

    def _thing(self, item: Resource) -> Thing:
        return Thing(
            item.urn,
            item.type,
            item.name,
            self._components.get(item.parent, ""),
            grounded(item.inputs, self.known),
            grounded(item.outputs, self.known),
        )


def things(graph: Graph, spec: Spec) -> Things:
    """The resources of an environment's graph."""
    return Things(graph, {**_accounts(spec), **dict(_named(graph.resources))})


def grounded(value: Value, known: Mapping[str, str]) -> Value:
    """A writable copy with a name for every symbol, escaped as needed inside JSON text; markers stay."""
    match value:
        case str():
            return _text(value, known) if "${" in value else value
        case Mapping():
            return {key: grounded(item, known) for key, item in value.items()}
        case list() | tuple():
            return [grounded(item, known) for item in value]
        case _:
            return value


def text_of(value: Value) -> str:
    """The value if it is text, else empty: an unknown, a secret or nothing at all is no name."""
    return value if isinstance(value, str) else ""


def _text(text: str, known: Mapping[str, str]) -> str:
    in_json = text.lstrip()[:1] in {"{", "["}

    def real(found: re.Match[str]) -> str:
        name = known.get(found[0]) or f"<{found[0][2:-1]}>"
        return json.dumps(name)[1:-1] if in_json else name

    return _SYMBOL.sub(real, text)


def _accounts(spec: Spec) -> dict[str, str]:
    found = {
        "${aws.account}": account_id(spec),
        "${gcp.project}": spec.gcp.project_id,
        "${gcp.number}": spec.gcp.project_number,
        "${azure.subscription}": subscription(spec),
        "${azure.tenant}": tenant(spec),
        "${azure.resourceGroup}": resource_group_name(spec),
    }
    return {symbol: value for symbol, value in found.items() if value}


def _named(resources: Iterable[Resource]) -> Iterable[tuple[str, str]]:
    for item in resources:
        kind = KINDS.get(item.type, NO_KIND) if item.custom else NO_KIND
        name = item.inputs.get(kind.named_by) if kind.named_by else None
        if isinstance(name, str) and name and "${" not in name:
            yield token_of(item.type, item.name), name
