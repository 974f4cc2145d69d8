"""What changes in who may do what: regions of keys are compared, not texts of statements."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Literal, NamedTuple

from infra.review import keys
from infra.review.access import outside
from infra.review.access.conditions import implies
from infra.review.access.denies import binds
from infra.review.access.model import FOUR
from infra.review.access.renames import renamed
from infra.review.access.rows import Cell, container_of, rows, shown
from infra.review.report import ExposureChange, PermissionChange, TrustChange, Who

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from infra.review.access.model import Access, Cloud, Right
    from infra.review.keys import Term

_EVERYONE = Who("public", "bucket")
_THROUGH_CDN = Who("public", "cdn")
_MANY = 40


class PermissionDelta(NamedTuple):
    """The three tables of a review, each in the order in which it is shown."""

    permissions: tuple[PermissionChange, ...] = ()
    trusts: tuple[TrustChange, ...] = ()
    exposures: tuple[ExposureChange, ...] = ()


class Place(NamedTuple):
    """Where rights are compared; `whole` is the bucket itself and not its keys."""

    who: Who
    store: str
    cloud: Cloud
    whole: bool


_Rights = dict[tuple[str, str], list["Right"]]  # by action in lower case and condition
_Index = dict[Place, _Rights]


def permissions(base: Access, head: Access) -> PermissionDelta:
    """What `head` gives that `base` did not, and the other way round; statements that say it otherwise do not count."""
    base = renamed(base, head)
    return PermissionDelta(
        rows([*_allowed(base, head), *_denied(base, head)]),
        outside.trusts(base, head),
        outside.exposures(base, head),
    )


def _allowed(base: Access, head: Access) -> Iterator[Cell]:
    before, after = _index(base, "allow"), _index(head, "allow")
    only = container_of((*base.rights, *head.rights))
    for place in sorted({*before, *after}):
        left, right = before.get(place, {}), after.get(place, {})
        if _same(left, right):
            continue
        public = _Public(_open(before, place), _open(after, place))
        gained = list(_cells("+", place, right, left, public, only))
        lost = list(_cells("-", place, left, right, public, only))
        yield from _telling(gained, lost)


class _Public(NamedTuple):
    """What anyone may at a place, and so everybody: in the base and in the head."""

    before: _Rights
    after: _Rights


def _open(rights: _Index, place: Place) -> _Rights:
    """A signed link opens nothing that anyone may fetch from the same CDN."""
    who = (_EVERYONE, _THROUGH_CDN) if place.who.kind == "signed" else (_EVERYONE,) if place.who != _EVERYONE else ()
    found: _Rights = defaultdict(list)
    for one in who:
        for key, items in rights.get(place._replace(who=one), {}).items():
            found[key] += items
    return found


class _Found(NamedTuple):
    """A cell; `new`: nothing else on the other side gives the same to the same one."""

    cell: Cell
    new: bool


def _telling(gained: list[_Found], lost: list[_Found]) -> Iterator[Cell]:
    """Without what changes nothing: a right that another one covers, unless the other side of it is shown."""
    came = {found.cell.action.lower() for found in gained if found.new}
    went = {found.cell.action.lower() for found in lost if found.new}
    yield from (found.cell for found in gained if found.new or found.cell.action.lower() in went)
    yield from (found.cell for found in lost if found.new or found.cell.action.lower() in came)


def _cells(
    sign: Literal["+", "-"], place: Place, these: _Rights, those: _Rights, public: _Public, only: Mapping[str, str]
) -> Iterator[_Found]:
    """What one side has and the other has not, action by action and condition by condition."""
    for (action, condition), rights in sorted(these.items()):
        same = {right.term for right in those.get((action, condition), ())}
        left = [right for right in rights if right.term not in same]
        found = [right for right in left if not keys.included([right.term], same)]
        if not found:
            continue
        covered = _covering(those, action, condition)
        extra = [right for right in found if not keys.included([right.term], covered)]
        before, after = (_covering(side, action, condition) for side in public)
        if extra and all(keys.included([right.term], side) for right in extra for side in (before, after)):
            continue  # anyone could, and can
        terms = [right.term for right in extra or found]
        broadened = sign == "+" and bool(extra) and not keys.included(terms, [*covered, *before])
        texts = _texts(sign, place, terms, covered if extra else [], only)
        yield _Found(_cell(sign, place, condition, extra or found, texts, broadened), bool(extra))


def _cell(
    sign: Literal["+", "-"], place: Place, condition: str, rights: list[Right], texts: tuple[str, ...], broadened: bool
) -> Cell:
    first = min(rights, key=lambda right: (right.by, right.urn))
    return Cell(
        sign, place.who, place.cloud, place.store, condition, broadened, first.action, texts, first.by, first.urn
    )  # fmt: skip


def _texts(
    sign: str, place: Place, terms: Iterable[Term], kept: Iterable[Term], only: Mapping[str, str]
) -> tuple[str, ...]:
    """What is gained is shown as it is now; what is lost, without what stays of it."""
    container = only.get(place.store, "") if place.cloud == "azure" else ""
    left = [piece for term in _fewest(terms) for piece in _left(term, kept, whole=sign == "+")]
    return tuple(sorted({shown(place.store, term, container) for term in _fewest(left)}))


def _left(term: Term, kept: Iterable[Term], *, whole: bool) -> tuple[Term, ...]:
    """The keys of the term that are not kept; `whole`: without saying which ones inside a pattern those are."""
    near = [item for item in kept if keys.overlap(term.scope, item.scope)]
    if len(near) > _MANY:
        return (term,) if whole else (keys.Term(term.scope, (*term.but, *(item.scope for item in near))),)
    found: tuple[Term, ...] = (term,)
    try:
        for item in near:
            found = keys.minus(found, item)
    except keys.TooComplexError:
        return (term,)
    taken = {item.scope for item in near} if whole else set()
    return tuple(keys.Term(item.scope, tuple(but for but in item.but if but not in taken)) for item in found)


def _fewest(terms: Iterable[Term]) -> list[Term]:
    by_but: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for term in terms:
        by_but[term.but].append(term.scope)
    return [keys.Term(scope, but) for but, scopes in sorted(by_but.items()) for scope in keys.minimal(scopes)]


def _covering(rights: _Rights, action: str, condition: str) -> list[Term]:
    """The keys that the rights give for this action whenever the condition holds."""
    return [
        right.term
        for (word, loose), found in rights.items()
        if _includes(word, action) and implies(condition, loose)
        for right in found
    ]


def _includes(word: str, action: str) -> bool:
    if word == action:
        return True
    return "*" in word and action not in FOUR and " " not in word and keys.covers([word], action)


def _denied(base: Access, head: Access) -> Iterator[Cell]:
    """Denies: one that goes broadens, where the store stays and whom it bound; one that comes does not."""
    before, after = _index(base, "deny"), _index(head, "deny")
    only = container_of((*base.rights, *head.rights))
    stays = base.stores & head.stores
    known = base.stores | head.stores
    gone = _people(base) ^ _people(head)
    for place in sorted({*before, *after}):
        where = (place.store, place.cloud)
        if (where in known and where not in stays) or place.who in gone:
            continue
        yield from _denies("-", place, before.get(place, {}), after, only)
        yield from _denies("+", place, after.get(place, {}), before, only)


def _denies(
    sign: Literal["+", "-"], place: Place, these: _Rights, other: _Index, only: Mapping[str, str]
) -> Iterator[Cell]:
    standing = [found for where, found in other.items() if where[1:] == place[1:] and binds(where.who, place.who)]
    for (action, condition), rights in sorted(these.items()):
        covered = [term for found in standing for term in _covering(found, action, condition)]
        extra = [right for right in rights if not keys.included([right.term], covered)]
        if extra:
            condition = f"Deny if {condition}" if condition else "Deny"
            texts = _texts(sign, place, [right.term for right in extra], [], only)
            yield _cell(sign, place, condition, extra, texts, sign == "-")


def _index(access: Access, effect: str) -> _Index:
    found: _Index = {}
    for right in access.rights:
        if right.effect == effect:
            whole = not right.scope and right.action not in FOUR
            place = found.setdefault(Place(right.who, right.store, right.cloud, whole), {})
            place.setdefault((right.action.lower(), right.condition), []).append(right)
    return found


def _same(left: _Rights, right: _Rights) -> bool:
    """Whether nothing is different but the statements that say it: the quick way out."""
    return left.keys() == right.keys() and all(
        {item.term for item in left[key]} == {item.term for item in right[key]} for key in left
    )


def _people(access: Access) -> set[Who]:
    """The roles, users and accounts of the graph; whoever is not one of them stays what they are."""
    return {Who(kind, item.name) for item in access.names if item.kind == "who" for kind in ("workload", "principal")}
