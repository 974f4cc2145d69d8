"""Whose a resource is, as a reader of the spec knows it, and what of the program is no resource of a cloud."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra.offline.graph import Graph, Resource
    from infra.review.report import SpecPath

_COMPONENTS = {"Store": "store", "Access": "store", "Cdn": "store", "Logs": "store", "Workload": "workload"}
_OURS = "stowplan:"


class Owner(NamedTuple):
    """A store or a workload by its name in the spec; two empty texts for nobody's."""

    kind: str = ""
    name: str = ""

    def text(self) -> str:
        """As in `store media`; empty for nobody's."""
        return f"{self.kind} {self.name}".strip()

    def path(self) -> SpecPath:
        """Where the spec speaks of it: `("stores", "media")`; empty for nobody's."""
        return (f"{self.kind}s", self.name) if self.kind else ()


NOBODY = Owner()


def real(resource: Resource) -> bool:
    """Whether it is a thing in a cloud: not a component, not a provider, not the stack."""
    return resource.custom and not resource.type.startswith(("pulumi:providers:", "pulumi:pulumi:"))


def by_urn(graph: Graph) -> Mapping[str, Resource]:
    """The resources by urn."""
    return {resource.urn: resource for resource in graph.resources}


def owners(graph: Graph) -> Mapping[str, Owner]:
    """By urn, the nearest component of ours at or above each resource. One pass: ask once for each graph."""
    found = by_urn(graph)
    return {urn: _owner(found, resource) for urn, resource in found.items()}


def _owner(found: Mapping[str, Resource], resource: Resource) -> Owner:
    current: Resource | None = resource
    seen: set[str] = set()
    while current is not None and current.urn not in seen:
        seen.add(current.urn)
        if current.type.startswith(_OURS):
            return Owner(_COMPONENTS.get(current.type.rpartition(":")[2], ""), current.name)
        current = found.get(current.parent)
    return NOBODY
