"""Lifecycle in words: when objects are deleted, moved or kept, and which change deletes more or earlier than before.

Rules of three clouds have one normal form (`rule`), their effect is compared by prefix (`effect`): other names, another
order, or one rule cut in two are no change.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from infra.review.aging.azure import APPENDED
from infra.review.aging.effect import Effect, differences
from infra.review.aging.places import places, unread
from infra.review.aging.rule import Place, Rule
from infra.review.aging.words import bites, sentence, subject, where
from infra.review.report import Hazard, Sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from infra.offline.graph import Graph
    from infra.review.aging.effect import Difference
    from infra.review.report import SpecPath

__all__ = ["Aging", "Rule", "aging", "rules"]

_FORCED = {
    ("s3", "objects"): "rules[{}].expiration",
    ("s3", "old versions"): "rules[{}].noncurrentVersionExpiration",
    ("gcs", "objects"): "lifecycleRules[{}].Delete",
    ("gcs", "old versions"): "lifecycleRules[{}].Delete(ARCHIVED)",
    ("azure", "objects"): "policy.rules[{}].baseBlob.delete",
    ("azure", "old versions"): "policy.rules[{}].version.delete",
    ("azure", "snapshots"): "policy.rules[{}].snapshot.delete",
}
_NOW = "objects that are there already count too: what is older goes soon after `pulumi up`"


@dataclass(frozen=True)
class Aging:
    """`sentences` by store; `hazards` are those of them that delete what was kept, or earlier."""

    sentences: tuple[Sentence, ...] = ()
    hazards: tuple[Hazard, ...] = ()


def rules(graph: Graph) -> tuple[Rule, ...]:
    """Every lifecycle rule of a graph in the normal form, by place."""
    return tuple(rule for place in places(graph) for rule in place.rules)


def aging(base: Graph, head: Graph) -> Aging:
    """How files age differently. A new store's rules are said and are no hazard; of a removed one nothing is said."""
    old, new = ({place.key: place for place in places(graph)} for graph in (base, head))
    nothing = Place(("s3", ""), "", "", own=False)
    sentences: list[Sentence] = []
    hazards: list[Hazard] = []
    for key in sorted(old.keys() | new.keys()):
        place = new.get(key) or replace(old.get(key, nothing), rules=())
        if key in new or not place.made:
            _compare(old.get(key), place, sentences, hazards)
    return Aging((*sentences, *_not_read(base, head)), tuple(hazards))


def _compare(old: Place | None, place: Place, sentences: list[Sentence], hazards: list[Hazard]) -> None:
    """Of a place that is gone only rules are left to compare: its bucket was never in the graph.

    A container that is new has no files yet; with one, prefixes are said with their container.
    """
    if not place.readable or not (old is None or old.readable):
        text = "lifecycle rules are only known after the change is applied: they are not compared"
        sentences.append(Sentence(place.store, text, _paths(place)))
        return
    is_new = old is None and place.made
    empty = place.containers - old.containers if old and old.containers and place.made else frozenset()
    place = replace(place, container="") if empty else place
    for found in differences(old.rules if old else (), place.rules):
        sentences.append(Sentence(place.store, sentence(place, found, new=is_new), _paths(place)))
        if (
            found.kind.action == "delete"
            and found.earlier
            and not is_new
            and found.prefix.partition("/")[0] not in empty
        ):
            hazards.append(_hazard(place, found))


def _paths(place: Place) -> tuple[SpecPath, ...]:
    return (("stores", place.store, "lifecycle"), ("stores", place.store)) if place.own else ()


def _hazard(place: Place, found: Difference) -> Hazard:
    about = subject(place, found.kind, found.prefix, found.filter)
    clock = found.kind.clock
    what = found.kind.what.removesuffix(APPENDED)
    return Hazard(
        kind="retention-shortened",
        subject=f"{f'store {place.store}' if place.own else place.urn}: {about}",
        headline=f"{place.store}: {sentence(place, found)}",
        loss=f"{_NOW}; {_loss(place, found)}",
        way_out=_way_out(place, found),
        forced_by=_FORCED[place.key[0], what].format(found.prefix),
        before=bites(found.before, clock) if found.before else None,
        after=bites(found.after, clock),
        urn=place.urn,
        paths=_paths(place),
    )


def _loss(place: Place, found: Difference) -> str:
    """Whether what is deleted can be brought back."""
    soft = f"soft delete keeps it for {place.soft_days} days" if place.soft_days else ""
    if found.kind.what.startswith(("old versions", "snapshots")):
        return soft or f"{found.kind.what} that are deleted cannot be brought back"
    match place.versioned:
        case True:
            return f"versioning is on: what is deleted stays as an old version{_until(place, found)}"
        case False:
            return f"versioning is off: {soft or 'what is deleted cannot be brought back'}"
        case None:
            return soft or "whether old versions are kept is not known here"


def _until(place: Place, found: Difference) -> str:
    ends = [rule for rule in place.rules if rule.kind.what.startswith("old versions") and rule.kind.action == "delete"]
    kinds = sorted({rule.kind for rule in ends})
    told = [
        bites(done, kind.clock)
        for kind in kinds
        if (done := Effect(rule for rule in ends if rule.kind == kind).at(found.filter, found.prefix))
    ]
    return f", which is deleted {' or '.join(told)}" if told else " until somebody deletes it"


def _way_out(place: Place, found: Difference) -> str:
    if found.before:
        was = bites(found.before, found.kind.clock)
        return f"let them be deleted {was} as before, or copy what must stay before `pulumi up`"
    return f"give the rule a prefix below which everything may go, or copy what must stay {where(place, found.prefix)}"


def _not_read(base: Graph, head: Graph) -> Iterator[Sentence]:
    """Rules of providers that are not read here, where they change."""
    old, new = unread(base), unread(head)
    for urn in sorted(old.keys() | new.keys()):
        if _inputs(old, urn) != _inputs(new, urn):
            resource = new.get(urn) or old[urn]
            text = f"lifecycle rules of {resource.type} are not read here, and this one changes: look at it yourself"
            yield Sentence(resource.name, text)


def _inputs(resources: Mapping[str, object], urn: str) -> object:
    found = resources.get(urn)
    return getattr(found, "inputs", None)
