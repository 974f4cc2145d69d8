"""What all CDNs have in common: a key as a path of a URL, and the best of several answers."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from infra.explain.records import CDNS, CLOUDS, Answer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.spec.workloads import Action
    from infra.explain.records import Place

READS = ("read", "list")
_KEPT = "/~!$&'()*+,;=:@-._"
_RANK = {"allow": 0, "signed": 1, "deny": 2}


def path_of(key: str) -> str:
    """The path of a key's URL, in the least encoding (RFC 3986)."""
    return "/" + quote(key, safe=_KEPT, errors="replace")


def unreachable(key: str) -> bool:
    """Whether no URL carries this name: browsers and CDNs resolve `.` and `..` first, in any encoding."""
    return any(part in {".", ".."} for part in key.split("/"))


def best(answers: Iterable[Answer], action: Action, place: Place, word: str) -> Answer:
    """The answer that opens most; one that says so where no CDN is in front of the store."""
    found = sorted(answers, key=lambda item: _RANK[item.verdict])
    return found[0] if found else refused(action, place, word, "no CDN is in front of this store")


def refused(action: Action, place: Place, word: str, reason: str) -> Answer:
    """An answer without a statement."""
    return Answer("deny", "cdn", place.provider, word, place.text(), reason=reason)


def only_reads(place: Place) -> str:
    """Why a CDN takes no upload."""
    return f"{CDNS[place.provider]} ({CLOUDS[place.provider]}) only reads"
