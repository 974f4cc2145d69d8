"""The part of CEL that our bindings use: comparisons of `resource`, joined by `&&`, `||` and parentheses.

Modelled: `resource.type`, `resource.name` and `resource.service`, compared by `==` or by `.startsWith()` with a string.
Anything else raises: a condition is never guessed.
Source: "Attribute reference for IAM Conditions" (https://cloud.google.com/iam/docs/conditions-attribute-reference).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_TOKEN = re.compile(r"""\s*(?:(&&|\|\||==|[().])|([A-Za-z_]\w*)|("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'))""")
_ESCAPE = re.compile(r"\\(?:U([0-9a-fA-F]{8})|(.))")
_ATTRIBUTES = frozenset({"type", "name", "service"})


class ConditionError(ValueError):
    """A condition says something this evaluator does not model; nothing is decided from it."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """`resource.<attribute> == text`, or with `starts` `resource.<attribute>.startsWith(text)`."""

    attribute: str
    starts: bool
    text: str


@dataclass(frozen=True, slots=True)
class Joined:
    """Parts of which all must hold, or one."""

    all: bool
    parts: tuple[Node, ...]


Node = Comparison | Joined


def holds(expression: str, resource: Mapping[str, str]) -> bool:
    """Whether the expression is true of a resource (`type`, `name`, `service`). Raises ConditionError."""
    return _true(parse(expression), resource)


@lru_cache(maxsize=1024)
def parse(expression: str) -> Node:
    """The expression as a tree. Raises ConditionError for what is not modelled."""
    tokens = _tokens(expression)
    node = _either(tokens)
    if tokens:
        raise ConditionError(f"the condition {expression!r} is not modelled from {tokens[0]!r} on")
    return node


def _tokens(expression: str) -> list[str]:
    tokens, position, text = [], 0, expression.rstrip()
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise ConditionError(f"the condition {expression!r} is not modelled from {text[position:].strip()!r} on")
        tokens.append(match[0].strip())
        position = match.end()
    return tokens


def _either(tokens: list[str]) -> Node:
    parts = [_both(tokens)]
    while tokens[:1] == ["||"]:
        del tokens[0]
        parts.append(_both(tokens))
    return parts[0] if len(parts) == 1 else Joined(False, tuple(parts))


def _both(tokens: list[str]) -> Node:
    parts = [_one(tokens)]
    while tokens[:1] == ["&&"]:
        del tokens[0]
        parts.append(_one(tokens))
    return parts[0] if len(parts) == 1 else Joined(True, tuple(parts))


def _one(tokens: list[str]) -> Node:
    if tokens[:1] == ["("]:
        del tokens[0]
        inner = _either(tokens)
        _take(tokens, ")")
        return inner
    for word in ("resource", "."):
        _take(tokens, word)
    attribute = tokens.pop(0) if tokens else ""
    if attribute not in _ATTRIBUTES:
        raise ConditionError(f"resource.{attribute} is not modelled in a condition")
    if tokens[:1] == ["=="]:
        del tokens[0]
        return Comparison(attribute, False, _text(tokens))
    for word in (".", "startsWith", "("):
        _take(tokens, word)
    compared = Comparison(attribute, True, _text(tokens))
    _take(tokens, ")")
    return compared


def _take(tokens: list[str], wanted: str) -> None:
    found = tokens.pop(0) if tokens else "the end"
    if found != wanted:
        raise ConditionError(f"a condition has {found!r} where only {wanted!r} is modelled")


def _text(tokens: list[str]) -> str:
    found = tokens.pop(0) if tokens else "the end"
    if found[:1] not in {'"', "'"}:
        raise ConditionError(f"a condition has {found!r} where only a string is modelled")
    return _ESCAPE.sub(_unescaped, found[1:-1])


def _unescaped(match: re.Match[str]) -> str:
    if match[1]:
        return chr(int(match[1], 16))
    if match[2] not in {"\\", '"', "'"}:
        raise ConditionError(f"the escape {match[0]!r} is not modelled in a condition")
    return match[2]


def _true(node: Node, resource: Mapping[str, str]) -> bool:
    if isinstance(node, Joined):
        results = (_true(part, resource) for part in node.parts)
        return all(results) if node.all else any(results)
    value = resource.get(node.attribute, "")
    return value.startswith(node.text) if node.starts else value == node.text
