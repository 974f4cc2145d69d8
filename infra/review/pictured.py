"""What one spec says, as nodes and edges; marks come later."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from generator.spec.facts import serving, storages_of
from infra.review.report import Node

if TYPE_CHECKING:
    from generator.spec.facts import Serving
    from generator.spec.model import Spec

Ends: TypeAlias = tuple[str, str]
Words: TypeAlias = tuple[str, ...]

_READERS: dict[Serving, tuple[str, str]] = {
    "cdn-public": ("cdn", "reader:anyone"),
    "cdn-signed": ("cdn", "reader:signed"),
    "cdn-cookies": ("cdn", "reader:cookies"),
    "direct-public": ("store", "reader:anyone"),
    "direct-signed": ("store", "reader:signed"),
}
_READER_LABELS = {"reader:anyone": "anyone", "reader:signed": "signed URLs", "reader:cookies": "signed cookies"}


@dataclass(frozen=True, slots=True)
class Drawing:
    """Nodes by id, what each stands for (two drawings compare it), edges with their words, and where storages lie."""

    nodes: dict[str, Node] = field(default_factory=dict)
    facts: dict[str, object] = field(default_factory=dict)
    edges: dict[Ends, Words] = field(default_factory=dict)
    lies_in: dict[str, str] = field(default_factory=dict)


def drawn(spec: Spec) -> Drawing:
    """One environment's picture."""
    drawing = Drawing()
    for name, store in spec.stores.items():
        facts = store.model_dump(exclude={"cdn"})
        _add(drawing, Node(f"store:{name}", "store", f"{name} ({store.provider})"), facts)
    for alias, storage in spec.storages.items():
        _add(drawing, Node(f"storage:{alias}", "storage", f"{alias}: {storage.prefix}"), storage)
        drawing.edges[(f"storage:{alias}", f"store:{storage.store}")] = ()
        drawing.lies_in[f"storage:{alias}"] = f"store:{storage.store}"
    for name, workload in spec.workloads.items():
        _add(drawing, Node(f"workload:{name}", "workload", name), workload.model_dump(exclude={"grants"}))
        for alias, actions in workload.grants.items():
            drawing.edges[(f"workload:{name}", f"storage:{alias}")] = tuple(actions)
    for name in spec.stores:
        _served(drawing, spec, name)
    return drawing


def _add(drawing: Drawing, node: Node, facts: object) -> None:
    drawing.nodes[node.id] = node
    drawing.facts[node.id] = facts


def _served(drawing: Drawing, spec: Spec, name: str) -> None:
    """The store's CDN, and who reads which prefixes through it or past it."""
    cdn = spec.stores[name].cdn
    if cdn is not None:
        _add(drawing, Node(f"cdn:{name}", "cdn", cdn.domain or f"CDN of {name}"), cdn)
        drawing.edges[(f"store:{name}", f"cdn:{name}")] = ()
        drawing.lies_in[f"cdn:{name}"] = f"store:{name}"
    for storage in storages_of(spec, name).values():
        through, reader = _READERS[serving(spec, storage)]
        if reader not in drawing.nodes:
            _add(drawing, Node(reader, "reader", _READER_LABELS[reader]), reader)
        ends = (f"{through}:{name}", reader)
        drawing.edges[ends] = tuple(sorted({*drawing.edges.get(ends, ()), storage.prefix}))
