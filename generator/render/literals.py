"""Plain values to Python source, never by quoting a template.

Only exact builtin types and the three code nodes below are accepted: a subclass may bring its own `repr`, and `inf`,
`nan`, dates and enum members have one that is no literal. The text is ASCII and already formatted: `ruff format` (line
length 88) leaves it as it is.
"""

from __future__ import annotations

import keyword
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

WIDTH = 88
_INDENT = 4
_MAX_DEPTH = 64
_MAX_BITS = 1024


class SourceError(ValueError):
    """A value, a name or a finished module that is not safe to write as Python; the text never holds the value."""


@dataclass(frozen=True)
class Source:
    """Finished text, and what it needs imported, as `module:name` (`.env:required`, `pathlib:Path`)."""

    text: str
    imports: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Name:
    """A thing from another module: `Name("pathlib:Path")` is `Path`, with its import."""

    target: str


@dataclass(frozen=True)
class Ref:
    """A name assigned earlier in the same module."""

    name: str


@dataclass(frozen=True)
class Call:
    """A call: `Call(".env:required", ("MEDIA_BUCKET",))` is `required("MEDIA_BUCKET")`, with its import."""

    target: str
    args: tuple[Value, ...] = ()
    kwargs: Mapping[str, Value] = field(default_factory=dict)


Value: TypeAlias = "str | int | float | bool | Sequence[Value] | Mapping[str, Value] | Call | Name | Ref | None"


def identifier(text: str) -> str:
    """The text itself, if it is an ASCII identifier and no keyword.

    `ast.unparse` does not check this: `Name("x=1;y")` would become two statements.
    """
    if not (text.isascii() and text.isidentifier()) or keyword.iskeyword(text):
        raise SourceError(f"{text!a} cannot be a Python name")
    return text


def split_target(target: str) -> tuple[str, str]:
    """`module:name` as its two checked parts; leading dots make the module relative."""
    module, colon, name = target.partition(":")
    dotted = module.lstrip(".")
    if not colon or not module or name.startswith("_"):
        raise SourceError(f"{target!a} is not of the form 'module:name'")
    for part in dotted.split(".") if dotted else ():
        identifier(part)
    return module, identifier(name)


def string(value: str) -> str:
    """An ASCII literal in double quotes, in single ones when that needs fewer escapes."""
    # A leading double quote makes ascii() choose single quotes, whatever else the text holds.
    body = ascii('"' + value)[2:-1]
    if value.count('"') > value.count("'"):
        return f"'{body}'"
    return '"' + body.replace("\\'", "'").replace('"', '\\"') + '"'


def source(value: Value, *, column: int = 0) -> Source:
    """Text and imports of one value that starts at `column` of an unindented line.

    Raises:
        SourceError: a type outside the allow-list, a number that is not finite, an unsafe name, or endless nesting.
    """
    imports = frozenset(_targets(value, 0))
    return Source(_layout(value, 0, column), imports)


def _atom(value: object) -> str:
    kind = type(value)
    if kind is str:
        return string(str(value))
    if kind is bool or value is None:
        return repr(value)
    if isinstance(value, int) and kind is int and value.bit_length() <= _MAX_BITS:
        return repr(value)
    if isinstance(value, float) and kind is float and math.isfinite(value):
        return repr(value).replace("e+", "e")
    if isinstance(value, Name):
        return split_target(value.target)[1]
    if isinstance(value, Ref):
        return identifier(value.name)
    raise SourceError(f"a {kind.__name__} of this kind cannot be written as Python")


def _brackets(value: object) -> tuple[str, str] | None:
    """Opening and closing text of a value with parts; None for an atom."""
    if type(value) is list:
        return "[", "]"
    if type(value) is tuple:
        return "(", ")"
    if type(value) is dict:
        return "{", "}"
    return (split_target(value.target)[1] + "(", ")") if isinstance(value, Call) else None


def _parts(value: object) -> list[tuple[str, Value]]:
    """(prefix, value) of each part, the prefix being `key: ` or `name=`."""
    if isinstance(value, Call):
        return [("", item) for item in value.args] + [(f"{identifier(k)}=", v) for k, v in value.kwargs.items()]
    if isinstance(value, dict):
        if any(_brackets(key) or isinstance(key, Name | Ref) for key in value):
            raise SourceError("the keys of a dict must be plain scalars")
        return [(f"{_atom(key)}: ", item) for key, item in value.items()]
    return [("", item) for item in value] if isinstance(value, list | tuple) else []


def _flat(value: Value) -> str | None:
    """The value on one line, or None if it is always spread over several: a dict with keys, a list of lists."""
    ends = _brackets(value)
    if ends is None:
        return _atom(value)
    parts = _parts(value)
    if parts and type(value) is dict:
        return None
    texts = [(prefix, _flat(item)) for prefix, item in parts]
    single = type(value) is tuple and len(parts) == 1  # its comma is no wish to be spread over lines
    nested = not (single or isinstance(value, Call)) and any(_has_items(item) for _, item in parts)
    if nested or any(text is None for _, text in texts):
        return None
    comma = "," if single else ""
    return ends[0] + ", ".join(f"{prefix}{text}" for prefix, text in texts) + comma + ends[1]


def _has_items(value: Value) -> bool:
    return not isinstance(value, Call) and bool(_parts(value))


def _layout(value: Value, indent: int, used: int) -> str:
    """The value as text; `used` columns of its first line are taken, by what precedes and follows it."""
    ends, parts, flat = _brackets(value), _parts(value), _flat(value)
    if ends is None:
        return _atom(value)
    if flat is not None and (not parts or used + len(flat) <= WIDTH):
        return flat
    inner = indent + _INDENT
    lines = [ends[0]]
    for prefix, item in parts:
        lines.append(f"{' ' * inner}{prefix}{_layout(item, inner, inner + len(prefix) + 1)},")
    return "\n".join([*lines, " " * indent + ends[1]])


def _targets(value: Value, depth: int) -> Iterator[str]:
    """What the value needs imported; also the guard against endless nesting, so it runs first."""
    if depth > _MAX_DEPTH:
        raise SourceError(f"values are nested deeper than {_MAX_DEPTH}")
    if isinstance(value, Name | Call):
        yield value.target
    for _, item in _parts(value):
        yield from _targets(item, depth + 1)
