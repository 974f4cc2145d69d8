"""IAM policy documents as rules need them: normal statements, and what a condition restricts.

Source: "IAM JSON policy elements reference", and "The meaning of public" in the S3 user guide
(https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from infra.offline.values import policy_of
from infra.review.policy.reading import blocks, items, texts, unread

if TYPE_CHECKING:
    from infra.offline.values import Value

_POSITIVE = {"stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike", "ipaddress", "bool"}
_NARROWING = {
    "aws:principalaccount", "aws:principalarn", "aws:principalorgid", "aws:principalorgpaths", "aws:sourceaccount",
    "aws:sourcearn", "aws:sourceip", "aws:sourceorgid", "aws:sourceorgpaths", "aws:sourcevpc", "aws:sourcevpce",
    "aws:userid", "kms:calleraccount", "s3:dataaccesspointaccount", "s3:dataaccesspointarn",
}  # fmt: skip
_EVERYTHING = {"", "0.0.0.0/0", "::/0"}


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement. `actions` in lower case; `principals` are (element, value). `conditions`: (operator, key, values),
    operator and key in lower case. `inverted`: it has a NotAction, NotResource or NotPrincipal.
    """

    label: str
    effect: str
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    principals: tuple[tuple[str, str], ...]
    conditions: tuple[tuple[str, str, tuple[str, ...]], ...]
    inverted: tuple[str, ...]

    def does(self, *actions: str) -> bool:
        """Whether its actions match one of these; also by wildcards of its own."""
        if "NotAction" in self.inverted:
            return not any(matches(pattern, action) for pattern in self.actions for action in actions)
        return any(matches(pattern, action.lower()) for pattern in self.actions for action in actions)

    def narrowed(self, keys: Iterable[str] = ()) -> bool:
        """Whether a condition that must hold names somebody: by one of the keys, or those that AWS counts."""
        wanted = set(keys) or _NARROWING
        return any(
            operator in _POSITIVE and key in wanted and values and not any(_open(value) for value in values)
            for operator, key, values in self.conditions
        )

    def anybody(self) -> bool:
        """Whether it names everybody as principal."""
        return any(value == "*" for element, value in self.principals if element in ("*", "AWS"))


def statements(value: Value) -> tuple[Statement, ...] | None:
    """The statements of a policy given as JSON text or as a mapping; None when it cannot be read or known."""
    if isinstance(value, str):
        return _parsed(value)
    if unread(value):
        return None
    return _statements(policy_of(value))


@lru_cache(maxsize=4096)
def matches(pattern: str, text: str) -> bool:
    """Whether an IAM pattern with `*` and `?` matches the text; pieces are sought from left to right."""
    pieces = re.split(r"\*+", pattern)
    if len(pieces) == 1:
        return len(text) == len(pattern) and _same(pattern, text)
    first, *middle, last = pieces
    if len(text) < len(first) + len(last) or not _same(first, text[: len(first)]):
        return False
    end = len(text) - len(last)
    return _same(last, text[end:]) and _in_order(middle, text[len(first) : end])


def _in_order(pieces: list[str], text: str) -> bool:
    position = 0
    for piece in pieces:
        ends = range(position, len(text) - len(piece) + 1)
        start = next((place for place in ends if _same(piece, text[place : place + len(piece)])), None)
        if start is None:
            return False
        position = start + len(piece)
    return True


def _same(pattern: str, text: str) -> bool:
    return len(pattern) == len(text) and all(p in ("?", t) for p, t in zip(pattern, text, strict=True))


@lru_cache(maxsize=4096)
def _parsed(text: str) -> tuple[Statement, ...] | None:
    try:
        return _statements(policy_of(text))
    except RecursionError:
        return None


def _statements(document: Mapping[str, Any] | None) -> tuple[Statement, ...] | None:
    if document is None:
        return None
    listed = items(document.get("Statement"))
    if len(blocks(tuple(listed))) != len(listed):
        return None
    return tuple(_statement(number, block) for number, block in enumerate(blocks(tuple(listed)), 1))


def _statement(number: int, block: Mapping[str, Any]) -> Statement:
    sid = block.get("Sid")
    return Statement(
        label=sid if isinstance(sid, str) and re.fullmatch(r"[A-Za-z0-9 _-]{1,64}", sid) else f"statement {number}",
        effect=str(block.get("Effect")),
        actions=tuple(text.lower() for text in texts(block.get("Action", block.get("NotAction")))),
        resources=texts(block.get("Resource", block.get("NotResource"))),
        principals=tuple(_principals(block.get("Principal"))),
        conditions=tuple(_conditions(block.get("Condition"))),
        inverted=tuple(key for key in ("NotAction", "NotPrincipal", "NotResource") if key in block),
    )


def _principals(value: Value) -> Iterable[tuple[str, str]]:
    if isinstance(value, Mapping):
        return [(str(element), text) for element, listed in value.items() for text in texts(listed)]
    return [("*", text) for text in texts(value)]


def _conditions(value: Value) -> Iterable[tuple[str, str, tuple[str, ...]]]:
    for operator, keys in value.items() if isinstance(value, Mapping) else ():
        for key, listed in keys.items() if isinstance(keys, Mapping) else ():
            said = tuple(_text(item) for item in items(listed))
            yield str(operator).lower().removeprefix("foranyvalue:"), str(key).lower(), said


def _text(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _open(value: str) -> bool:
    return value.strip("*?") in _EVERYTHING or value in _EVERYTHING
