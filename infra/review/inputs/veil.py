"""The offline program's graph as the engine's files are read, so that both can be compared with no secret in sight.

What a file hides by the name of its key is hidden here too, with the same hash. What the program itself marks as a
secret is not compared: offline it is a stand-in for a value that only the stack's configuration has.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from infra.offline.seal import Sealer
from infra.offline.values import Secret, freeze
from infra.review.inputs.foreign import KEY, TELL_NOTHING, hides

if TYPE_CHECKING:
    from infra.offline.graph import Graph
    from infra.offline.values import Value

_SEALER = Sealer(KEY)


def veiled(graph: Graph) -> Graph:
    """The graph with its inputs so."""
    return replace(graph, resources=tuple(replace(item, inputs=_veiled("", item.inputs)) for item in graph.resources))


def _veiled(key: str, value: Value) -> Value:
    match value:
        case Secret():
            return Secret()
        case str() if value.casefold() not in TELL_NOTHING and hides(key, value):
            return _SEALER.secret(value)
        case Mapping():
            return freeze({name: _veiled(name, item) for name, item in value.items()})
        case list() | tuple():
            return tuple(_veiled("", item) for item in value)
        case _:
            return value
