"""What a thing goes with: containers with their account, all of a resource group with it, a storage with its bucket."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from infra.review.compare.stateful import physical
from infra.review.compare.tokens import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from infra.offline.graph import Graph, Resource
    from infra.review.report import Hazard

_GROUPS = ("azure-native:resources:ResourceGroup", "azure:core/resourceGroup:ResourceGroup")
_HELD_BY: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("accountName", ("azure-native:storage:StorageAccount",)),
    ("storageAccountName", ("azure:storage/account:Account",)),
    ("resourceGroupName", _GROUPS),
)
"""(the property that names what a thing is in, the types that can be), nearest first."""
_SCHEMES: Mapping[str, str] = {
    "aws:s3/bucket:Bucket": "s3",
    "gcp:storage/bucket:Bucket": "gs",
    "azure-native:storage:StorageAccount": "https",
}
_CONTAINER = "azure-native:storage:BlobContainer"
PLACE = "place"
"""What a storage that moves is `forced_by`."""
_BLOBS = ".blob.core.windows.net"


class Spot(NamedTuple):
    """A place of a storage, taken apart: `rest` is the container, if any, and the prefix."""

    scheme: str
    bucket: str
    rest: str


class Wholes:
    """What each resource of a graph is in. Built once for each graph."""

    def __init__(self, base: Graph) -> None:
        self.by_urn: Mapping[str, Resource] = {item.urn: item for item in base.resources}
        holders = {token for _, tokens in _HELD_BY for token in tokens}
        self._named = {
            (plain(item.type), physical(item).casefold()): item.urn
            for item in base.resources
            if plain(item.type) in holders or plain(item.type) in {*_SCHEMES, _CONTAINER}
        }

    def of(self, urn: str) -> Iterator[str]:
        """Urns of what this resource is in, nearest first; by reference, else by name."""
        resource = self.by_urn.get(urn)
        if resource is None:
            return
        for name, tokens in _HELD_BY:
            referred = resource.property_dependencies.get(name, ())
            yield from (one for one in referred if one in self.by_urn and plain(self.by_urn[one].type) in tokens)
            value = resource.inputs.get(name)
            if isinstance(value, str):
                found = (self._named.get((token, value.casefold())) for token in tokens)
                yield from (one for one in found if one is not None and one != urn)

    def holders(self, spot: Spot) -> Iterator[tuple[str, str]]:
        """(urn, what is below it) of the container and of the bucket or account of a place."""
        container, _, below = spot.rest.removeprefix("/").partition("/")
        names = [(_CONTAINER, f"{spot.bucket}/{container}", below)] if spot.scheme == "https" else []
        names += [(token, spot.bucket, spot.rest) for token, scheme in _SCHEMES.items() if scheme == spot.scheme]
        for token, name, rest in names:
            if (token, name.casefold()) in self._named:
                yield self._named[token, name.casefold()], rest


def follows(hazard: Hazard, wholes: Wholes, after: Mapping[str, Resource]) -> str:
    """The urn of the bucket or container because of which a storage lies elsewhere: it has another name, all else not.

    Empty for anything else; `after` are the head's resources by urn.
    """
    if hazard.kind != "moved" or hazard.forced_by != PLACE or hazard.before is None or hazard.after is None:
        return ""
    old, new = _spot(hazard.before), _spot(hazard.after)
    return next((urn for urn, rest in wholes.holders(old) if _lies(new, after.get(urn), old.scheme, rest)), "")


def _lies(spot: Spot, holder: Resource | None, scheme: str, rest: str) -> bool:
    """Whether a place is in this holder, at `rest` of it."""
    if holder is None or spot.scheme != scheme:
        return False
    name, place = physical(holder), f"{spot.bucket}{spot.rest}"
    below = f"/{rest.removeprefix('/')}"
    return place[: len(name)].casefold() == name.casefold() and place[len(name) :] == below


def _spot(shown: str) -> Spot:
    """Empty for what is no place, such as a hidden value."""
    try:
        url = urlsplit(str(json.loads(shown)))
    except ValueError:
        return Spot("", "", "")
    return Spot(url.scheme, url.netloc.casefold().removesuffix(_BLOBS), url.path)
