"""Single edits of a graph, and graphs made by hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeAlias

from infra.offline.graph import Graph, Resource, freeze, thaw

Edit: TypeAlias = Callable[[Graph], Graph]
GONE = object()


def made(type_: str, name: str = "it", _on: dict[str, str] | None = None, **inputs: Any) -> Resource:
    """A resource of another program; `_on` are urns that properties depend on."""
    return Resource(
        urn=urn(type_, name),
        type=type_,
        name=name,
        inputs=freeze(inputs),
        property_dependencies={prop: (target,) for prop, target in (_on or {}).items()},
    )


def urn(type_: str, name: str = "it") -> str:
    return f"urn:pulumi:prod::other::{type_}::{name}"


def graph(*resources: Resource) -> Graph:
    return Graph("other", "prod", resources)


def put(kind: str, path: str, value: Any, name: str | None = None) -> Edit:
    """Another value at a dotted path of each resource of the kind; GONE takes it away."""

    def edit(before: Graph) -> Graph:
        hit = [
            row for row in before.resources if row.type.endswith((f":{kind}", f"/{kind}")) and name in (None, row.name)
        ]
        assert hit, f"no {kind} {name}"
        rows = {row.urn: replace(row, inputs=freeze(_put(thaw(row.inputs), path.split("."), value))) for row in hit}
        return replace(before, resources=tuple(rows.get(row.urn, row) for row in before.resources))

    return edit


def drop(kind: str, name: str | None = None) -> Edit:
    """Without each resource of the kind."""

    def edit(before: Graph) -> Graph:
        kept = tuple(
            row
            for row in before.resources
            if not (row.type.endswith((f":{kind}", f"/{kind}")) and name in (None, row.name))
        )
        assert len(kept) < len(before.resources), f"no {kind} {name}"
        return replace(before, resources=kept)

    return edit


def add(*resources: Resource) -> Edit:
    return lambda before: replace(before, resources=(*before.resources, *resources))


def policy(kind: str, change: Callable[[list[dict[str, Any]]], Any], name: str | None = None, prop="policy") -> Edit:
    """The statements of a policy, changed in place."""

    def edit(before: Graph) -> Graph:
        rows = []
        for row in before.resources:
            if row.type.endswith((f":{kind}", f"/{kind}")) and name in (None, row.name):
                document = json.loads(row.inputs[prop])
                change(document["Statement"])
                row = replace(row, inputs=freeze({**thaw(row.inputs), prop: json.dumps(document)}))
            rows.append(row)
        return replace(before, resources=tuple(rows))

    return edit


def _put(value: Any, path: list[str], new: Any) -> Any:
    head, *rest = path
    key: Any = int(head) if isinstance(value, list) else head
    if rest:
        value[key] = _put(value[key] if isinstance(value, list) else value.get(key, {}), rest, new)
    elif new is GONE:
        del value[key]
    else:
        value[key] = new
    return value
