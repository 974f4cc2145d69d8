"""A graph, indexed once for all rules: resources by kind, and what belongs to what.

Side resources of a bucket or an account (versioning, policies, locks) are joined by the engine's dependencies of the
property that names it, and else by the name, id or symbol in that property, so that programs other than ours and state
exports are read alike.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from infra.review.owners import real
from infra.review.policy.reading import UNREAD, at, blocks, read, texts, unread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from infra.offline.graph import Graph, Resource

_Made = TypeVar("_Made")

BUCKET = "aws:s3:Bucket"
ACCOUNT = "azure-native:storage:StorageAccount"
GCS = "gcp:storage:Bucket"
_MODULES = {"azure-native:insights:": "azure-native:monitor:"}
_ARN = re.compile(r"arn:[\w-]+:s3:::(.+)")
_SIDES = {
    "aws:s3:": (BUCKET, "bucket"),
    "azure-native:storage:": (ACCOUNT, "accountName"),
    "azure-native:authorization:ManagementLock": (ACCOUNT, "scope"),
    "azure-native:authorization:RoleAssignment": (ACCOUNT, "scope"),
    "azure-native:monitor:DiagnosticSetting": (ACCOUNT, "resourceUri"),
    "azure-native:network:PrivateEndpoint": (ACCOUNT, "privateLinkServiceConnections"),
}
"""Beginning of a kind -> the kind of what it belongs to, and the property that names that."""


@dataclass(frozen=True, slots=True)
class Scene:
    """`kinds`: resources by kind. `sides`: by (urn, kind), what belongs to a resource. `loose`: by kind, resources of
    which it cannot be known what they belong to. `names`: urn of each name, id or symbol of a bucket or an account.
    `found`: resources by urn.
    """

    kinds: Mapping[str, tuple[Resource, ...]]
    sides: Mapping[tuple[str, str], tuple[Resource, ...]]
    loose: Mapping[str, tuple[Resource, ...]]
    names: Mapping[str, str]
    found: Mapping[str, Resource]
    memory: dict[str, Any] = field(default_factory=dict)

    def once(self, what: str, make: Callable[[Scene], _Made]) -> _Made:
        """What `make` gives for this scene, made at the first question; `what` names it."""
        if what not in self.memory:
            self.memory[what] = make(self)
        made: _Made = self.memory[what]
        return made

    def by_output(self, kind: str) -> Mapping[str, Resource]:
        """The resources of a kind by their id, ARN and link."""
        return self.once(f"outputs of {kind}", lambda scene: _by_output(scene.of(kind)))

    def of(self, kind: str) -> tuple[Resource, ...]:
        """The resources of a kind."""
        return self.kinds.get(kind, ())

    def beside(self, resource: Resource, *kinds: str) -> tuple[Resource, ...]:
        """What belongs to the resource, of these kinds."""
        return tuple(side for kind in kinds for side in self.sides.get((resource.urn, kind), ()))

    def unclear(self, *kinds: str) -> bool:
        """Whether something of these kinds may belong to any resource."""
        return any(self.loose.get(kind) for kind in kinds)

    def named(self, resource: Resource, prop: str, kind: str) -> Resource | None:
        """The one resource of the kind that a property depends on; None for none and for several."""
        hits = {urn for urn in resource.property_dependencies.get(prop, ()) if urn in self.found}
        found = [self.found[urn] for urn in sorted(hits) if kind_of(self.found[urn].type) == kind]
        return found[0] if len(found) == 1 else None


def kind_of(type_: str) -> str:
    """The type without version and submodule: `aws:s3/bucketV2:BucketV2` is `aws:s3:Bucket`.

    azure-native's `storage/v20230501` is `storage`, and its former `insights` is `monitor`. A type that is not of the
    form `package:module:Name` is itself.
    """
    parts = type_.split(":")
    if len(parts) != 3:
        return type_
    kind = f"{parts[0]}:{parts[1].partition('/')[0]}:{parts[2].removesuffix('V2')}"
    old = next((prefix for prefix in _MODULES if kind.startswith(prefix)), "")
    return _MODULES[old] + kind.removeprefix(old) if old else kind


def scene_of(graph: Graph) -> Scene:
    """The index of a graph; linear in its resources."""
    kinds: dict[str, list[Resource]] = defaultdict(list)
    for resource in graph.resources:
        if real(resource):
            kinds[kind_of(resource.type)].append(resource)
    found = {resource.urn: resource for rows in kinds.values() for resource in rows}
    names = _names(kinds)
    sides, loose = _joined(kinds, found, names)
    return Scene({kind: tuple(rows) for kind, rows in kinds.items()}, sides, loose, names, found)


def names_of(resource: Resource) -> frozenset[str]:
    """What a bucket or an account is called: its physical name, its id, its symbol, the name in its ARN."""
    said = [read(resource, prop) for prop in ("bucket", "name", "accountName")]
    made = [resource.outputs.get(prop) for prop in ("id", "bucket", "name", "arn")]
    called = {text for value in (*said, *made) if isinstance(value, str) and value for text in (value, arn_name(value))}
    return frozenset(called | {f"${{{resource.name}}}"})


def arn_name(text: str) -> str:
    """The bucket (and key) in an ARN of S3; any other text is itself."""
    match = _ARN.fullmatch(text)
    return match[1] if match else text


def _by_output(rows: Iterable[Resource]) -> dict[str, Resource]:
    said = [(row.outputs.get(prop), row) for row in rows for prop in ("id", "arn", "selfLink")]
    return {text: row for text, row in said if isinstance(text, str)}


def _names(kinds: Mapping[str, list[Resource]]) -> dict[str, str]:
    """Physical names win over symbols, which only our own monitor makes."""
    pairs = [
        (f"{kind}|{name.lower()}", resource.urn)
        for kind in (BUCKET, ACCOUNT, GCS)
        for resource in kinds.get(kind, ())
        for name in sorted(names_of(resource))
    ]
    return dict(reversed(pairs))


def _joined(
    kinds: Mapping[str, list[Resource]], found: Mapping[str, Resource], names: Mapping[str, str]
) -> tuple[dict[tuple[str, str], tuple[Resource, ...]], dict[str, tuple[Resource, ...]]]:
    sides: dict[tuple[str, str], list[Resource]] = defaultdict(list)
    loose: dict[str, list[Resource]] = defaultdict(list)
    for kind, rows in kinds.items():
        wanted = next((side for prefix, side in _SIDES.items() if kind.startswith(prefix)), None)
        if wanted is None or kind == wanted[0]:
            continue
        for resource in rows:
            owner = _owner(resource, *wanted, found, names)
            if owner:
                sides[owner, kind].append(resource)
            elif unread(read(resource, wanted[1])):
                loose[kind].append(resource)
    return {key: tuple(rows) for key, rows in sides.items()}, {kind: tuple(rows) for kind, rows in loose.items()}


def _owner(
    resource: Resource, kind: str, prop: str, found: Mapping[str, Resource], names: Mapping[str, str]
) -> str | None:
    value = read(resource, prop)
    for text in _candidates(value):
        if urn := names.get(f"{kind}|{text.lower()}"):
            return urn
    urns = {urn for urn in resource.property_dependencies.get(prop, ()) if urn in found}
    hits = sorted(urn for urn in urns if kind_of(found[urn].type) == kind)
    return hits[0] if len(hits) == 1 else None


def _candidates(value: object) -> Iterable[str]:
    """The names that a property may hold: as it is, or as a resource id of Azure at any depth above it."""
    for text in (value,) if isinstance(value, str) else () if value is UNREAD else texts(_links(value)):
        yield arn_name(text)
        parts = text.split("/")
        yield from ("/".join(parts[:end]) for end in range(len(parts) - 1, 2, -1))


def _links(value: object) -> tuple[object, ...]:
    return tuple(at(block, "privateLinkServiceId") for block in blocks(value))
