"""Property values as immutable plain data, and their JSON form.

A value is None, a bool, int, float or str, a tuple of values, a read-only mapping from str to values, or one of the
markers below. Assets, archives and resource references are mappings with the one key `asset`, `archive` or
`resource`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeAlias

Value: TypeAlias = Any
"""A value as described above; `Any` because a reader nearly always knows the shape of the property it asks for."""

_MARKERS = ("secret", "unknown", "sensitive")
_EXACT_INTEGERS = 2.0**53


@dataclass(frozen=True, slots=True, repr=False)
class Secret:
    """What a secret is replaced by when it is recorded.

    `digest` is a keyed hash: two secrets recorded with one key are equal when their plaintexts are. It is empty after a
    trip through JSON, which says only that there is a secret.
    """

    digest: str = ""

    def __repr__(self) -> str:
        return f"Secret({self.digest[:8]})"


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that exists only after a real deployment, and for which no symbol is known."""


@dataclass(frozen=True, slots=True)
class Sensitive:
    """A secret that is still readable: a responder's secret output, or a local cloud's. Its repr does not show it."""

    value: Value = field(repr=False)


def freeze(value: Value) -> Value:
    """Read-only copy: mappings sorted by key, lists as tuples, integral floats as int (protobuf has floats only)."""
    match value:
        case Mapping():
            return MappingProxyType({key: freeze(value[key]) for key in sorted(value)})
        case list() | tuple():
            return tuple(freeze(item) for item in value)
        case float() if value.is_integer() and abs(value) <= _EXACT_INTEGERS:
            return int(value)
        case _:
            return value


def thaw(value: Value) -> Value:
    """Writable copy of dicts and lists; markers stay as they are."""
    match value:
        case Mapping():
            return {key: thaw(item) for key, item in value.items()}
        case list() | tuple():
            return [thaw(item) for item in value]
        case _:
            return value


def encode(value: Value) -> Value:
    """The value as json.dumps takes it: `{"secret": true}`, `{"unknown": true}`, `{"sensitive": ...}` for the markers.

    A real mapping that looks like a marker gets an `=` before its key, so that `decode` never confuses the two.
    """
    match value:
        case Secret():
            return {"secret": True}
        case Unknown():
            return {"unknown": True}
        case Sensitive():
            return {"sensitive": encode(value.value)}
        case Mapping():
            escape = "=" if _marker_like(value) else ""
            return {escape + key: encode(item) for key, item in value.items()}
        case list() | tuple():
            return [encode(item) for item in value]
        case _:
            return value


def decode(value: Value) -> Value:
    """Frozen inverse of `encode`; secrets come back without a digest."""
    match value:
        case {"secret": True, **rest} if not rest:
            return Secret()
        case {"unknown": True, **rest} if not rest:
            return Unknown()
        case {"sensitive": plain, **rest} if not rest:
            return Sensitive(decode(plain))
        case dict():
            return MappingProxyType({_unescaped(value, key): decode(value[key]) for key in sorted(value)})
        case list():
            return tuple(decode(item) for item in value)
        case _:
            return value


def dump(document: Value) -> str:
    """Canonical JSON text: sorted keys, indent 1, no trailing newline."""
    return json.dumps(document, sort_keys=True, indent=1, ensure_ascii=False)


def policy_of(value: Value) -> dict[str, Any] | None:
    """The policy document in a property, given as JSON text or as a mapping; None for anything else."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return None
    return thaw(value) if isinstance(value, Mapping) and "Statement" in value else None


def _unescaped(value: Mapping[str, Value], key: str) -> str:
    return key.removeprefix("=") if _marker_like(value) else key


def _marker_like(value: Mapping[str, Value]) -> bool:
    return len(value) == 1 and next(iter(value)).lstrip("=") in _MARKERS
