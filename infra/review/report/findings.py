"""What rules and comparisons with the real world have to say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from infra.review.report.base import Acknowledged, Position, SpecPath


@dataclass(frozen=True, slots=True)
class Finding:
    """What a policy rule says. `rule` is its id, `references` are items of benchmarks, `pack` a CrossGuard pack."""

    rule: str
    severity: Literal["error", "warning", "note"]
    message: str
    remedy: str
    subject: str
    urn: str = ""
    references: tuple[str, ...] = ()
    pack: str = ""
    new: bool = True
    paths: tuple[SpecPath, ...] = ()
    id: str = ""
    position: Position | None = None
    acknowledged: Acknowledged | None = None

    def key(self) -> tuple[str, ...]:
        """The finding, whatever its message says today."""
        return ("policy", self.pack, self.rule, self.subject)


@dataclass(frozen=True, slots=True)
class Drift:
    """Something is not what the base or the spec says: a generated file, a deployed resource, the engine's preview."""

    subject: str
    what: str
    id: str = ""
    acknowledged: Acknowledged | None = None

    def key(self) -> tuple[str, ...]:
        """What names it."""
        return ("drift", self.subject, self.what)
