"""What a comparison takes and gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from infra.review.report import Counts

if TYPE_CHECKING:
    from infra.offline.graph import Resource
    from infra.offline.values import Value
    from infra.review.report import Kind, ResourceChange

Path: TypeAlias = tuple[str | int, ...]
"""Wire names, positions in lists, and keys of list items as `=key`."""


@dataclass(frozen=True, slots=True)
class Step:
    """What the engine itself decided about a resource; `forcing` are the wire paths it replaces it for."""

    op: Kind | Literal["same"]
    forcing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Compared:
    """Changes by owner, type and name. `churn` are resources that differ in nothing that matters.

    Those are counted as `same`. `secrets_changed` counts properties.
    """

    changes: tuple[ResourceChange, ...] = ()
    churn: int = 0
    secrets_changed: int = 0
    counts: Counts = field(default_factory=Counts)


class Pair(NamedTuple):
    """One resource on both sides; None where it is not."""

    base: Resource | None
    head: Resource | None

    @property
    def resource(self) -> Resource:
        """The head's, else the base's."""
        found = self.head or self.base
        if found is None:
            raise ValueError("a pair of nothing")
        return found


class Delta(NamedTuple):
    """One difference; `unknown` is one that only the engine can tell, `secret` one whose values are never shown."""

    path: Path
    before: Value
    after: Value
    secret: bool = False
    unknown: bool = False

    def names(self) -> tuple[str, ...]:
        """The wire names of the path, without positions."""
        return tuple(part for part in self.path if isinstance(part, str) and not part.startswith("="))


def dotted(path: Path) -> str:
    """`rules[0].days`, `policy.Statement[CdnRead]`."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        elif part.startswith("="):
            text += f"[{part[1:]}]"
        else:
            text += f".{part}" if text else part
    return text
