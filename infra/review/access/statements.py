"""Statements of IAM policies as rights: who, which action, which keys, under which condition.

Rules: "IAM JSON policy elements reference" (IAM user guide). What has no region of keys (NotResource, NotPrincipal)
is kept as a condition in words, so that a change of it is seen, and is named in `unread`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from infra.review import keys
from infra.review.access.aws_who import EVERYONE, Named, canonical, named
from infra.review.access.aws_words import OBJECT_ACTIONS, is_only_s3, is_s3, other_words, words
from infra.review.access.buckets import VARIABLE, Place, places
from infra.review.access.conditions import Atom, atoms_of, expression, joined, texts
from infra.review.access.model import LIST, Cloud, Effect, Right
from infra.review.keys import Term

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from infra.review.access.aws_who import People
    from infra.review.access.buckets import Buckets
    from infra.review.access.reading import Reading

_PREFIX = "s3:prefix"
_LIKE = {"StringLike": True, "StringEquals": False, "StringNotLike": True, "StringNotEquals": False}


@dataclass(frozen=True)
class Source:
    """A policy document and where it hangs: `by` names it, `whose` are the holders of an identity policy."""

    document: Mapping[str, Any]
    by: str
    urn: str
    whose: tuple[Named, ...] | None = None
    own: str = ""  # what `*` is as a Resource: the key of a key policy


@dataclass(frozen=True)
class World:
    """What statements are read with."""

    found: Reading
    buckets: Buckets
    people: People


def rights_of(source: Source, world: World, unread: list[str]) -> Iterator[Right]:
    """The rights of a document; sentences about what is not understood go to `unread`."""
    listed = source.document.get("Statement")
    for number, statement in enumerate(listed if isinstance(listed, list) else [listed], 1):
        if not isinstance(statement, dict) or not _well_formed(statement):
            unread.append(f"statement {number} of {source.by} is not understood")
            continue
        label = f"{statement.get('Sid') or f'statement {number}'} of {source.by}"
        unread += [f"{label} has {element}" for element in ("NotResource", "NotPrincipal") if element in statement]
        yield from _rights(statement, label, source, world)


def _well_formed(statement: Mapping[str, Any]) -> bool:
    """Whether it has the elements of a statement, each in a shape that can be read."""
    listed = [statement.get(name, "") for name in ("Action", "NotAction", "Resource", "NotResource")]
    plain = all(isinstance(item, str) for found in listed for item in (found if isinstance(found, list) else [found]))
    either = ("Action" in statement) != ("NotAction" in statement)
    principal = isinstance(statement.get("Principal", ""), str | dict)
    return plain and either and principal and statement.get("Effect") in {"Allow", "Deny"}


def _rights(statement: Mapping[str, Any], label: str, source: Source, world: World) -> Iterator[Right]:
    atoms = (*atoms_of(statement.get("Condition")), *_exceptions(statement, world.found))
    prefixes = tuple(atom for atom in atoms if atom.key == _PREFIX and _base(atom) in _LIKE)
    rest = tuple(atom for atom in atoms if atom not in prefixes)
    effect: Effect = "deny" if statement["Effect"] == "Deny" else "allow"
    for who, held in _holders(statement, rest, source, world):
        for word, place, variable in _targets(statement, source, world):
            extra = () if word in {*OBJECT_ACTIONS, LIST} else canonical(prefixes, world.found)
            condition = joined((*held, *extra, *variable))
            for term in _terms(word, place, prefixes):
                cloud: Cloud = "s3" if is_only_s3(word) or place.store else ""
                yield Right(who, word, place.store, term.scope, label, source.urn, condition, effect, cloud, term.but)


def _holders(statement: Mapping[str, Any], rest: tuple[Atom, ...], source: Source, world: World) -> Iterator[Named]:
    if source.whose is not None:
        own = canonical(rest, world.found)
        yield from (Named(who, (*own, *held)) for who, held in source.whose)
    elif "Principal" in statement:
        yield from named(statement["Principal"], rest, world.people, world.found)
    else:
        yield Named(EVERYONE, canonical(rest, world.found))


def _exceptions(statement: Mapping[str, Any], found: Reading) -> Iterator[Atom]:
    for element, phrase in (("NotResource", "not on"), ("NotPrincipal", "not by")):
        if element in statement:
            shown = sorted(found.shown(item) for item in _flat(statement[element]))
            yield expression(f"{phrase} {', '.join(shown)}")


def _targets(
    statement: Mapping[str, Any], source: Source, world: World
) -> Iterator[tuple[str, Place, tuple[Atom, ...]]]:
    """Each action with each place that it can be about."""
    if "Action" in statement:
        actions = words(texts(statement["Action"]))
    else:
        actions = other_words(texts(statement.get("NotAction", ())))
    listed = texts(statement["Resource"]) if "Resource" in statement else ("*",)
    for resource in sorted(set(listed)):
        pattern, variable = _without_variables(resource)
        found = [Place("", source.own)] if source.own and pattern == "*" else list(places(pattern, world.buckets))
        for place in found:
            shown = place if place.store else Place("", world.found.shown(place.scope))
            yield from ((word, shown, variable) for word in actions if _fits(word, shown, pattern))


def _fits(word: str, place: Place, pattern: str) -> bool:
    """Whether an action is about such a place: objects have keys, listing is asked of the bucket."""
    if word == LIST:
        return place.whole or (not place.store and (":s3:" in pattern or pattern == "*") and "/" not in pattern)
    if word in OBJECT_ACTIONS:
        return not place.whole and (bool(place.store) or ":s3:" in pattern or pattern == "*")
    return is_s3(word) if place.store else not (is_only_s3(word) and not _about_s3(pattern))


def _about_s3(pattern: str) -> bool:
    return keys.overlap(pattern, "arn:*:s3*") or pattern == "*"


def _terms(word: str, place: Place, prefixes: tuple[Atom, ...]) -> tuple[Term, ...]:
    """The keys of a place; for listing what may be asked for as a prefix."""
    if word == LIST and place.store:
        found: tuple[Term, ...] = (Term("*"),)
        for atom in prefixes:
            found = tuple(term for one in found for term in _kept(one, atom))
        return tuple(dict.fromkeys(found))
    if word in OBJECT_ACTIONS and any("Not" not in atom.operator and not _optional(atom) for atom in prefixes):
        return ()  # no object has a prefix to compare
    return (Term("" if place.whole else place.scope),)


def _kept(term: Term, atom: Atom) -> Iterator[Term]:
    patterns = [value if _LIKE[_base(atom)] else keys.literal(value) for value in atom.values]
    if "Not" in atom.operator:
        yield keys.tidy(Term(term.scope, keys.minimal((*term.but, *patterns))))
        return
    for pattern in keys.minimal([*patterns, *([""] if _optional(atom) else [])]):
        yield from (Term(both, term.but) for both in keys.intersect(term.scope, pattern))


def _base(atom: Atom) -> str:
    return atom.operator.removeprefix("ForAnyValue:").removeprefix("ForAllValues:").removesuffix("IfExists")


def _optional(atom: Atom) -> bool:
    """Whether it holds for a request without a prefix, which lists everything."""
    return atom.operator.endswith("IfExists") or atom.operator.startswith("ForAllValues:")


def _without_variables(pattern: str) -> tuple[str, tuple[Atom, ...]]:
    """The pattern with `*` for each policy variable, and what the variables then ask for."""
    if not VARIABLE.search(pattern):
        return pattern, ()
    start = pattern.rpartition(":::")[2].partition("/")[2] or pattern
    return VARIABLE.sub("*", pattern), (expression(f"the key fits {start}"),)


def _flat(element: Any) -> tuple[str, ...]:
    if isinstance(element, dict):
        return tuple(item for listed in element.values() for item in texts(listed))
    return texts(element)
