"""One cause, one hazard: what goes with a whole is named in the whole's, and is none of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from infra.review.compare.stateful import physical, thing
from infra.review.hazards.wholes import PLACE, Wholes, follows
from infra.review.hazards.words import HOSTS, STOPS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from infra.offline.graph import Graph, Resource
    from infra.review.compare.stateful import Holds
    from infra.review.report import Hazard

_MOST = 5
"""More names than these of one kind are counted."""
_ENDS = frozenset({"delete", "replace"})
_ALONG: Mapping[str, str] = {"delete": "Along with it go", "replace": "Replaced along with it"}
_MEANS: Mapping[Holds, str] = {
    "key": "still needed for what was encrypted",
    "identity": "what runs so loses its rights",
    "cdn": "links with such a host stop working",
}
_ACCOUNTS = frozenset({"container", "file share", "table"})
"""What is not named beside its storage account."""
_GROUP = "resourceGroupName"
_COLLECT = "Run `collectstatic`"


class _Found(NamedTuple):
    """The hazards by what they are about; `moved` are those of providers and groups, by their cause."""

    wholes: Wholes
    after: Mapping[str, Resource]
    ends: Mapping[str, Hazard]
    moved: Mapping[tuple[str, str | None, str | None], Hazard]


def folded(found: Iterable[Hazard], base: Graph, head: Graph) -> tuple[Hazard, ...]:
    """The hazards without those that another one brings along, in their order.

    A container goes with its account, everything in an Azure resource group with the group, everything of a
    subscription or a project with that, a storage with the bucket that gets another name. What takes others along
    keeps its kind, subject and cause, and so its id, and names them in `loss`. To fold twice adds nothing.
    """
    hazards = tuple(found)
    known = _Found(
        Wholes(base),
        {item.urn: item for item in head.resources},
        {item.urn: item for item in hazards if item.kind in _ENDS and item.subject == item.urn},
        {
            (item.forced_by, item.before, item.after): item
            for item in hazards
            if item.kind == "moved" and item.forced_by != PLACE
        },
    )
    above = {id(item): one for item in hazards if (one := _above(item, known)) is not None}
    parts: dict[int, list[Hazard]] = {}
    for item in hazards:
        if id(item) in above:
            parts.setdefault(id(_root(item, above)), []).append(item)
    return tuple(_whole(item, parts.get(id(item), []), known) for item in hazards if id(item) not in above)


def _above(item: Hazard, known: _Found) -> Hazard | None:
    """The hazard that this one is a part of."""
    bucket = follows(item, known.wholes, known.after)
    if bucket:
        found = (known.ends.get(urn) for urn in (bucket, *known.wholes.of(bucket)))
        return next((one for one in found if one is not None and one.kind == "replace"), None)
    if item.kind not in _ENDS or item.subject != item.urn:
        return None
    for urn in known.wholes.of(item.urn):
        if urn in known.ends and known.ends[urn].kind == item.kind:
            return known.ends[urn]
    cause = item.forced_by.removeprefix("provider.")
    if cause == item.forced_by and cause != _GROUP:
        return None
    return known.moved.get((cause, item.before, item.after))


def _root(item: Hazard, above: Mapping[int, Hazard]) -> Hazard:
    """The outermost: wholes are of types that are never in each other in a circle."""
    while id(item) in above:
        item = above[id(item)]
    return item


def _whole(item: Hazard, parts: Sequence[Hazard], known: _Found) -> Hazard:
    if not parts:
        return item
    things = [part for part in parts if part.urn]
    storages = [part for part in parts if not part.urn]
    hosts = sorted({host for part in parts for host in part.loss.partition(HOSTS)[2].rstrip(".").split(", ") if host})
    loss = " ".join([item.loss, *_things(things, known.wholes), *_storages(storages)])
    stops = any(part.loss.startswith(STOPS) for part in things) and not item.loss.startswith(STOPS)
    collect = next((f" {part.way_out}" for part in storages if part.way_out.startswith(_COLLECT)), "")
    return replace(
        item,
        loss=(f"{STOPS} Unprotected: " if stops else "") + loss + (f"{HOSTS}{', '.join(hosts)}." if hosts else ""),
        way_out=item.way_out + collect,
    )


def _things(parts: Sequence[Hazard], wholes: Wholes) -> Iterator[str]:
    """`Replaced along with it: the storage accounts a and b; the key vault c (...).`"""
    if not parts:
        return
    names: dict[tuple[str, str], list[str]] = {}
    for part in parts:
        resource = wholes.by_urn.get(part.urn)
        what = thing(resource) if resource is not None else None
        key = (what.noun, _MEANS.get(what.holds, "")) if what is not None else ("resource", "")
        names.setdefault(key, []).append(physical(resource) if resource is not None else part.urn)
    whole = any(noun == "storage account" for noun, _ in names)
    said = [
        f"{_named(noun, found)}{f' ({means})' if means else ''}"
        for (noun, means), found in names.items()
        if not (whole and noun in _ACCOUNTS)
    ]
    yield f"{_ALONG.get(parts[0].kind, 'Along with it')}: {'; '.join(said)}."


def _storages(parts: Sequence[Hazard]) -> Iterator[str]:
    """Those with the same loss together."""
    names: dict[str, list[str]] = {}
    for part in parts:
        kind, _, name = part.subject.partition(" ")
        if kind == "storage":
            names.setdefault(part.loss, []).append(name)
        else:
            yield f"{part.headline.partition(' move ')[0]} lie elsewhere afterwards. {part.loss}"
    for loss, found in names.items():
        verb = "lie" if len(found) > 1 else "lies"
        text = _named("storage", found)
        yield f"{text[0].upper()}{text[1:]} {verb} elsewhere afterwards. {loss}"


def _named(noun: str, found: Sequence[str]) -> str:
    """`the bucket a`, `the buckets a, b and 3 more`."""
    names = sorted(found)
    if len(names) == 1:
        return f"the {noun} {names[0]}"
    shown, last = (names[:_MOST], f"{len(names) - _MOST} more") if len(names) > _MOST else (names[:-1], names[-1])
    return f"the {_plural(noun)} {', '.join(shown)} and {last}"


def _plural(noun: str) -> str:
    head, of, rest = noun.partition(" of ")
    if head.endswith("y") and not head.endswith("ey"):
        return f"{head[:-1]}ies{of}{rest}"
    return f"{head}{'es' if head.endswith('s') else 's'}{of}{rest}"
