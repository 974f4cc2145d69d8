"""Policy findings: new errors listed, the others folded, notes counted."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from infra.review.render.escape import code, prose
from infra.review.render.joining import apart
from infra.review.render.markdown_groups import grouped
from infra.review.render.markdown_parts import Section
from infra.review.render.markdown_risks import acknowledgement, named
from infra.review.render.words import plural, subject_before

if TYPE_CHECKING:
    from infra.review.render.markdown_groups import Ids
    from infra.review.render.markdown_links import Places
    from infra.review.render.markdown_parts import Lines
    from infra.review.report import EnvironmentReport, Finding, Report


def _listed(environment: EnvironmentReport) -> tuple[Finding, ...]:
    return tuple(item for item in environment.findings if item.severity == "error" and item.new)


def _folded(environment: EnvironmentReport) -> tuple[Finding, ...]:
    old = (item for item in environment.findings if item.severity == "error" and not item.new)
    return (*old, *(item for item in environment.findings if item.severity == "warning"))


def _notes(environment: EnvironmentReport) -> tuple[Finding, ...]:
    return tuple(item for item in environment.findings if item.severity == "note")


def errors(report: Report, places: Places) -> Section:
    """Errors that this change brings."""
    groups = grouped(report, _listed, partial(_finding, places), join=apart)
    return Section(groups, ("### Policy findings", ""), weight=6, one="error") if groups else Section()


def others(report: Report, places: Places) -> Section:
    """Warnings, and errors that were there before, folded; notes as a number."""
    groups = grouped(report, _folded, partial(_finding, places), join=apart)
    notes = sum(len(found.records) for found in apart(report.environments, _notes))
    counted = (f"{plural(notes, 'note')} of policies not shown.", "") if notes else ()
    if not groups:
        return Section(head=counted)
    rows = sum(len(group.rows) for group in groups)
    summary = f"<details><summary>{plural(rows, 'warning and older finding', 'warnings and older findings')}</summary>"
    return Section(groups, (summary, ""), ("</details>", "", *counted), weight=14, one="finding")


def _finding(places: Places, finding: Finding, ids: Ids) -> Lines:
    pack = f"{code(finding.pack)} " if finding.pack else ""
    references = f" ({prose(', '.join(finding.references))})" if finding.references else ""
    age = "" if finding.new else ", there before"
    subject = f" {code(subject_before(finding))}" if subject_before(finding) else ""
    head = f"- **{finding.severity}**{age} {pack}{code(finding.rule)}{references}{subject}"
    first = f"{head}: {prose(finding.message)}{places.after(finding.position)}"
    fix = (f"  - Fix: {prose(finding.remedy)}",) if finding.remedy else ()
    return (first, *fix, *_state(finding, ids))


def _state(finding: Finding, ids: Ids) -> Lines:
    if finding.acknowledged:
        return (f"  - {acknowledgement(finding.acknowledged, ids)}",)
    return (f"  - Id: {named(ids)}",) if ids and finding.severity == "error" else ()
