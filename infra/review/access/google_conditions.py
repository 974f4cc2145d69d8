"""Conditions of bindings as keys: what `resource.name.startsWith(...)` leaves of a bucket.

What `infra.decisions.gcp.conditions` cannot read is kept as a condition in words over the whole bucket.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from infra.decisions.gcp.conditions import Comparison, ConditionError, Joined, parse
from infra.review import keys
from infra.review.access.conditions import expression, joined
from infra.review.access.conjuncts import CEL, conjuncts
from infra.review.keys import Term, TooComplexError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from infra.decisions.gcp.conditions import Node

_SERVICE = "storage.googleapis.com"


def regions(
    condition: str, buckets: Sequence[str], on_objects: bool, unread: list[str]
) -> tuple[tuple[Term, str], ...]:
    """The keys that a binding reaches, with what else has to hold; `buckets` are the names of the one bucket.

    `on_objects` is False for what is asked of the bucket itself: permissions on it, and listing.
    """
    if not condition:
        return ((Term("*"), ""),)
    found: tuple[str, ...] = ("*",)
    rest: list[str] = []
    for part in conjuncts(condition, CEL):
        try:
            patterns = keys.minimal(item for bucket in buckets for item in _patterns(parse(part), bucket, on_objects))
            found = _in_both(found, patterns)
        except (ConditionError, TooComplexError):
            rest.append(part)
            unread.append(f"the condition {part!r} is compared as text only")
    words = joined(expression(part) for part in rest)
    return tuple((Term(pattern), words) for pattern in found)


def _in_both(left: Sequence[str], right: Sequence[str]) -> tuple[str, ...]:
    return keys.minimal(both for one in left for two in right for both in keys.intersect(one, two))


@lru_cache(maxsize=4096)
def _patterns(node: Node, bucket: str, on_objects: bool) -> tuple[str, ...]:
    if isinstance(node, Comparison):
        return _compared(node, bucket, on_objects)
    parts = [_patterns(part, bucket, on_objects) for part in node.parts]
    if not _is_all(node):
        return keys.minimal(item for part in parts for item in part)
    found: tuple[str, ...] = ("*",)
    for part in parts:
        found = _in_both(found, part)
    return found


def _compared(node: Comparison, bucket: str, on_objects: bool) -> tuple[str, ...]:
    name = f"projects/_/buckets/{bucket}"
    kind = "Object" if on_objects else "Bucket"
    if node.attribute == "name" and on_objects:
        pattern = keys.below(node.text) if node.starts else keys.literal(node.text)
        return keys.after(pattern, f"{name}/objects/")
    value = {"type": f"{_SERVICE}/{kind}", "service": _SERVICE, "name": name}[node.attribute]
    return ("*",) if (value.startswith(node.text) if node.starts else value == node.text) else ()


def _is_all(node: Joined) -> bool:
    return node.all
