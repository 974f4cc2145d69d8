"""Conditions of Azure role assignments: the documented format 2.0, the part that storage prefixes need.

Source: "Azure role assignment condition format and syntax" (learn.microsoft.com/azure/role-based-access-control). What
is not modelled is refused when the condition is read, never passed over. A comparison with an attribute that the
request does not have is false, whatever the operator.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MAX_BYTES = 8192
_CONTAINERS = "Microsoft.Storage/storageAccounts/blobServices/containers"
ACCOUNT = "@Resource[Microsoft.Storage/storageAccounts:name]"
CONTAINER = f"@Resource[{_CONTAINERS}:name]"
PATH = f"@Resource[{_CONTAINERS}/blobs:path]"
PREFIX = f"@Request[{_CONTAINERS}/blobs:prefix]"
DELIMITER = f"@Request[{_CONTAINERS}/blobs:delimiter]"
ATTRIBUTES = frozenset({ACCOUNT, CONTAINER, PATH, PREFIX, DELIMITER})

_TOKEN = re.compile(
    r"\s*(?:(?P<mark>&&|\|\||[(){}!,])|(?P<attribute>@\w+\[[^\]]*\])|'(?P<text>[^']*)'|(?P<word>[A-Za-z:]+))"
)
_ANY_OF = "ForAnyOfAnyValues:"


class ConditionError(ValueError):
    """A condition that cannot be read, or says something that is not modelled."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks for: its action, its suboperation if it has one, and the attributes it carries."""

    action: str
    suboperation: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Matches:
    """`ActionMatches` or, with `suboperation`, `SubOperationMatches`: a pattern of a name."""

    suboperation: bool
    pattern: str

    def __call__(self, asked: Asked) -> bool:
        """Whether the request has such a name."""
        return (
            _glob(self.pattern, escapes=False).fullmatch(asked.suboperation if self.suboperation else asked.action)
            is not None
        )


@dataclass(frozen=True, slots=True)
class Exists:
    """Whether the request has an attribute at all."""

    attribute: str

    def __call__(self, asked: Asked) -> bool:
        """Whether it does."""
        return self.attribute in asked.attributes


@dataclass(frozen=True, slots=True)
class Compares:
    """An attribute compared with values, of which one is enough; `operator` is a key of `OPERATORS`."""

    attribute: str
    operator: str
    values: tuple[str, ...]

    def __call__(self, asked: Asked) -> bool:
        """Whether the request has the attribute, and it compares."""
        actual, compare = asked.attributes.get(self.attribute), OPERATORS[self.operator]
        return actual is not None and any(compare(actual, value) for value in self.values)


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    part: Node

    def __call__(self, asked: Asked) -> bool:
        """Whether the part does not hold."""
        return not self.part(asked)


@dataclass(frozen=True, slots=True)
class Joined:
    """Parts of which all must hold, or one."""

    all: bool
    parts: tuple[Node, ...]

    def __call__(self, asked: Asked) -> bool:
        """Whether they do."""
        results = (part(asked) for part in self.parts)
        return all(results) if self.all else any(results)


Node = Matches | Exists | Compares | Not | Joined


@lru_cache(maxsize=1024)
def parse(text: str) -> Node:
    """The condition as a tree that is a function of a request. Raises ConditionError."""
    if len(text.encode()) > MAX_BYTES:
        raise ConditionError(f"the condition has {len(text.encode())} bytes; Azure takes {MAX_BYTES}")
    reader = _Reader(_tokens(text))
    node = _any_of(reader)
    if reader.kind():
        raise ConditionError(f"unexpected {reader.value()!r} in the condition")
    return node


@dataclass(slots=True)
class _Reader:
    """Tokens as (kind, text), and how far they have been read."""

    tokens: list[tuple[str, str]]
    at: int = 0

    def kind(self) -> str:
        return self.tokens[self.at][0] if self.at < len(self.tokens) else ""

    def value(self) -> str:
        return self.tokens[self.at][1] if self.at < len(self.tokens) else "the end"

    def take(self, kind: str, *values: str) -> str:
        """The next token's text; ConditionError unless it is of this kind, and one of these values if any are given."""
        value = self.value()
        if self.kind() != kind or (values and value not in values):
            raise ConditionError(f"unexpected {value!r} in the condition; {' or '.join(values) or kind} is needed")
        self.at += 1
        return value

    def skip(self, *values: str) -> bool:
        """Whether the next token is one of these; it is taken then."""
        found = self.kind() in {"mark", "word"} and self.value() in values
        self.at += found
        return found


