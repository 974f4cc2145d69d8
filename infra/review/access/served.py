"""What a CDN hands out: paths that a rule takes, met with what the CDN's reader may read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from infra.review import keys
from infra.review.access.model import Right
from infra.review.keys import Term, TooComplexError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from infra.review.report import Who


@dataclass(frozen=True)
class Rule:
    """Paths of a CDN as keys of a store: who reads them, from which reader's rights, for which actions.

    `fold`: the paths ignore upper and lower case.
    """

    terms: tuple[Term, ...]
    who: Who
    readers: frozenset[Who]
    store: str
    actions: tuple[str, ...]
    by: str
    urn: str
    fold: bool = False


def served(rule: Rule, rights: Iterable[Right], unread: list[str]) -> Iterator[Right]:
    """The rights of whoever comes through the CDN."""
    for right in rights:
        if right.effect != "allow" or right.action not in rule.actions or right.store != rule.store:
            continue
        if right.who in rule.readers:
            try:
                yield from _met(rule, right)
            except TooComplexError:
                unread.append(f"what {rule.by} serves of {right.store} cannot be worked out")


def in_order(patterns: Iterable[str]) -> list[Term]:
    """Patterns of which the first that fits is taken: each without the ones before it."""
    found: list[Term] = []
    before: list[str] = []
    for pattern in patterns:
        found.append(keys.tidy(Term(pattern, keys.minimal(before))))
        before.append(pattern)
    return found


def _met(rule: Rule, right: Right) -> Iterator[Right]:
    for term in rule.terms:
        for scope in keys.intersect(term.scope, right.scope, fold=rule.fold):
            left = keys.tidy(Term(scope, keys.minimal((*term.but, *right.but))))
            if not keys.empty(left):
                yield Right(
                    rule.who, right.action, right.store, left.scope, rule.by, rule.urn, right.condition, "allow",
                    right.cloud, left.but,
                )  # fmt: skip
