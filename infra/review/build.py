"""One environment's report from its two snapshots: every part asked, every record given its id, place and say-so."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

from infra.offline.graph import Graph
from infra.review.access import access
from infra.review.acknowledge import Let, change_id
from infra.review.aging import aging
from infra.review.comings import come, go
from infra.review.compare import changes
from infra.review.hazards import hazards
from infra.review.hazards.fold import folded
from infra.review.moves import moves
from infra.review.permissions import permissions
from infra.review.picture import picture
from infra.review.places import Written, position
from infra.review.policy import compared as set_against
from infra.review.policy import findings
from infra.review.report import Drift, EnvironmentReport, Finding, Mark
from infra.review.site import settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from generator.spec.model import Spec
    from infra.review.access import Access
    from infra.review.compare import Compared, Step
    from infra.review.report import Cost, Hazard, SettingsDelta

_Record = TypeVar("_Record")

_WORST = (
    "delete", "replace", "moved", "locked-for-good", "name-changed", "encryption-changed", "retention-shortened",
    "versioning-off", "protection-removed",
)  # fmt: skip


@dataclass(frozen=True)
class Snapshot:
    """One environment on one side. `there`: the side has it; a state has it without a `spec`.

    `graph` is None where nothing is provisioned.
    """

    there: bool = False
    spec: Spec | None = None
    graph: Graph | None = None
    written: Written | None = None


@dataclass(frozen=True)
class Beside:
    """What is said beside the snapshots: the engine's decisions, packs' findings, drift, cost, what is let through.

    `others` are the head's further environments, which share the generated package.
    """

    steps: Mapping[str, Step] = field(default_factory=dict)
    base_findings: tuple[Finding, ...] = ()
    head_findings: tuple[Finding, ...] = ()
    drifts: tuple[Drift, ...] = ()
    cost: Cost | None = None
    let: Let = field(default_factory=Let)
    others: tuple[Spec, ...] = ()


def environment(name: str, base: Snapshot, head: Snapshot, beside: Beside) -> EnvironmentReport:
    """The report of one environment."""
    old, new = base.graph or Graph("", name), head.graph or Graph("", name)
    same = old is new
    compared = changes(old, new, beside.steps)
    before = access(old)
    after = before if same else access(new)
    rights = permissions(before, after)
    aged = aging(old, new)
    found = set_against(
        _followed((*(findings(old) if base.graph else ()), *_unread(before), *beside.base_findings), compared),
        (*(findings(new) if head.graph else ()), *_unread(after), *beside.head_findings),
    )
    lost = folded((*hazards(old, new, compared), *_moves(base, head), *aged.hazards), old, new)
    finish = _Finish(name, base.written, head.written, beside.let)
    report = EnvironmentReport(
        name=name,
        target=_target(base, head),
        counts=compared.counts,
        hazards=_sorted(finish.all(lost)),
        permissions=finish.all(rights.permissions),
        trusts=finish.all(rights.trusts),
        exposures=finish.all(rights.exposures),
        settings=_settings(base, head, beside.others),
        sentences=finish.places(aged.sentences),
        cost=beside.cost,
        resources=finish.places(compared.changes),
        churn=compared.churn,
        secrets_changed=compared.secrets_changed,
        findings=finish.all(found),
        drifts=finish.all(beside.drifts),
        picture=picture(base.spec, head.spec, compared.changes),
    )
    report = replace(report, mark=_mark(base, head, report))
    if report.mark == "added":
        return come(report, head.written, beside.let)
    return go(report, base.written, beside.let) if report.mark == "removed" else report


@dataclass(frozen=True)
class _Finish:
    """What turns a part's record into the report's."""

    environment: str
    base: Written | None
    head: Written | None
    let: Let

    def all(self, records: Iterable[_Record]) -> tuple[_Record, ...]:
        """Records with an id; those with paths get their place too."""
        return tuple(self._one(record) for record in records)

    def places(self, records: Iterable[_Record]) -> tuple[_Record, ...]:
        """Records that have only a place."""
        return tuple(self._placed(record) for record in records)

    def _one(self, record: Any) -> Any:
        identifier = change_id(self.environment, record.key())
        lasting = isinstance(record, Finding | Drift)
        named = replace(record, id=identifier, acknowledged=self.let.get(identifier, lasting=lasting))
        return self._placed(named) if hasattr(named, "paths") else named

    def _placed(self, record: Any) -> Any:
        return replace(record, position=position(self.base, self.head, record.paths))


def _followed(found: Iterable[Finding], compared: Compared) -> Iterator[Finding]:
    """Findings of the base about what the head calls otherwise, as the head calls it."""
    now = {change.moved_from: change.urn for change in compared.changes if change.moved_from}
    return (replace(item, subject=now.get(item.subject, item.subject)) for item in found)


def _unread(found: Access) -> Iterator[Finding]:
    """What of the policies no part of this review understands, so that silence is not taken for consent."""
    remedy = "read this part of the policy yourself"
    for text in found.unread:
        yield Finding("permissions-not-read", "warning", f"not compared: {text}", remedy, text)


def _target(base: Snapshot, head: Snapshot) -> str:
    spec = head.spec or base.spec
    return spec.target if spec else "cloud"


def _moves(base: Snapshot, head: Snapshot) -> tuple[Hazard, ...]:
    """Files of a local environment may be anywhere tomorrow."""
    if base.spec is None or head.spec is None or base.spec.target != "cloud" or head.spec.target != "cloud":
        return ()
    return moves(base.spec, head.spec)


def _settings(base: Snapshot, head: Snapshot, others: tuple[Spec, ...]) -> SettingsDelta | None:
    """None where one side is a state, of which no settings are known."""
    if (base.there and base.spec is None) or (head.there and head.spec is None):
        return None
    spec = head.spec or base.spec
    return settings(base.spec, head.spec, spec.django.package, others=others) if spec else None


def _sorted(found: tuple[Hazard, ...]) -> tuple[Hazard, ...]:
    unique = {item.id: item for item in reversed(found)}
    return tuple(sorted(unique.values(), key=lambda item: (_WORST.index(item.kind), item.subject, item.forced_by)))


def _mark(base: Snapshot, head: Snapshot, report: EnvironmentReport) -> Mark:
    if not base.there:
        return "added"
    if not head.there:
        return "removed"
    changed = (
        report.hazards, report.permissions, report.trusts, report.exposures, report.settings, report.sentences,
        report.resources, report.drifts, report.churn, report.secrets_changed,
        any(item.new for item in report.findings),
    )  # fmt: skip
    return "changed" if any(changed) else "same"
