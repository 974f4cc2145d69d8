"""One report: its two sides, its environments, what was wrong, which gates stop it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from generator.diagnostics import Diagnostic
    from infra.review.report.base import Gate, Mark
    from infra.review.report.changes import Hazard, ResourceChange
    from infra.review.report.findings import Drift, Finding
    from infra.review.report.rights import ExposureChange, PermissionChange, TrustChange
    from infra.review.report.site import Cost, Sentence, SettingsDelta

Mode = Literal["offline", "state", "preview"]


@dataclass(frozen=True, slots=True)
class Side:
    """One side as it was asked for (`shown`: a revision, a file, `working tree`), its commit, its spec's sha256.

    `spec_hash` is of the file's bytes, 12 hex digits; empty where there is no spec. `problems` are why it cannot be
    read; then nothing is compared with it.
    """

    shown: str
    commit: str = ""
    spec_hash: str = ""
    problems: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """Resources by what happens to them, without components and providers."""

    create: int = 0
    update: int = 0
    replace: int = 0
    delete: int = 0
    same: int = 0


@dataclass(frozen=True, slots=True)
class Node:
    """A thing in the picture; `group` is its column."""

    id: str
    group: Literal["workload", "storage", "store", "cdn", "reader"]
    label: str
    mark: Mark = "same"


@dataclass(frozen=True, slots=True)
class Edge:
    """An arrow in the picture, by ids of nodes."""

    source: str
    target: str
    label: str = ""
    mark: Mark = "same"


@dataclass(frozen=True, slots=True)
class Picture:
    """Workload -> storage (its prefix) -> store -> CDN -> readers, with what changes marked; in a fixed order."""

    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()


@dataclass(frozen=True, slots=True)
class EnvironmentReport:
    """One environment. `churn` counts resources whose only changes do nothing (order, formatting, descriptions).

    `target` is the head's, or the base's when the environment is removed. For a target other than cloud only
    `settings` is compared. Everything is in the order it is to be shown; hazards worst first.
    """

    name: str
    target: str
    mark: Mark = "same"
    counts: Counts = Counts()
    hazards: tuple[Hazard, ...] = ()
    permissions: tuple[PermissionChange, ...] = ()
    trusts: tuple[TrustChange, ...] = ()
    exposures: tuple[ExposureChange, ...] = ()
    settings: SettingsDelta | None = None
    sentences: tuple[Sentence, ...] = ()
    cost: Cost | None = None
    resources: tuple[ResourceChange, ...] = ()
    churn: int = 0
    secrets_changed: int = 0
    findings: tuple[Finding, ...] = ()
    drifts: tuple[Drift, ...] = ()
    picture: Picture = Picture()


@dataclass(frozen=True, slots=True)
class GateResult:
    """A gate that was asked for; `stopped_by` are (id, sentence) of what nobody acknowledged."""

    gate: Gate
    stopped_by: tuple[tuple[str, str], ...] = ()

    @property
    def failed(self) -> bool:
        """Whether the change must not pass."""
        return bool(self.stopped_by)


@dataclass(frozen=True, slots=True)
class Report:
    """The whole. `limits` are sentences about what this mode cannot know; `stale`: acknowledgements of nothing here."""

    tool: str
    project: str
    spec: str
    mode: Mode
    base: Side
    head: Side
    environments: tuple[EnvironmentReport, ...] = ()
    gates: tuple[GateResult, ...] = ()
    stale: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
