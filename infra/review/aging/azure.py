"""Rules of an Azure account's management policy in the normal form.

https://learn.microsoft.com/azure/storage/blobs/lifecycle-management-policy-structure
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from infra.review.aging.rule import Bite, Condition, Kind, Rule, many, number, one, text, texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from infra.offline.values import Value
    from infra.review.aging.rule import Clock, Filter

POLICY = re.compile(r"azure-native:storage(/v\w+)?:ManagementPolicy")
ACCOUNT = re.compile(r"azure-native:storage(/v\w+)?:StorageAccount")
SERVICE = re.compile(r"azure-native:storage(/v\w+)?:BlobServiceProperties")
CONTAINER = re.compile(r"azure-native:storage(/v\w+)?:BlobContainer")
"""A type may name the version of Azure's API that it is of."""

APPENDED = " of append blobs"
_PARTS = {"baseBlob": "objects", "version": "old versions", "snapshot": "snapshots"}
_BLOBS = {"blockBlob": "", "appendBlob": APPENDED}
_MOVES = {"tierToHot": "Hot", "tierToCool": "Cool", "tierToCold": "Cold", "tierToArchive": "Archive"}
_CLOCKS: Mapping[str, Clock] = {
    "daysAfterModificationGreaterThan": "",
    "daysAfterCreationGreaterThan": "created",
    "daysAfterLastAccessTimeGreaterThan": "read",
}


def rules(block: Mapping[str, Value]) -> Iterator[Rule]:
    """What one rule does, by kind, type of blob and prefix; nothing for a rule that is off."""
    if block.get("enabled") is False:
        return
    definition = one(block.get("definition"))
    actions, filters = one(definition.get("actions")), one(definition.get("filters"))
    chosen = _filter(filters)
    blobs = [name for name in texts(filters.get("blobTypes")) if name in _BLOBS] or ["blockBlob"]
    for part, what in _PARTS.items():
        for kind, bite, more in _actions(what, one(actions.get(part))):
            for blob in blobs:
                for prefix in texts(filters.get("prefixMatch")) or ("",):
                    yield Rule(kind._replace(what=kind.what + _BLOBS[blob]), prefix, bite, chosen | more)


def _filter(filters: Mapping[str, Value]) -> Filter:
    tags = many(filters.get("blobIndexMatch"))
    return frozenset(Condition(f"tag {text(item.get('name'))}", "=", text(item.get("value"))) for item in tags)


def _actions(what: str, part: Mapping[str, Value]) -> Iterator[tuple[Kind, Bite, Filter]]:
    yield from _when(Kind(what, "delete"), one(part.get("delete")))
    for name, tier in _MOVES.items():
        yield from _when(Kind(what, "move", tier), one(part.get(name)))


def _when(kind: Kind, block: Mapping[str, Value]) -> Iterator[tuple[Kind, Bite, Filter]]:
    """Versions and snapshots are counted from when they were made, the only clock they have."""
    changed = number(block.get("daysAfterLastTierChangeGreaterThan"))
    more = frozenset([Condition("days in their tier", ">", changed)] if changed else [])
    for name, clock in _CLOCKS.items():
        days = number(block.get(name))
        if days is not None:
            yield kind._replace(clock=clock if kind.what == "objects" else ""), Bite(days), more
