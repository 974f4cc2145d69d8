"""Properties of any program's resources, read without trust: a shape that is not expected is never an exception.

`None` is a property that is absent; `UNREAD` is one that is there and cannot be known: a secret, or a value that exists
after the deployment only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from infra.offline.values import Secret, Sensitive, Unknown

if TYPE_CHECKING:
    from infra.offline.graph import Resource
    from infra.offline.values import Value

UNREAD = Unknown()
_MARKERS = (Secret, Sensitive, Unknown)
_NAME = re.compile(r"[\w.${}/:@-]{1,120}")


def at(value: Value, *path: str) -> Value:
    """What lies at the path of wire names. A list of one block, as bridged providers have them, is that block."""
    for step in path:
        if isinstance(value, _MARKERS):
            return UNREAD
        block = value[0] if isinstance(value, tuple) and len(value) == 1 else value
        if isinstance(block, _MARKERS):
            return UNREAD
        value = block.get(step) if isinstance(block, Mapping) else None
    return UNREAD if isinstance(value, _MARKERS) else value


def read(resource: Resource, *path: str) -> Value:
    """An input of the resource by its path."""
    return at(resource.inputs, *path)


def unread(value: Value) -> bool:
    """Whether the value, or anything in it, cannot be known."""
    if isinstance(value, Mapping):
        return any(unread(item) for item in value.values())
    if isinstance(value, (tuple, list)):
        return any(unread(item) for item in value)
    return isinstance(value, _MARKERS)


def items(value: Value) -> tuple[Any, ...]:
    """The items of a list; a single value is a list of one, and nothing is none."""
    if value is None:
        return ()
    return tuple(value) if isinstance(value, (tuple, list)) else (value,)


def blocks(value: Value) -> tuple[Mapping[str, Any], ...]:
    """The items that are mappings."""
    return tuple(item for item in items(value) if isinstance(item, Mapping))


def texts(value: Value) -> tuple[str, ...]:
    """The items that are texts."""
    return tuple(item for item in items(value) if isinstance(item, str))


def yes(value: Value) -> bool:
    """Whether a switch is on, as a bool or as the text that some states keep."""
    return value is True or (isinstance(value, str) and value.lower() == "true")


def no(value: Value) -> bool:
    """Whether a switch is off and says so."""
    return value is False or (isinstance(value, str) and value.lower() == "false")


def number(value: Value) -> float | None:
    """A number, also when it is written as text (`"2592000"`, `"2592000s"`); None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return float(value)
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,15}(\.[0-9]{1,6})?s?", value):
        return float(value.removesuffix("s"))
    return None


def shown(value: Value) -> str:
    """A short word of a configuration, as a message may repeat it; anything else is not repeated."""
    return value if isinstance(value, str) and _NAME.fullmatch(value) else "another value"
