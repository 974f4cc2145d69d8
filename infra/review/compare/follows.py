"""Replacements that follow from replacements: a resource whose forcing property is made of a replaced one.

The engine does the same: what is deleted before it is made anew takes along the dependents that another value of the
property would replace (`calculateDependentReplacements`, pkg/resource/deploy/step_generator.go).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.review.compare.forces import moved, tops
from infra.review.compare.shown import shown
from infra.review.report import PropertyChange

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from infra.offline.graph import Graph, Resource
    from infra.review.compare.records import Pair


def followers(pairs: Iterable[Pair], replaced: Collection[str]) -> Mapping[str, str]:
    """Urn -> the property that makes it follow, for what is on both sides and not replaced already."""
    waiting = {pair.head.urn: pair.head for pair in pairs if pair.base is not None and pair.head is not None}
    users = _users(waiting.values())
    found: dict[str, str] = {}
    todo = sorted(replaced)
    while todo:
        for urn, name in users.get(todo.pop(), ()):
            if urn not in found and urn not in replaced:
                found[urn] = name
                todo.append(urn)
    return found


def relocated(base: Graph, head: Graph) -> Mapping[str, PropertyChange]:
    """Provider's urn -> the property of it whose change puts all its resources elsewhere."""
    old = {item.urn: item for item in base.resources if item.type.startswith("pulumi:providers:")}
    both = [(old[item.urn], item) for item in head.resources if item.urn in old]
    found = {head.urn: (moved(head.type, base.inputs, head.inputs), base, head) for base, head in both}
    return {
        urn: PropertyChange(f"provider.{name}", shown(base.inputs[name]), shown(head.inputs[name]), forces=True)
        for urn, (name, base, head) in found.items()
        if name
    }


def _users(resources: Iterable[Resource]) -> Mapping[str, list[tuple[str, str]]]:
    users: dict[str, list[tuple[str, str]]] = {}
    for resource in resources:
        for name in sorted(tops(resource.type) & resource.property_dependencies.keys()):
            for urn in resource.property_dependencies[name]:
                users.setdefault(urn, []).append((resource.urn, name))
    return users
