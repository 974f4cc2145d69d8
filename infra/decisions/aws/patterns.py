"""Patterns of IAM policies: `*`, `?` and policy variables, as regular expressions and plain text.

A variable's value is always literal: a tag whose value is `*` matches an asterisk, nothing else.
Source: "IAM policy elements: Variables and tags" and "String condition operators" in the IAM user guide.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_TOKEN = re.compile(r"\$\{([^}]*)\}|([*?])")
_DEFAULT = re.compile(r"\s*([^,\s]+)\s*,\s*'(.*)'\s*")


class UnresolvedVariableError(Exception):
    """A policy variable has no value in this request, so the pattern matches nothing."""


def glob(pattern: str, context: Mapping[str, tuple[str, ...]], *, variables: bool) -> re.Pattern[str] | None:
    """The pattern as a regular expression for `fullmatch`; None when a variable has no value."""
    try:
        return _compiled("".join(_pieces(pattern, context, variables)))
    except UnresolvedVariableError:
        return None


def literal(text: str, context: Mapping[str, tuple[str, ...]], *, variables: bool) -> str | None:
    """The text with variables filled in and wildcards left as they are; None when a variable has no value."""
    if not variables:
        return text
    try:
        return _TOKEN.sub(lambda m: m[0] if m[2] else _value(m[1], context), text)
    except UnresolvedVariableError:
        return None


def _pieces(pattern: str, context: Mapping[str, tuple[str, ...]], variables: bool) -> Iterator[str]:
    position = 0
    for match in _TOKEN.finditer(pattern):
        yield re.escape(pattern[position : match.start()])
        position = match.end()
        if match[2]:
            yield ".*" if match[2] == "*" else "."
        else:
            yield re.escape(_value(match[1], context) if variables else match[0])
    yield re.escape(pattern[position:])


def _value(name: str, context: Mapping[str, tuple[str, ...]]) -> str:
    if name in {"*", "?", "$"}:
        return name
    with_default = _DEFAULT.fullmatch(name)
    key, default = (with_default[1], with_default[2]) if with_default else (name.strip(), None)
    values = context.get(key.lower(), ())
    if len(values) == 1:
        return values[0]
    if default is None:
        raise UnresolvedVariableError(key)
    return default


@lru_cache(maxsize=4096)
def _compiled(expression: str) -> re.Pattern[str]:
    return re.compile(expression, re.DOTALL)
