"""What a Deny without a condition takes away."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from infra.review import keys
from infra.review.access.aws_who import EVERYONE
from infra.review.access.model import FOUR, Right
from infra.review.keys import TooComplexError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from infra.review.report import Who


def without_denied(rights: Iterable[Right], unread: list[str]) -> list[Right]:
    """The rights that are left; a deny stays when it has a condition, or takes a part of a wider action only."""
    found = list(rights)
    plain = [right for right in found if right.effect == "deny" and not right.condition]
    by_place: dict[tuple[str, str], list[Right]] = {}
    for deny in plain:
        by_place.setdefault((deny.store, deny.cloud), []).append(deny)
    kept = [right for right in found if right.effect == "deny" and (right.condition or right.action not in FOUR)]
    for right in found:
        if right.effect == "allow":
            kept += _left(right, by_place.get((right.store, right.cloud), ()), unread)
    return kept


def binds(denied: Who, who: Who) -> bool:
    """Whether a deny for somebody is one for another: everyone is everyone, and an account is all of it."""
    if denied in (who, EVERYONE):
        return True
    account = denied.kind == "principal" and denied.name.endswith(":root")
    return account and who.kind in {"workload", "principal"}


def _left(right: Right, denies: Iterable[Right], unread: list[str]) -> list[Right]:
    terms: tuple[keys.Term, ...] = (right.term,)
    for deny in denies:
        if binds(deny.who, right.who) and _same_action(deny.action, right.action) and _same_kind(deny, right):
            try:
                terms = keys.minus(terms, deny.term)
            except TooComplexError:
                unread.append(f"{deny.by} takes more away from {right.by} than can be worked out")
    return [replace(right, scope=term.scope, but=term.but) for term in terms]


def _same_action(denied: str, action: str) -> bool:
    if denied in FOUR or action in FOUR:
        return denied == action
    return keys.covers([denied.lower()], action.lower())


def _same_kind(deny: Right, right: Right) -> bool:
    """Keys with keys, and the bucket itself with itself."""
    return bool(deny.scope) == bool(right.scope)
