"""The normal form of lifecycle rules: what one rule does to objects of one prefix, on any cloud."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from infra.offline.values import Secret, Sensitive, Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra.offline.values import Value

Cloud = Literal["s3", "gcs", "azure"]
Action = Literal["delete", "move", "abort"]
Clock = Literal["", "created", "changed", "read", "custom", "noncurrent", "date"]
"""What days count from; empty is what the cloud itself counts from. `date`: a day of the calendar."""
Filter: TypeAlias = "frozenset[Condition]"


class Condition(NamedTuple):
    """What an object must be besides its prefix: `("tag kind", "=", "tmp")`, `("bytes", ">", 1000)`."""

    field: str
    op: Literal["=", "<", ">"]
    value: str | int

    def implies(self, other: Condition) -> bool:
        """Whether whatever meets this one meets the other."""
        if self == other:
            return True
        if (self.field, self.op) != (other.field, other.op) or self.op == "=":
            return False
        if not isinstance(self.value, int) or not isinstance(other.value, int):
            return False
        return self.value > other.value if self.op == ">" else self.value < other.value


class Kind(NamedTuple):
    """What happens to what: the rules of one kind are compared with each other and with no other kind.

    `what` is `objects`, `old versions`, `snapshots`, `uploads`, on Azure also of append blobs. `target` is the class
    that objects move to.
    """

    what: str
    action: Action
    target: str = ""
    clock: Clock = ""


class Bite(NamedTuple):
    """When it happens: after `days` (for the clock `date`: the day's ordinal), but not to the `keep` newest."""

    days: int
    keep: int = 0

    def covers(self, other: Bite) -> bool:
        """Whether this one does at least what the other does, at least as early."""
        return self.days <= other.days and self.keep <= other.keep


@dataclass(frozen=True)
class Rule:
    """One rule on objects whose key starts with `prefix` (on Azure with the container in front) and meet `filter`."""

    kind: Kind
    prefix: str
    bite: Bite
    filter: Filter = frozenset()


@dataclass(frozen=True)
class Place:
    """A bucket or an account with its rules.

    `key` names it in both graphs: cloud and the store's name, or the bucket's. `store` is the reader's name. `own`: it
    is a store of the spec. `made`: its bucket is in the graph, and not adopted. `versioned`, `soft_days`: what becomes
    of what is deleted; None is not known. `containers` are an account's, `container` the only one. `readable`: no rule
    has an unknown part.
    """

    key: tuple[Cloud, str]
    store: str
    urn: str
    own: bool
    rules: tuple[Rule, ...] = ()
    made: bool = False
    versioned: bool | None = None
    soft_days: int | None = None
    container: str = ""
    containers: frozenset[str] = frozenset()
    readable: bool = True


def number(value: Value) -> int | None:
    """Days or bytes however they are written: 30, 30.0, "30"; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 12 else None


def text(value: Value) -> str:
    """A text, or nothing for what is none."""
    return value if isinstance(value, str) else ""


def one(value: Value) -> Mapping[str, Value]:
    """A block, which states of other programs may hold as a list of one; empty for anything else."""
    if isinstance(value, tuple | list):
        value = value[0] if value else None
    return value if isinstance(value, Mapping) else {}


def many(value: Value) -> tuple[Mapping[str, Value], ...]:
    """Blocks; what is no block is left out."""
    if isinstance(value, Mapping):
        return (value,)
    return tuple(item for item in value if isinstance(item, Mapping)) if isinstance(value, tuple | list) else ()


def texts(value: Value) -> tuple[str, ...]:
    """The texts of a list, sorted and once each; a text alone is a list of one."""
    if isinstance(value, str):
        return (value,)
    return tuple(sorted({item for item in value if isinstance(item, str)})) if isinstance(value, tuple | list) else ()


def known(value: Value) -> bool:
    """Whether no part of a value is unknown or secret."""
    return not any(isinstance(item, Unknown | Secret | Sensitive) for item in _parts(value))


def _parts(value: Value) -> Iterator[Value]:
    yield value
    items = value.values() if isinstance(value, Mapping) else value if isinstance(value, tuple | list) else ()
    for item in items:
        yield from _parts(item)
