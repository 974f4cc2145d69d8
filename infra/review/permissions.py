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
        gained = list(_cells("+", place, right, left, before, only))
        lost = list(_cells("-", place, left, right, after, only))
        yield from _telling(gained, lost)


def _telling(gained: list[Cell], lost: list[Cell]) -> Iterator[Cell]:
    """Without what changes nothing: a right that another one covers, unless the other side of it is shown."""
    came = {cell.action.lower() for cell in gained if cell.broadened}
    went = {cell.action.lower() for cell in lost if cell.broadened}
    yield from (cell for cell in gained if cell.broadened or cell.action.lower() in went)
    yield from (cell._replace(broadened=False) for cell in lost if cell.broadened or cell.action.lower() in came)


def _cells(
    sign: Literal["+", "-"], place: Place, these: _Rights, those: _Rights, other: _Index, only: Mapping[str, str]
) -> Iterator[Cell]:
    """What one side has and the other has not; here `broadened` says that nothing on the other side covers it."""
    for (action, condition), rights in sorted(these.items()):
        same = [right.term for right in those.get((action, condition), ())]
        found = [right for right in rights if not keys.included([right.term], same)]
        if not found:
            continue
        covered = _covering(those, action, condition)
        if sign == "+":
            covered += _as_everyone(place, other, action, condition)
        extra = [right for right in found if not keys.included([right.term], covered)]
        yield _cell(sign, place, condition, extra or found, covered if extra else [], bool(extra), only)


def _cell(
    sign: Literal["+", "-"],
    place: Place,
    condition: str,
    rights: list[Right],
    kept: list[Term],
    new: bool,
    only: Mapping[str, str],
) -> Cell:
    first = min(rights, key=lambda right: (right.by, right.urn))
    texts = {_text(sign, place, term, kept, only) for term in _fewest(right.term for right in rights)}
    scope = tuple(sorted(texts))
    return Cell(
        sign, place.who, place.cloud, place.store, condition, new, first.action, scope, first.by, first.urn
    )  # fmt: skip


def _text(sign: Literal["+", "-"], place: Place, term: Term, kept: Iterable[Term], only: Mapping[str, str]) -> str:
    """What is gained is shown as it is now; what is lost, without what stays of it."""
    stays = [] if sign == "+" else [item.scope for item in kept if not item.but and _meets(term, item)]
    return shown(place.store, term, stays, only.get(place.store, "") if place.cloud == "azure" else "")


def _meets(term: Term, other: Term) -> bool:
    return keys.overlap(term.scope, other.scope) and not keys.covers(term.but, other.scope)


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


def _as_everyone(place: Place, index: _Index, action: str, condition: str) -> list[Term]:
    """What anyone could do already, and so this one."""
    if place.who.kind not in {"workload", "principal", "signed"} and place.who != Who("public", "cdn"):
        return []
    return _covering(index.get(place._replace(who=_EVERYONE), {}), action, condition)


def _denied(base: Access, head: Access) -> Iterator[Cell]:
    """Denies: one that goes broadens, where the store stays; one that comes does not."""
    before, after = _index(base, "deny"), _index(head, "deny")
    only = container_of((*base.rights, *head.rights))
    stays = _stores(base) & _stores(head)
    known = _stores(base) | _stores(head)
    for place in sorted({*before, *after}):
        if place.store in known and place.store not in stays:
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
            text = f"Deny if {condition}" if condition else "Deny"
            yield _cell(sign, place, text, extra, [], sign == "-", only)


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


def _stores(access: Access) -> set[str]:
    return {item.name for item in access.names if item.kind == "store"}
