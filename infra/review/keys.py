"""Exact algebra of key patterns: `*` any characters, `?` one character, everything else itself.

A plain asterisk or question mark is written as IAM writes it, `${*}` and `${?}`, and `${$}` is a dollar. Patterns are
read as automata: inclusion walks the subsets of their states, so no answer is a guess and nothing backtracks.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

from infra.review.automata import ONE, STAR, Union, literal, prefix, reaches, text_of, tokens_of, union_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from infra.review.automata import State, Tokens

__all__ = [
    "Term", "TooComplexError", "after", "below", "canonical", "contains", "covers", "empty", "included", "intersect",
    "is_literal", "literal", "minimal", "minus", "overlap", "tidy",
]  # fmt: skip

_MOST = 256


class TooComplexError(ValueError):
    """An intersection that has too many patterns to be shown."""


class Term(NamedTuple):
    """Keys that fit `scope` and none of `but`."""

    scope: str
    but: tuple[str, ...] = ()


def below(prefix: str) -> str:
    """The pattern of every key that begins with this text."""
    return f"{literal(prefix)}*"


def is_literal(pattern: str) -> bool:
    """Whether only one key fits."""
    return not {STAR, ONE} & set(tokens_of(pattern))


def canonical(pattern: str) -> str:
    """The same pattern in one spelling: no two stars in a row, `?` before `*`."""
    return text_of(tokens_of(pattern))


def contains(patterns: Iterable[str], key: str) -> bool:
    """Whether a key fits one of the patterns."""
    union = union_of(patterns)
    state = union.start()
    for char in key:
        state = union.step(state, char)
    return union.accepts(state)


def covers(patterns: Iterable[str], pattern: str) -> bool:
    """Whether every key that fits `pattern` fits one of `patterns`."""
    return included([Term(pattern)], [Term(item) for item in patterns])


def overlap(left: str, right: str) -> bool:
    """Whether some key fits both."""
    if not _compatible(left, right):
        return False
    if _plainly(left, right) or _plainly(right, left):
        return True
    both = (union_of([left]), union_of([right]))
    return reaches(both, all, lambda states: not all(state is None or state for state in states))


def included(left: Iterable[Term], right: Iterable[Term]) -> bool:
    """Whether every key of the terms on the left is one of a term on the right."""
    others = tuple(dict.fromkeys(right))
    known = set(others)
    rest = [term for term in left if term not in known]
    near = _Near(others) if rest else _Near(())
    return all(_within(term, near.of(term.scope)) for term in rest)


def empty(term: Term) -> bool:
    """Whether no key is left."""
    return bool(term.but) and covers(term.but, term.scope)


def minus(terms: Iterable[Term], taken: Term) -> tuple[Term, ...]:
    """The terms without the keys of `taken`. Raises TooComplexError."""
    found: list[Term] = []
    for term in terms:
        if not overlap(term.scope, taken.scope):
            found.append(term)
            continue
        kept = tuple(piece for but in taken.but for piece in intersect(term.scope, but))
        left = Term(term.scope, minimal((*term.but, taken.scope)))
        found += [left, *(Term(piece, term.but) for piece in kept)]
    return tuple(dict.fromkeys(tidy(term) for term in found if not empty(term)))


def tidy(term: Term) -> Term:
    """The term without exceptions that take nothing from it."""
    return Term(term.scope, tuple(but for but in term.but if overlap(term.scope, but)))


def minimal(patterns: Iterable[str]) -> tuple[str, ...]:
    """As few of the patterns as say the same, sorted."""
    found = sorted({canonical(item) for item in patterns}, key=lambda item: (len(prefix(item)), len(item), item))
    by_prefix: dict[str, list[str]] = {}
    for item in found:
        start = prefix(item)
        wider = (kept for end in range(len(start) + 1) for kept in by_prefix.get(start[:end], ()))
        if not any(covers((kept,), item) for kept in wider):
            by_prefix.setdefault(start, []).append(item)
    return tuple(sorted(item for items in by_prefix.values() for item in items))


def intersect(left: str, right: str, *, fold: bool = False) -> tuple[str, ...]:
    """The keys that fit both, as patterns. `fold`: `left` ignores case, `right` says how a key is written.

    Raises TooComplexError.
    """
    if not fold:
        if not overlap(left, right):
            return ()
        if covers((left,), right):
            return (right,)
        if covers((right,), left):
            return (left,)
    try:
        return minimal(text_of(tokens) for tokens in _both(tokens_of(left), tokens_of(right), fold))
    except RecursionError:
        raise TooComplexError("the patterns are too long to be intersected") from None


def after(pattern: str, text: str) -> tuple[str, ...]:
    """What may follow a literal text in the pattern: `b/*` after `b/` is `*`; empty when nothing can."""
    union = Union((tokens_of(pattern),))
    places = union.begin()
    for char in text:
        places = union.moved(places, char)
    tokens = union.patterns[0]
    return minimal(text_of(tokens[place:]) for _, place in places)


def _both(left: Tokens, right: Tokens, fold: bool) -> frozenset[Tokens]:
    memo: dict[tuple[Tokens, Tokens], frozenset[Tokens]] = {}

    def step(one: Tokens, two: Tokens) -> frozenset[Tokens]:
        if (one, two) not in memo:
            memo[one, two] = frozenset(
                (*head, *rest) for head, left, right in _ways(one, two, fold) for rest in step(left, right)
            ) if one and two else _ends(one, two)  # fmt: skip
            if len(memo[one, two]) > _MOST:
                raise TooComplexError("the patterns have too many intersections")
        return memo[one, two]

    return step(left, right)


def _ends(one: Tokens, two: Tokens) -> frozenset[Tokens]:
    return frozenset([()]) if all(token == STAR for token in (*one, *two)) else frozenset()


def _ways(one: Tokens, two: Tokens, fold: bool) -> Iterator[tuple[Tokens, Tokens, Tokens]]:
    """How a key of both can go on: what it begins with, and what is left of either."""
    match one[0] == STAR, two[0] == STAR:
        case True, True:
            yield (STAR,), one[1:], two
            yield (STAR,), one, two[1:]
        case True, False:
            yield (), one[1:], two
            yield (two[0],), one, two[1:]
        case False, True:
            yield (), one, two[1:]
            yield (one[0],), one[1:], two
        case _:
            char = _same(one[0], two[0], fold)
            if char is not None:
                yield (char,), one[1:], two[1:]


def _same(one: str, two: str, fold: bool) -> str | None:
    if one == ONE or two == ONE:
        return two if one == ONE else one
    return two if one == two or (fold and one.lower() == two.lower()) else None


class _Near:
    """Terms by the text that their keys begin with, to find those that can have a key in common."""

    __slots__ = ("_by_start", "_starts")

    def __init__(self, terms: Iterable[Term]) -> None:
        self._by_start: dict[str, list[Term]] = {}
        for term in terms:
            self._by_start.setdefault(prefix(term.scope), []).append(term)
        self._starts = sorted(self._by_start)

    def of(self, pattern: str) -> list[Term]:
        """The terms whose beginning agrees with the pattern's, the widest first."""
        start = prefix(pattern)
        found = [term for end in range(len(start)) for term in self._by_start.get(start[:end], ())]
        for place in range(bisect_left(self._starts, start), len(self._starts)):
            if not self._starts[place].startswith(start):
                break
            found += self._by_start[self._starts[place]]
        return found


