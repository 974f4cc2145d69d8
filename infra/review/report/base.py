"""The words every record of a report shares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

SECRET = "[secret]"  # noqa: S105 - what is shown in place of one
UNKNOWN = "(known after apply)"

SpecPath: TypeAlias = tuple[str, ...]
"""A path in the merged spec of one environment: `("stores", "media", "versioning")`."""
Gate = Literal["stateful", "broadened", "public", "drift", "policy"]
GATES: tuple[Gate, ...] = ("stateful", "broadened", "public", "drift", "policy")
Kind = Literal["create", "update", "replace", "delete"]
Mark = Literal["same", "added", "removed", "changed"]
Sign = Literal["+", "-", "~"]
"""Added, removed, changed."""


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a spec; `side` says in which revision. Lines and columns count from 1, `path` is dotted."""

    file: str
    line: int
    column: int
    path: str
    side: Literal["head", "base"] = "head"


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """Who let a change through: the spec, with its reason, or a label."""

    by: Literal["spec", "label"]
    reason: str = ""
