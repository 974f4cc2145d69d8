"""Buckets and accounts of a graph with their lifecycle rules and with what becomes of what those delete."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from infra.review.aging import azure, gcs, s3
from infra.review.aging.rule import Place, known, many, number, one, text
from infra.review.owners import owners

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from infra.offline.graph import Graph, Resource
    from infra.offline.values import Value
    from infra.review.aging.rule import Cloud, Rule
    from infra.review.owners import Owner

Role = str
"""What a resource is here: `holder` (a bucket, an account), `rules`, `versioning`, `container`."""
_FOREIGN = ("azure:storage/managementPolicy:", "aws-native:s3:Bucket", "google-native:storage/")


class _Part(NamedTuple):
    cloud: Cloud
    role: Role
    resource: Resource
    names: tuple[str, ...]
    """By which the bucket or account is known: its own names, or the ones that the resource speaks of."""


def places(graph: Graph) -> tuple[Place, ...]:
    """By key; a place whose bucket is not in the graph is there when its rules are."""
    own = owners(graph)
    parts = [found for resource in graph.resources if (found := _part(resource)) is not None]
    keys = {(part.cloud, name): _key(part, own) for part in parts if part.role == "holder" for name in part.names}
    groups: dict[tuple[Cloud, str], list[_Part]] = defaultdict(list)
    for part in parts:
        groups[_place_of(part, keys, own)].append(part)
    return tuple(_place(key, groups[key], own) for key in sorted(groups) if _counts(groups[key]))


def unread(graph: Graph) -> Mapping[str, Resource]:
    """Resources that can hold lifecycle rules and are of providers that are not read here, by urn."""
    return {resource.urn: resource for resource in graph.resources if resource.type.startswith(_FOREIGN)}


def _counts(parts: list[_Part]) -> bool:
    return any(part.role in {"holder", "rules"} for part in parts)


def _part(resource: Resource) -> _Part | None:
    inputs = resource.inputs
    if resource.type in s3.BUCKETS:
        return _Part("s3", "holder", resource, _names(resource, "bucket"))
    if resource.type in s3.CONFIGURATIONS:
        return _Part("s3", "rules", resource, (text(inputs.get("bucket")),))
    if resource.type in s3.VERSIONINGS:
        return _Part("s3", "versioning", resource, (text(inputs.get("bucket")),))
    if resource.type in gcs.BUCKETS:
        return _Part("gcs", "holder", resource, _names(resource, "name"))
    return _azure(resource) if resource.type.startswith("azure-native:storage") else None


_AZURE = (
    (azure.POLICY, "rules"),
    (azure.SERVICE, "versioning"),
    (azure.CONTAINER, "container"),
)


def _azure(resource: Resource) -> _Part | None:
    if azure.ACCOUNT.fullmatch(resource.type):
        return _Part("azure", "holder", resource, _names(resource, "accountName", "name"))
    role = next((role for kind, role in _AZURE if kind.fullmatch(resource.type)), None)
    return None if role is None else _Part("azure", role, resource, (text(resource.inputs.get("accountName")),))


def _names(resource: Resource, *keys: str) -> tuple[str, ...]:
    wanted = [source.get(key) for source in (resource.inputs, resource.outputs) for key in (*keys, "id")]
    return tuple(sorted({text(value) for value in wanted if text(value)}))


def _key(part: _Part, own: Mapping[str, Owner]) -> str:
    owner = own[part.resource.urn]
    return owner.name if owner.kind == "store" else part.resource.urn


def _place_of(part: _Part, keys: Mapping[tuple[Cloud, str], str], own: Mapping[str, Owner]) -> tuple[Cloud, str]:
    owner = own[part.resource.urn]
    if owner.kind == "store" or part.role == "holder":
        return part.cloud, _key(part, own)
    found = next((keys[part.cloud, name] for name in part.names if (part.cloud, name) in keys), None)
    return part.cloud, found or next((name for name in part.names if name), part.resource.urn)


def _place(key: tuple[Cloud, str], parts: list[_Part], own: Mapping[str, Owner]) -> Place:
    holder = next((part for part in parts if part.role == "holder"), None)
    first = (holder or next(part for part in parts if part.role == "rules")).resource
    owner = own[first.urn]
    blocks = [block for part in parts for block in _blocks(part)]
    containers = [text(part.resource.inputs.get("containerName")) for part in parts if part.role == "container"]
    whole = all(known(block) for block in blocks)
    return Place(
        key=key,
        store=owner.name if owner.kind == "store" else _shown(holder, key),
        urn=next((part.resource.urn for part in parts if part.role == "rules"), first.urn),
        own=owner.kind == "store",
        rules=tuple(_read(key[0], blocks)) if whole else (),
        made=holder is not None and "import" not in holder.resource.options,
        versioned=_first(parts, _versioned),
        soft_days=_first(parts, _soft_days),
        container=containers[0] if len(containers) == 1 else "",
        containers=frozenset(name for name in containers if name),
        readable=whole,
    )


def _shown(holder: _Part | None, key: tuple[Cloud, str]) -> str:
    names = [name for name in holder.names if "/" not in name] if holder else []
    return names[0] if names else key[1].rpartition("::")[2]


def _first(parts: list[_Part], ask: Callable[[_Part], Any]) -> Any:
    return next((found for part in parts if (found := ask(part)) is not None), None)


def _blocks(part: _Part) -> tuple[Value, ...]:
    """The rules of a resource as they are written; an unknown list is a block of its own."""
    inputs = part.resource.inputs
    match part.cloud, part.role:
        case "s3", "rules":
            found = inputs.get("rules")
        case "s3" | "gcs", "holder":
            found = inputs.get("lifecycleRules")
        case "azure", "rules":
            policy = inputs.get("policy")
            found = one(policy).get("rules") if known(policy) else policy
        case _:
            return ()
    return many(found) if found is None or known(found) else (found,)


def _read(cloud: Cloud, blocks: list[Value]) -> Iterator[Rule]:
    for block in blocks:
        match cloud:
            case "s3":
                yield from s3.rules(block)
            case "gcs":
                yield from gcs.rules(block)
            case "azure":
                yield from azure.rules(block)


def _versioned(part: _Part) -> bool | None:
    inputs = part.resource.inputs
    match part.cloud, part.role:
        case "s3", "versioning":
            return one(inputs.get("versioningConfiguration")).get("status") == "Enabled"
        case "s3" | "gcs", "holder":
            found = one(inputs.get("versioning")).get("enabled")
        case "azure", "versioning":
            found = inputs.get("isVersioningEnabled")
        case _:
            return None
    return found if isinstance(found, bool) else None


def _soft_days(part: _Part) -> int | None:
    """Days that deleted objects can be brought back; 0 where that is off, None where nothing is said."""
    inputs = part.resource.inputs
    match part.cloud, part.role:
        case "gcs", "holder":
            seconds = number(one(inputs.get("softDeletePolicy")).get("retentionDurationSeconds"))
            return None if seconds is None else seconds // 86400
        case "azure", "versioning":
            policy = one(inputs.get("deleteRetentionPolicy"))
            return number(policy.get("days")) if policy.get("enabled") is True else 0
        case _:
            return None
