"""Conditions of role assignments as keys: what one leaves of a container, for one action.

The tree is that of `infra.decisions.azure.conditions`. What it cannot read, or what is no region of keys, is kept as a
condition in words over all that the assignment covers.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, assert_never

from infra.decisions.azure.conditions import (
    ACCOUNT,
    CONTAINER,
    OPERATORS,
    PATH,
    PREFIX,
    Asked,
    Compares,
    ConditionError,
    Exists,
    Joined,
    Matches,
    Not,
    parse,
)
from infra.review import keys
from infra.review.access.conditions import expression, joined
from infra.review.access.conjuncts import ABAC, conjuncts
from infra.review.keys import Term, TooComplexError

if TYPE_CHECKING:
    from infra.decisions.azure.conditions import Node

_PIECES = re.compile(r"(\\[*?]|[*?])")
_PATTERNS = {
    "StringEquals": ("equals", True), "StringNotEquals": ("equals", False),
    "StringStartsWith": ("starts", True), "StringNotStartsWith": ("starts", False),
    "StringLike": ("like", True), "StringNotLike": ("like", False),
}  # fmt: skip
_ALL = (Term("*"),)
Region = tuple[Term, ...]


class Question(NamedTuple):
    """One action of one container: `listing` asks with a prefix, anything else with a path."""

    action: str
    suboperation: str
    account: str
    container: str

    @property
    def listing(self) -> bool:
        """Whether it is a listing."""
        return bool(self.suboperation)


def regions(condition: str, question: Question, unread: list[str]) -> tuple[tuple[Term, str], ...]:
    """The keys inside the container that the condition lets through, with what else has to hold."""
    if not condition:
        return ((Term("*"), ""),)
    found: Region = _ALL
    rest: list[str] = []
    for part in conjuncts(condition, ABAC):
        try:
            found = _every([found, _region(parse(part), question, True)])
        except (ConditionError, TooComplexError) as error:
            unread.append(f"a condition is compared as text only: {error}")
            rest.append(part)
    words = joined(expression(part) for part in rest)
    left = (keys.tidy(term) for term in found)
    return tuple((term, words) for term in dict.fromkeys(left) if not keys.empty(term))


def _region(node: Node, question: Question, wanted: bool) -> Region:
    """Where the node is what is wanted of it."""
    match node:
        case Not():
            return _region(node.part, question, not wanted)
        case Joined():
            parts = [_region(part, question, wanted) for part in node.parts]
            return _every(parts) if node.all is wanted else tuple(term for part in parts for term in part)
        case Matches():
            asked = Asked(question.action, question.suboperation)
            return _ALL if node(asked) is wanted else ()
        case Exists():
            return _ALL if (node.attribute in _carried(question)) is wanted else ()
        case Compares():
            return _compared(node, question, wanted)
        case _:
            assert_never(node)


def _every(parts: list[Region]) -> Region:
    found: Region = _ALL
    for part in sorted(parts, key=len):
        found = tuple(dict.fromkeys(
            Term(scope, keys.minimal((*one.but, *two.but)))
            for one in found for two in part for scope in keys.intersect(one.scope, two.scope)
        ))  # fmt: skip
        found = tuple(keys.tidy(term) for term in found if not keys.empty(term))
    return found


def _carried(question: Question) -> frozenset[str]:
    return frozenset({ACCOUNT, CONTAINER, PREFIX if question.listing else PATH})


def _compared(node: Compares, question: Question, wanted: bool) -> Region:
    if node.attribute not in _carried(question):
        if node.attribute not in {PATH, PREFIX}:
            raise ConditionError(f"whether a request has {node.attribute} is not known")
        return () if wanted else _ALL  # a comparison with what is not there is false
    if node.attribute in {ACCOUNT, CONTAINER}:
        actual = question.container if node.attribute == CONTAINER else question.account
        return _ALL if any(OPERATORS[node.operator](actual, value) for value in node.values) is wanted else ()
    if node.operator not in _PATTERNS:
        raise ConditionError(f"{node.operator} on a path has no region of keys")
    kind, positive = _PATTERNS[node.operator]
    patterns = [_pattern(kind, value) for value in node.values]
    if positive is wanted:
        inside: list[Region] = [(Term(pattern),) for pattern in patterns]
        return tuple(term for region in inside for term in region) if wanted else _every(inside)
    outside: list[Region] = [(Term("*", (pattern,)),) for pattern in patterns]
    return tuple(term for region in outside for term in region) if wanted else _every(outside)


def _pattern(kind: str, value: str) -> str:
    if kind == "equals":
        return keys.literal(value)
    if kind == "starts":
        return keys.below(value)
    pieces = _PIECES.split(value)
    return "".join(piece if piece in {"*", "?"} else keys.literal(piece.removeprefix("\\")) for piece in pieces)
