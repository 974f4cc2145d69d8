"""Who can do what with the files of a graph, who is trusted, and what is exposed: read from its policies alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.review.access import azure, gcs, s3
from infra.review.access.model import Access, Exposure, Name, Right, Trust, nothing
from infra.review.access.reading import reading

if TYPE_CHECKING:
    from infra.offline.graph import Graph

__all__ = ["Access", "Exposure", "Name", "Right", "Trust", "access"]


def access(graph: Graph) -> Access:
    """The rights, trusts and exposures of a graph, sorted, without repetition; never raises for what it cannot read."""
    found = reading(graph)
    result, names = nothing(), set[Name]()
    for cloud in (s3, gcs, azure):
        part, called = cloud.read(found)
        result.add(part)
        names |= set(called)
    return Access(
        tuple(sorted(set(result.rights), key=_order)),
        tuple(sorted(set(result.trusts), key=lambda item: (item.identity, item.trusted, item.condition, item.urn))),
        tuple(sorted(set(result.exposures), key=_phrase)),
        tuple(sorted(set(result.unread))),
        tuple(sorted(names)),
    )


def _order(item: Right) -> tuple[object, ...]:
    return item.who, item.store, item.effect, item.condition, item.scope, item.but, item.action, item.by, item.urn


def _phrase(item: Exposure) -> tuple[str, ...]:
    return item.store, item.kind, item.subject, item.what, item.urn
