"""What a change costs in a month: what a site uses, as its team says it, times the prices of a table with a date.

Only what a price is known for is estimated, at its first tier and without free amounts; everything else is `missing`.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from infra.review.cost_places import StorePlace, store_places
from infra.review.prices.models import PER
from infra.review.prices.read import place as normal
from infra.review.report import Cost, CostLine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from infra.offline.graph import Graph
    from infra.review.prices.models import Price, Prices, StoreUsage, Usage

__all__ = ["cost"]

_RANKS = (
    ("STANDARD", "Hot"),
    ("STANDARD_IA", "NEARLINE", "Cool", "ONEZONE_IA", "INTELLIGENT_TIERING"),
    ("GLACIER_IR", "COLDLINE", "Cold"),
    ("GLACIER", "ARCHIVE", "Archive", "DEEP_ARCHIVE"),
)
"""Classes from hot to cold; a class of one cloud is the first of another's in its row."""
_OF = {
    "s3": ("STANDARD", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"),
    "gcs": ("STANDARD", "NEARLINE", "COLDLINE", "ARCHIVE"),
    "azure": ("Hot", "Cool", "Cold", "Archive"),
}
_FEES = ("cloud-cdn", "front-door-standard", "front-door-premium")
"""CDNs that cost something before anybody reads."""
_REST = "everything that does not change"


class _Slot(NamedTuple):
    """One kind of use: how much, in words with `{}` for the amount, and what it is priced as in a place."""

    words: str
    amount: float
    item: Callable[[StorePlace], str]


class _Priced(NamedTuple):
    item: str
    value: float


class _Table:
    """Prices by cloud, region and item, and what was asked for in vain."""

    def __init__(self, prices: Prices) -> None:
        self._rows: Mapping[tuple[str, str, str], Price] = {
            (row.cloud, normal(row.region), row.item): row for row in prices.prices
        }
        self.missing: set[str] = set()

    def priced(self, place: StorePlace | None, slot: _Slot) -> _Priced | None:
        """The price of a slot in a place; nothing where there is no place or no such thing; None for no price."""
        item = slot.item(place) if place is not None and slot.amount else ""
        if place is None or not item:
            return _Priced("", 0.0)
        region = normal(place.region)
        row = self._rows.get((place.cloud, region, item)) or self._rows.get((place.cloud, "*", item))
        if row is None:
            self.missing.add(f"no price of {item} for {place.cloud} in {place.region or 'an unknown region'}")
            return None
        return _Priced(item, round(slot.amount / PER[row.per] * row.price, 4))


def cost(base: Graph, head: Graph, usage: Usage, prices: Prices) -> Cost:
    """A month of one environment, the head's stack: the lines that change, and the rest in one.

    A line that lacks a price on one side is left out and is in `missing`.
    """
    environment = head.stack or base.stack
    table, stores = _Table(prices), usage.environments.get(environment)
    shown = (prices.currency, prices.date.isoformat())
    if stores is None:
        return Cost(*shown, (), (f"the usage file says nothing of the environment {environment}",))
    old, new = store_places(base), store_places(head)
    lines = [
        line for name in sorted(stores) for line in _lines(name, stores[name], old.get(name), new.get(name), table)
    ]
    missing = sorted({*table.missing, *_unsaid(old, new, stores)})
    return Cost(*shown, tuple(_short(lines)), tuple(missing))


def _unsaid(
    old: Mapping[str, StorePlace], new: Mapping[str, StorePlace], stores: Mapping[str, StoreUsage]
) -> Iterator[str]:
    for name in sorted(old.keys() | new.keys()):
        before, after = old.get(name), new.get(name)
        if name not in stores and before != after:
            yield f"the usage file says nothing of the store {name}, which changes"
        if (before is not None and before.firewall) != (after is not None and after.firewall):
            yield f"the firewall before {name} is billed by its own rules"
    for name in sorted(stores.keys() - old.keys() - new.keys()):
        yield f"the usage file has a store {name} that is not there"


def _lines(
    name: str, used: StoreUsage, old: StorePlace | None, new: StorePlace | None, table: _Table
) -> Iterator[CostLine]:
    for slot in _slots(used):
        before, after = table.priced(old, slot), table.priced(new, slot)
        if before is not None and after is not None and (before.value or after.value):
            items = " -> ".join(dict.fromkeys(priced.item for priced in (before, after) if priced.item))
            yield CostLine(name, f"{slot.words.format(_number(slot.amount))} ({items})", before.value, after.value)


def _number(amount: float) -> str:
    return f"{int(amount) if amount == int(amount) else amount:,}"


def _short(lines: list[CostLine]) -> Iterator[CostLine]:
    rest = round(sum(line.before for line in lines if line.before == line.after), 4)
    yield from (line for line in lines if line.before != line.after)
    if rest:
        yield CostLine("", _REST, rest, rest)


def _slots(used: StoreUsage) -> Iterator[_Slot]:
    yield from _stored(used)
    yield _Slot("{} GB of old versions", used.versions_gb, lambda at: _storage(at, at.storage_class) * at.versioned)
    yield _Slot("{} requests that write", used.writes, lambda _: "requests/write")
    yield _Slot("{} requests that read", used.reads, lambda _: "requests/read")
    yield _Slot("{} GB to readers from the store", used.egress_gb.direct, lambda _: "egress/direct")
    yield _Slot("{} GB to readers", used.egress_gb.cdn, lambda at: f"egress/{at.cdn or 'direct'}")
    yield _Slot("{} requests of readers", used.cdn_requests, lambda at: f"requests/{at.cdn or 'read'}")
    yield _Slot("{} GB into the CDN", used.cdn_misses_gb, lambda at: "fill/cloud-cdn" if at.cdn == "cloud-cdn" else "")
    yield _Slot("the CDN itself", 1, lambda at: f"fee/{at.cdn}" if at.cdn in _FEES else "")


def _stored(used: StoreUsage) -> Iterator[_Slot]:
    """All in the store's own class, or by classes of any cloud."""
    if isinstance(used.storage_gb, dict):
        for kind in sorted(used.storage_gb):
            yield _Slot("{} GB", used.storage_gb[kind], partial(_in_class, kind))
    else:
        yield _Slot("{} GB", used.storage_gb, lambda at: _storage(at, at.storage_class))


def _in_class(kind: str, at: StorePlace) -> str:
    """Priced as the class in this cloud that is as cold as `kind`, which may be another cloud's."""
    own = _OF[at.cloud]
    row = next((names for names in _RANKS if kind in names), ())
    return _storage(at, kind if kind in own else next((name for name in row if name in own), kind))


def _storage(at: StorePlace, kind: str) -> str:
    return f"storage/{kind}/{at.copies}" if at.copies else f"storage/{kind}"