def _within(term: Term, near: Sequence[Term]) -> bool:
    """One term: looked for is a key that it has and none of those near it does."""
    if any(not other.but and _plainly(other.scope, term.scope) for other in near):
        return True
    by_but: dict[tuple[str, ...], list[str]] = {}
    for other in near:
        by_but.setdefault(other.but, []).append(other.scope)
    unions = [union_of([term.scope]), union_of(term.but)]
    for but, scopes in by_but.items():
        unions += [union_of(scopes), union_of(but)]
    return not reaches(tuple(unions), _in_first_only, _hopeless)


def _in_first_only(accepted: Sequence[bool]) -> bool:
    inside = [scope and not but for scope, but in zip(accepted[::2], accepted[1::2], strict=True)]
    return inside[0] and not any(inside[1:])


def _hopeless(states: Sequence[State]) -> bool:
    """Nothing can be found from here: the first has no more keys, or another has every further one."""
    if states[0] == frozenset() or states[1] is None:
        return True
    return any(
        scope is None and but == frozenset() for scope, but in zip(states[2::2], states[3::2], strict=True)
    )  # fmt: skip


def _plainly(wide: str, narrow: str) -> bool:
    """Whether a plain prefix covers a pattern, without any automaton."""
    tokens, start = tokens_of(wide), prefix(wide)
    return tokens[-1:] == (STAR,) and len(tokens) == len(start) + 1 and prefix(narrow).startswith(start)


def _compatible(left: str, right: str) -> bool:
    one, two = prefix(left), prefix(right)
    return one.startswith(two) or two.startswith(one)
