"""Which resource of the base is which of the head: by urn, then by the aliases that the head declares.

Aliases are resolved as the engine does it (`GenerateAliases`, pkg/resource/deploy/step_generator.go): a urn, or parts
of one where each part that is not said is the resource's own; and a child follows the aliases of its parent.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from infra.review.compare.records import Pair
from infra.review.owners import by_urn, real

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra.offline.graph import Graph, Resource
    from infra.offline.values import Value

_STACK = "pulumi:pulumi:Stack"
_MOST = 64
"""Aliases of one resource that are followed: parents multiply them."""


def pairs(base: Graph, head: Graph) -> tuple[Pair, ...]:
    """Every real resource once, by urn. An alias finds only what has no resource of its own urn in the head."""
    old, new = by_urn(base), by_urn(head)
    aliases = _Aliases(new)
    left = {urn: item for urn, item in old.items() if urn not in new and real(item)}
    found = []
    for urn in sorted(urn for urn, item in new.items() if real(item)):
        former = old.get(urn)
        if former is None and left:
            former = next((left.pop(alias) for alias in aliases.of(urn) if alias in left), None)
        found.append(Pair(former if former is not None and real(former) else None, new[urn]))
    return tuple(found) + tuple(Pair(left[urn], None) for urn in sorted(left))


class _Aliases:
    """The former urns of each resource of a graph, each worked out once."""

    def __init__(self, found: Mapping[str, Resource]) -> None:
        self._found = found
        self._known: dict[str, tuple[str, ...]] = {}

    def of(self, urn: str) -> tuple[str, ...]:
        """Former urns, nearest first; parents are worked out before their children."""
        chain: list[str] = []
        while urn in self._found and urn not in self._known and urn not in chain:
            chain.append(urn)
            urn = self._found[urn].parent
        for item in reversed(chain):
            self._known[item] = self._aliases(self._found[item])
        return self._known.get(chain[0] if chain else urn, ())

    def _aliases(self, resource: Resource) -> tuple[str, ...]:
        own = resource.options.get("aliases", ())
        texts = [item for item in own if isinstance(item, str)]
        texts += [item for item in resource.options.get("aliasUrns", ()) if isinstance(item, str)]
        specs: list[Mapping[str, Value]] = [{}, *(item for item in own if isinstance(item, Mapping))]
        parents = (resource.parent, *self._known.get(resource.parent, ()))
        made = [alias for spec in specs for parent in parents for alias in self._spelled(resource, spec, parent)]
        found = dict.fromkeys([*texts, *made])
        found.pop(resource.urn, None)
        return tuple(found)[:_MOST]

    def _spelled(self, resource: Resource, spec: Mapping[str, Value], parent: str) -> Iterator[str]:
        """A child that is named after its parent was so under the parent's former name, too."""
        parent = "" if spec.get("noParent") else str(spec.get("parentUrn") or parent)
        name = str(spec.get("name") or resource.name)
        yield _urn(resource, spec, parent, name)
        above = self._found.get(resource.parent)
        former = parent.rpartition("::")[2]
        if above is not None and former != above.name and name.startswith(above.name):
            yield _urn(resource, spec, parent, former + name.removeprefix(above.name))


def _urn(resource: Resource, spec: Mapping[str, Value], parent: str, name: str) -> str:
    head, _, _ = resource.urn.partition("::")
    project = resource.urn.split("::")[1] if resource.urn.count("::") else ""
    stack = str(spec.get("stack") or head.rpartition(":")[2])
    kind = str(spec.get("type") or resource.type)
    above = parent.split("::")[2] if parent.count("::") >= 2 else ""
    types = f"{above}${kind}" if above and above != _STACK else kind
    return f"urn:pulumi:{stack}::{spec.get('project') or project}::{types}::{name}"