def _tokens(text: str) -> list[tuple[str, str]]:
    found, position = [], 0
    end = len(text.rstrip())
    while position < end:
        match = _TOKEN.match(text, position)
        if match is None or match.lastgroup is None:
            raise ConditionError(f"the condition cannot be read at {text[position : position + 20].strip()!r}")
        found.append((match.lastgroup, match[match.lastgroup]))
        position = match.end()
    return found


def _any_of(reader: _Reader) -> Node:
    parts = [_all_of(reader)]
    while reader.skip("OR", "||"):
        parts.append(_all_of(reader))
    return parts[0] if len(parts) == 1 else Joined(False, tuple(parts))


def _all_of(reader: _Reader) -> Node:
    parts = [_unit(reader)]
    while reader.skip("AND", "&&"):
        parts.append(_unit(reader))
    return parts[0] if len(parts) == 1 else Joined(True, tuple(parts))


def _unit(reader: _Reader) -> Node:
    if reader.skip("NOT", "!"):
        return Not(_unit(reader))
    if reader.skip("("):
        node = _any_of(reader)
        reader.take("mark", ")")
        return node
    if reader.kind() == "attribute":
        return _comparison(reader)
    return _function(reader)


def _function(reader: _Reader) -> Node:
    name = reader.take("word", "ActionMatches", "SubOperationMatches", "Exists")
    if name == "Exists":
        return Exists(_attribute(reader))
    return Matches(name == "SubOperationMatches", _braced(reader, single=True)[0])


def _comparison(reader: _Reader) -> Node:
    attribute = _attribute(reader)
    word = reader.take("word")
    name = word.removeprefix(_ANY_OF)
    if name not in OPERATORS:
        allowed = ", ".join(OPERATORS)
        raise ConditionError(f"the operator {word!r} is not modelled; these are: {allowed}")
    values = [reader.take("text")] if word == name else _braced(reader)
    return Compares(attribute, name, tuple(values))


def _attribute(reader: _Reader) -> str:
    name = reader.take("attribute")
    if name not in ATTRIBUTES:
        raise ConditionError(f"the attribute {name} is not modelled; these are: {', '.join(sorted(ATTRIBUTES))}")
    return name


def _braced(reader: _Reader, single: bool = False) -> list[str]:
    reader.take("mark", "{")
    values = [reader.take("text")]
    while not single and reader.skip(","):
        values.append(reader.take("text"))
    reader.take("mark", "}")
    return values


@lru_cache(maxsize=1024)
def _glob(pattern: str, escapes: bool = True) -> re.Pattern[str]:
    r"""StringLike's wildcards: `*` any characters, `?` one, a backslash before either makes it plain."""
    pieces = re.findall(r"\\[*?]|.", pattern, re.DOTALL) if escapes else list(pattern)
    meaning = {"*": ".*", "?": "."}
    return re.compile("".join(meaning.get(piece) or re.escape(piece[-1]) for piece in pieces), re.DOTALL)


OPERATORS: Mapping[str, Callable[[str, str], bool]] = {
    "StringEquals": lambda actual, wanted: actual == wanted,
    "StringEqualsIgnoreCase": lambda actual, wanted: actual.lower() == wanted.lower(),
    "StringNotEquals": lambda actual, wanted: actual != wanted,
    "StringStartsWith": lambda actual, wanted: actual.startswith(wanted),
    "StringNotStartsWith": lambda actual, wanted: not actual.startswith(wanted),
    "StringLike": lambda actual, wanted: _glob(wanted).fullmatch(actual) is not None,
    "StringNotLike": lambda actual, wanted: _glob(wanted).fullmatch(actual) is None,
}
