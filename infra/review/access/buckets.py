"""The buckets of a graph, and which of their keys a resource pattern of IAM reaches."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from infra.review import keys
from infra.review.access.model import Name
from infra.review.access.reading import called

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from infra.offline.graph import Resource
    from infra.review.access.reading import Reading

BUCKETS = ("aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2")
_ARN = re.compile(r"(arn:[^:*?]*:s3:::)([^/*?]+)(?:/(.*))?", re.DOTALL)
VARIABLE = re.compile(r"\$\{[^{}]*:[^{}]*\}")
"""A policy variable; a symbol of an offline graph has no colon."""


class Place(NamedTuple):
    """Where a pattern leads: keys of a store, with `whole` the bucket itself, without a store a raw resource."""

    store: str
    scope: str
    whole: bool = False


@dataclass(frozen=True)
class Buckets:
    """`stores` by each name and ARN of a bucket, `urns` its resource; `arns` one ARN of every bucket there is."""

    stores: Mapping[str, str]
    urns: Mapping[str, str]
    arns: tuple[tuple[str, str], ...]
    names: tuple[Name, ...]

    def store(self, reference: str) -> str:
        """The store of a bucket by its name or ARN; the name itself for one that is not in the graph."""
        return self.stores.get(reference) or reference.rpartition(":::")[2]


def buckets(found: Reading) -> Buckets:
    """The buckets of a graph."""
    stores: dict[str, str] = {}
    urns: dict[str, str] = {}
    arns: list[tuple[str, str]] = []
    taken: dict[str, str] = {}
    for resource in found.of(*BUCKETS):
        store = _store(found, resource, taken)
        names = _names(resource)
        for name in names:
            stores.setdefault(name, store)
        urns.setdefault(store, resource.urn)
        arns += [(name if name.startswith("arn:") else f"arn:aws:s3:::{name}", store) for name in names]
    names_of = tuple(sorted(Name(urn, "store", store) for store, urn in urns.items()))
    return Buckets(stores, urns, tuple(dict.fromkeys(arns)), names_of)


def places(pattern: str, known: Buckets) -> Iterator[Place]:
    """Where a Resource of a statement leads."""
    match = _ARN.fullmatch(pattern)
    if match:
        yield from _place(known.store(match[2]), match[3])
        return
    if keys.overlap(pattern, "arn:*:s3:::*") or pattern == "*":
        for arn, store in known.arns:
            if keys.contains([pattern], arn):
                yield Place(store, "", True)
            yield from (Place(store, scope) for scope in keys.after(pattern, f"{arn}/") if scope)
    yield Place("", pattern)


def _place(store: str, key: str | None) -> Iterator[Place]:
    if key is None:
        yield Place(store, "", True)
    elif key:
        yield Place(store, keys.canonical(key))


def _store(found: Reading, resource: Resource, taken: dict[str, str]) -> str:
    """The store's name in the spec; of a foreign bucket, or a second one of a store, its physical name."""
    owner = found.owner(resource)
    if owner.kind == "store" and taken.setdefault(owner.name, resource.urn) == resource.urn:
        return owner.name
    return next(iter(called(resource, "bucket", "id")), resource.name)


def _names(resource: Resource) -> tuple[str, ...]:
    plain = called(resource, "bucket", "id", "arn")
    return tuple(dict.fromkeys((*plain, *(name.rpartition(":::")[2] for name in plain if ":::" in name))))
