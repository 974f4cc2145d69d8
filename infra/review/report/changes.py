"""Resources that change, and what is lost by it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from infra.review.report.base import Acknowledged, Kind, Position, SpecPath


@dataclass(frozen=True, slots=True)
class PropertyChange:
    """One property of a resource; `path` is dotted with wire names and indexes (`rules[0].days`).

    `before` is None where it was absent, `after` where it is gone. A secret is `[secret]` on both sides and is here
    only when it changed. `forces`: this change makes a new resource.
    """

    path: str
    before: str | None
    after: str | None
    forces: bool = False


@dataclass(frozen=True, slots=True)
class ResourceChange:
    """What happens to one resource. `owner` is its component as a reader knows it: `store media`, `workload web`, ``.

    `moved_from` is the former urn when an alias says it is the same resource. `stateful`: it holds files or what
    opens them. `forgotten`: the engine only stops to manage it (`retainOnDelete`). `paths`: spec paths it follows
    from, best first.
    """

    urn: str
    type: str
    name: str
    kind: Kind
    owner: str = ""
    properties: tuple[PropertyChange, ...] = ()
    moved_from: str = ""
    stateful: bool = False
    protected: bool = False
    forgotten: bool = False
    paths: tuple[SpecPath, ...] = ()
    position: Position | None = None


HazardKind = Literal[
    "replace", "delete", "moved", "retention-shortened", "protection-removed", "encryption-changed", "versioning-off",
    "locked-for-good", "name-changed",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hazard:
    """A change that can lose files, or what opens them.

    `headline`: what happens to what (`the bucket shop-prod-media is replaced`). `forced_by`: the wire path of the
    property that forces it, with `before` and `after`. `loss`: what is lost, and what Pulumi will do about it.
    `way_out`: what to do instead. `subject` is stable over runs: a urn, or `storage default`.
    """

    kind: HazardKind
    subject: str
    headline: str
    loss: str
    way_out: str
    forced_by: str = ""
    before: str | None = None
    after: str | None = None
    urn: str = ""
    paths: tuple[SpecPath, ...] = ()
    id: str = ""
    position: Position | None = None
    acknowledged: Acknowledged | None = None

    def key(self) -> tuple[str, ...]:
        """What names this change: another value is another change."""
        return ("stateful", self.kind, self.subject, self.forced_by, self.before or "", self.after or "")
