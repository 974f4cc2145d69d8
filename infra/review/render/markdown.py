"""A report as a comment on a pull request, for GitHub and GitLab.

GitHub takes 65,536 characters (262,144 bytes), GitLab 1,000,000. The order and what may never be left out: totals, then
what can lose files, then who can do more.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.errors import UsageError
from infra.review.render import markdown_access as access
from infra.review.render import markdown_findings as findings
from infra.review.render import markdown_resources as changes
from infra.review.render import markdown_risks as risks
from infra.review.render import markdown_site as site
from infra.review.render.escape import code, prose
from infra.review.render.markdown_groups import named
from infra.review.render.markdown_links import Links, address, places
from infra.review.render.markdown_parts import Group, Section, fitted, fixed
from infra.review.render.verdict import access as rights
from infra.review.render.verdict import gains
from infra.review.render.words import (
    MARKS,
    MODES,
    changed,
    commit,
    heading,
    plural,
    settings_count,
    unchanged,
)

if TYPE_CHECKING:
    from infra.review.render.markdown_parts import Lines
    from infra.review.report import EnvironmentReport, Report, Side

__all__ = ["LIMIT", "SMALLEST", "Links", "markdown", "tag"]

LIMIT = 60_000
SMALLEST = 4_000
"""Characters: less has no room for totals and footer."""
_NAME = 100
_COLUMNS = "| Environment | Create | Update | Replace | Delete | Stateful | Permissions | Settings | Secrets changed |"


def markdown(report: Report, limit: int = LIMIT, links: Links | None = None) -> str:
    """The comment, of at most `limit` characters; `links` makes links of places in the spec.

    Whole rows are left out where there is no room, and it is said how many. Raises UsageError for a limit that has no
    room for the totals.
    """
    if limit < SMALLEST:
        raise UsageError(f"--limit {limit} is too small: a comment needs {SMALLEST:,} characters")
    if unchanged(report):
        return f"{tag(report.project)}\n{_nothing(report)}\n"
    url = address(links.whole) if links else ""
    where = f"[Read the whole report]({url})." if url else "The report's HTML and JSON have everything."
    return fitted(_sections(report, links), limit, f"**Some of it is hidden for size.** {where}")


def tag(project: str) -> str:
    """The hidden first line by which the comment is found again: `<!-- stowplan:review:shop -->`."""
    name = re.sub(r"--+", "-", re.sub(r"[^A-Za-z0-9._-]", "_", project))[:80]
    return f"<!-- stowplan:review:{name.rstrip('-')} -->"


def _sections(report: Report, links: Links | None) -> list[Section]:
    at = places(report, links)
    return [
        fixed(tag(report.project), f"## Storage review{_of(report, ': ')}", ""),
        risks.problems(report.head, "head"),
        risks.problems(report.base, "base"),
        _totals(report),
        risks.public(report),
        risks.verdict(report),
        risks.hazards(report, at),
        access.permissions(report, at),
        access.trusts(report, at),
        access.exposures(report, at),
        site.settings(report),
        site.sentences(report, at),
        site.costs(report),
        findings.errors(report, at),
        findings.others(report, at),
        changes.resources(report, at),
        changes.pictures(report),
        changes.uncounted(report),
        risks.drifts(report),
        risks.gates(report),
        risks.stale(report.stale),
        _remarks(report.notes),
        _limits(report.limits),
        fixed(*_footer(report)),
    ]


def _nothing(report: Report) -> str:
    stale = f", {plural(len(report.stale), 'acknowledgement')} of nothing in it" if report.stale else ""
    churn = sum(environment.churn for environment in report.environments)
    moved = f", {plural(churn, 'resource differs', 'resources differ')} only in form" if churn else ""
    sides = f"{_side(report.base)} to {_side(report.head)}"
    return f"**Storage review{_of(report, ' of ')}: nothing changes** from {sides}{moved}{stale}."


def _of(report: Report, before: str) -> str:
    return before + code(heading(report), limit=_NAME) if heading(report) else ""


def _totals(report: Report) -> Section:
    shown = [environment for environment in report.environments if changed(environment)]
    same = [environment.name for environment in report.environments if not changed(environment)]
    rest = (f"Nothing changes in {named(same)}.", "")
    rows = tuple((_total(environment),) for environment in shown)
    table = (Group(rows, (_COLUMNS, "|---|---:|---:|---:|---:|---|---|---|---:|"), ("",)),) if rows else ()
    return Section(table, foot=rest if same else (), weight=1 if rows else 0, one="environment")


def _total(environment: EnvironmentReport) -> str:
    counts = environment.counts
    stars = [f"**{number:,}**" if number else "0" for number in (counts.replace, counts.delete)]
    cells = [_environment(environment), f"{counts.create:,}", f"{counts.update:,}", *stars, _stateful(environment)]
    cells += [_permissions(environment)]
    cells += [f"{settings_count(environment):,} changed" if settings_count(environment) else "", ""]
    cells[-1] = f"{environment.secrets_changed:,}"
    return "| " + " | ".join(cells) + " |"


def _environment(environment: EnvironmentReport) -> str:
    marks = [MARKS[environment.mark]] if environment.mark in ("added", "removed") else []
    marks += [environment.target] if environment.target != "cloud" else []
    after = f" ({', '.join(prose(mark, table=True) for mark in marks)})" if marks else ""
    return code(environment.name, table=True, limit=_NAME) + after


def _stateful(environment: EnvironmentReport) -> str:
    """How many, and how many of them nobody acknowledged where some are."""
    left = sum(hazard.acknowledged is None for hazard in environment.hazards)
    if left == len(environment.hazards):
        return f"**{left:,}**" if left else "0"
    rest = f"**{left:,} not acknowledged**" if left else "all acknowledged"
    return f"{len(environment.hazards):,}, {rest}"


def _permissions(environment: EnvironmentReport) -> str:
    wider = (
        found.words + (f" (**{found.broadened:,} broadened**)" if found.broadened else "")
        for found in rights(environment)
    )
    anyone = ["**anyone can do more**"] if gains(environment) else []
    return ", ".join([*anyone, *wider])


def _remarks(texts: tuple[str, ...]) -> Section:
    rows = tuple((f"- {prose(text)}",) for text in texts)
    return Section((Group(rows),), foot=("",), weight=9, one="remark") if rows else Section()


def _limits(texts: tuple[str, ...]) -> Section:
    rows = tuple((f"- {prose(text)}",) for text in texts)
    head = ("<details><summary>What this review cannot know</summary>", "")
    return Section((Group(rows),), head, ("", "</details>", ""), weight=9, one="limit") if rows else Section()


def _footer(report: Report) -> Lines:
    spec = f" of {code(report.spec, limit=_NAME)}" if report.spec else ""
    first = f"Base {_side(report.base)}, head {_side(report.head)}{spec}."
    return ("", "---", f"{first} {prose(report.tool, limit=_NAME)}, {MODES[report.mode]}.")


def _side(side: Side) -> str:
    short = commit(side)
    known = [code(side.shown, limit=_NAME)] if side.shown and side.shown != side.commit else []
    known += [f"commit {code(short)}"] if short and short != side.shown else []
    known += [f"spec {code(side.spec_hash, limit=20)}"] if side.spec_hash else []
    return " ".join(known) or "(nothing)"
