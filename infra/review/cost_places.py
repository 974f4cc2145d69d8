"""What of a store its bill depends on, read from a graph: cloud, place, class, copies, versions, the CDN before it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from infra.review.aging import azure
from infra.review.aging.places import places
from infra.review.aging.rule import one, text
from infra.review.owners import by_urn, owners

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra.offline.graph import Graph, Resource
    from infra.review.aging.rule import Cloud

HOLDERS: Mapping[str, Cloud] = {
    "aws:s3/bucket:Bucket": "s3",
    "aws:s3/bucketV2:BucketV2": "s3",
    "gcp:storage/bucket:Bucket": "gcs",
}


@dataclass(frozen=True)
class StorePlace:
    """One store. `storage_class` is where new objects go; `copies` is Azure's redundancy (`ZRS`), else empty.

    `cdn` is cloudfront, cloud-cdn, front-door-standard, front-door-premium, or empty.
    """

    cloud: Cloud
    region: str
    storage_class: str
    copies: str = ""
    versioned: bool = False
    cdn: str = ""
    firewall: bool = False


def store_places(graph: Graph) -> Mapping[str, StorePlace]:
    """By the store's name in the spec; a bucket of another program goes by its own name."""
    found, own = by_urn(graph), owners(graph)
    versioned = {place.store: bool(place.versioned) for place in places(graph)}
    held: dict[str, StorePlace] = {}
    for resource in graph.resources:
        place = _place(resource, found)
        if place is not None:
            owner = own[resource.urn]
            name = owner.name if owner.kind == "store" else _name(resource)
            held[name] = replace(place, versioned=versioned.get(name, False))
    for resource in graph.resources:
        owner = own[resource.urn]
        if owner.kind == "store" and owner.name in held:
            held[owner.name] = _fronted(held[owner.name], resource)
    return held


def _name(resource: Resource) -> str:
    names = [text(resource.inputs.get(key)) for key in ("bucket", "name", "accountName")]
    return next((name for name in names if name), resource.name)


def _place(resource: Resource, found: Mapping[str, Resource]) -> StorePlace | None:
    inputs = resource.inputs
    cloud = "azure" if azure.ACCOUNT.fullmatch(resource.type) else HOLDERS.get(resource.type)
    match cloud:
        case "s3":
            return StorePlace("s3", text(inputs.get("region")) or _provider(resource, found, "region"), "STANDARD")
        case "gcs":
            kind = text(inputs.get("storageClass")) or "STANDARD"
            return StorePlace("gcs", text(inputs.get("location")), kind)
        case "azure":
            copies = text(one(inputs.get("sku")).get("name")).rpartition("_")[2]
            return StorePlace("azure", text(inputs.get("location")), text(inputs.get("accessTier")) or "Hot", copies)
        case _:
            return None


def _provider(resource: Resource, found: Mapping[str, Resource], key: str) -> str:
    urn = text(resource.options.get("provider")).rpartition("::")
    provider = found.get(text(resource.options.get("provider"))) or found.get(urn[0])
    return text(provider.inputs.get(key)) if provider else ""


def _fronted(place: StorePlace, resource: Resource) -> StorePlace:
    inputs = resource.inputs
    match resource.type:
        case "aws:cloudfront/distribution:Distribution":
            return replace(place, cdn="cloudfront", firewall=bool(inputs.get("webAclId")))
        case "gcp:compute/backendBucket:BackendBucket":
            return replace(place, cdn="cloud-cdn", firewall=bool(inputs.get("edgeSecurityPolicy")))
        case "azure-native:cdn:Profile":
            tier = "premium" if text(one(inputs.get("sku")).get("name")).startswith("Premium") else "standard"
            return replace(place, cdn=f"front-door-{tier}")
        case "azure-native:cdn:SecurityPolicy":
            return replace(place, firewall=True)
        case _:
            return place
