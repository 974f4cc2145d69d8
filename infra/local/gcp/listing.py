"""Listing the objects of a bucket in pages, as the JSON API does.

The emulator finds them; pages, offsets and the folding of prefixes over pages are done here.
"""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from infra.decisions.gcp.evaluate import LIST
from infra.local.gcp import emulator, objects
from infra.local.gcp.authorise import require
from infra.local.gcp.faults import invalid

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra.local.gcp.callers import Caller
    from infra.local.gcp.emulator import Json
    from infra.local.gcp.world import World

_MOST = 1000  # in a page


def page(world: World, caller: Caller, bucket: str, params: Mapping[str, str], base: str) -> Json:
    """One page; the right to list is asked for the prefix that is listed."""
    prefix, delimiter = params.get("prefix", ""), params.get("delimiter", "")
    require(world, caller, LIST, bucket, prefix)
    found, prefixes = emulator.listing(world.storage, bucket, prefix, delimiter, params.get("matchGlob", ""))
    entries: dict[str, Json | None] = {item["name"]: item for item in found}
    entries |= dict.fromkeys(prefixes)
    after, size = _after(params.get("pageToken", "")), _size(params.get("maxResults", ""))
    names = sorted(name for name in entries if name > after and _inside(name, params))
    shown = names[:size]
    answer: Json = {"kind": "storage#objects"}
    items = [objects.shown(item, base) for name in shown if (item := entries[name]) is not None]
    folded = [name for name in shown if entries[name] is None]
    answer |= {"items": items} if items else {}
    answer |= {"prefixes": folded} if folded else {}
    if len(names) > size:
        answer["nextPageToken"] = base64.urlsafe_b64encode(shown[-1].encode()).decode()
    return answer


def _inside(name: str, params: Mapping[str, str]) -> bool:
    end = params.get("endOffset")
    return name >= params.get("startOffset", "") and (not end or name < end)


def _after(token: str) -> str:
    try:
        return base64.urlsafe_b64decode(token).decode()
    except (binascii.Error, ValueError):
        raise invalid(f"Invalid page token: {token!r}") from None


def _size(text: str) -> int:
    if text and not (text.isdecimal() and int(text) > 0):
        raise invalid(f"Invalid maxResults: {text!r}")
    return min(int(text or _MOST), _MOST)
