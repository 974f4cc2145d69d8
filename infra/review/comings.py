"""Environments that come and go as a whole: one thing to decide each, not one for each of their resources."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from generator.spec.load import KEY
from infra.review.acknowledge import change_id
from infra.review.report import Counts, ExposureChange, Hazard, Picture, Position, SettingsDelta

if TYPE_CHECKING:
    from infra.review.acknowledge import Let
    from infra.review.places import Written
    from infra.review.report import EnvironmentReport, PermissionChange, TrustChange

    _Row = TypeVar("_Row", PermissionChange, TrustChange, ExposureChange)


def come(report: EnvironmentReport, head: Written | None, let: Let) -> EnvironmentReport:
    """A new environment opens nothing that was there: it is one change for the gate, beside what anyone may read.

    Its options are those of the generated module, which is new as well.
    """
    report = replace(report, settings=replace(report.settings, options=()) if report.settings else None)
    if not (report.permissions or report.trusts or report.exposures):
        return report
    whole = _named(_arrival(report), report.name, let)
    return replace(
        report,
        permissions=tuple(item if item.who.kind == "public" else _quiet(item) for item in report.permissions),
        trusts=tuple(_quiet(item) for item in report.trusts),
        exposures=(replace(whole, position=_place(report.name, head, "head")), *map(_quiet, report.exposures)),
    )


def go(report: EnvironmentReport, base: Written | None, let: Let) -> EnvironmentReport:
    """An environment that leaves the spec stays deployed: no program selects its stack any more."""
    left = report.counts.delete
    found = report.settings or SettingsDelta()
    notes = ("its settings module and environment files are no longer made",)
    hazards = (replace(_named(_departure(report, left), report.name, let), position=_place(report.name, base, "base")),)
    return replace(
        report,
        counts=Counts(same=left),
        hazards=hazards if left else (),
        permissions=(), trusts=(), exposures=(), resources=(), sentences=(), findings=(), churn=0, secrets_changed=0,
        settings=SettingsDelta(gone=tuple(name for name in found.gone if ".settings." not in name), notes=notes),
        picture=Picture(),
    )  # fmt: skip


def _arrival(report: EnvironmentReport) -> ExposureChange:
    names = sorted({item.who.name for item in report.permissions if item.who.kind == "workload"})
    rights = len(report.permissions)
    what = f"the environment is new, with {rights} rights" + (f" for {', '.join(names)}" if names else "")
    return ExposureChange("+", report.name, "network", what, broadened=True)


def _departure(report: EnvironmentReport, left: int) -> Hazard:
    return Hazard(
        kind="delete",
        subject=f"environment {report.name}",
        headline=f"the environment {report.name} leaves the spec",
        loss=(
            f"Nothing is deleted by it: {left} resources stay in the cloud with their files, rights and costs, "
            "and no `pulumi up` changes them any more."
        ),
        way_out=(
            f"To give it up, copy its files, then `pulumi state unprotect --all --stack {report.name}`, "
            f"`pulumi destroy --stack {report.name}` and `pulumi stack rm {report.name}`."
        ),
    )


def _named(record: _Named, environment: str, let: Let) -> _Named:
    identifier = change_id(environment, record.key())
    return replace(record, id=identifier, acknowledged=let.get(identifier))


def _quiet(item: _Row) -> _Row:
    return replace(item, broadened=False)


def _place(environment: str, side: Written | None, which: str) -> Position | None:
    """The line where the environment is named."""
    path = ("environments", environment)
    mark = side.merged.marks.get((*path, KEY)) if side else None
    if mark is None or side is None:
        return None
    return Position(side.file, mark.line, mark.column, ".".join(path), "head" if which == "head" else "base")


_Named = TypeVar("_Named", Hazard, ExposureChange)
