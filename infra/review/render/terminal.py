"""A report for a terminal: counts, what can lose files, who can do more, then the rest in a line each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.review.render.joining import joined
from infra.review.render.terminal_parts import hazard, parts
from infra.review.render.terminal_text import Paper
from infra.review.render.verdict import access, gained, gains, stateful
from infra.review.render.words import (
    MARKS,
    MODES,
    between_clouds,
    changed,
    commit,
    counted,
    heading,
    names,
    plural,
    settings_count,
    unchanged,
)

if TYPE_CHECKING:
    from infra.review.render.terminal_text import Color
    from infra.review.report import EnvironmentReport, GateResult, Report, Side


def terminal(report: Report, color: bool = False, width: int = 100) -> str:
    """The report as text of `width` columns; ANSI colours only with `color`, and never from a user's text."""
    paper = Paper(color, width)
    lines = [*paper.line(f"{_title(report)}: {_between(report)}", color="bold")]
    if unchanged(report):
        return "\n".join([*lines, *paper.line("Nothing changes."), *_stale(report, paper)]) + "\n"
    lines += [
        line for which, side in (("head", report.head), ("base", report.base)) for line in _problems(side, which, paper)
    ]
    lines += [line for environment in report.environments for line in _counts(environment, paper)]
    lines += [*_hazards(report, paper), *_parts(report, paper), *_churn(report, paper)]
    lines += [line for gate in report.gates for line in _gate(gate, paper)]
    lines += [*_stale(report, paper)]
    lines += [line for note in report.notes for line in paper.line(note, bullet="note: ")]
    lines += [line for limit in report.limits for line in paper.line(limit, bullet="limit: ", color="faint")]
    lines += paper.line(f"{report.tool}, {MODES[report.mode]}", color="faint")
    return "\n".join(lines) + "\n"


def _title(report: Report) -> str:
    return f"Storage review of {heading(report)}" if heading(report) else "Storage review"


def _between(report: Report) -> str:
    return f"{_side(report.base)} to {_side(report.head)}"


def _side(side: Side) -> str:
    short = commit(side)
    return " ".join(part for part in (side.shown, short if short != side.shown else "") if part) or "(nothing)"


def _problems(side: Side, which: str, paper: Paper) -> list[str]:
    if not side.problems:
        return []
    lines = list(paper.line(f"The {which} cannot be compared:", color="red"))
    for problem in side.problems:
        what, _, fix = problem.text().partition("\n    fix: ")
        lines += paper.line(what, 2)
        lines += paper.line(fix, 6, bullet="fix: ") if fix else ()
    return lines


def _counts(environment: EnvironmentReport, paper: Paper) -> tuple[str, ...]:
    if not changed(environment):
        return paper.line("nothing changes", bullet=_shown(paper, environment))
    public = gains(environment)
    color: Color | None = "red" if any(not gain.settled for gain in public) else None
    parts = [counted(environment.counts), stateful(environment), *map(gained, public), _access(environment)]
    parts += [plural(settings_count(environment), "setting")] if settings_count(environment) else []
    parts += [plural(environment.secrets_changed, "secret")] if environment.secrets_changed else []
    said = "; ".join(part for part in parts if part) or "see below"
    return paper.line(said, bullet=_shown(paper, environment), color=color)


def _access(environment: EnvironmentReport) -> str:
    return ", ".join(
        found.words + (f" ({found.broadened:,} broadened)" if found.broadened else "") for found in access(environment)
    )


def _shown(paper: Paper, environment: EnvironmentReport) -> str:
    marks = [MARKS[environment.mark]] if environment.mark in ("added", "removed") else []
    marks += [environment.target] if environment.target != "cloud" else []
    name = " ".join(Paper(color=False, width=10_000).line(environment.name))[: paper.width // 2]
    return f"{name} ({', '.join(marks)}): " if marks else f"{name}: "


def _hazards(report: Report, paper: Paper) -> list[str]:
    lines: list[str] = []
    for found in joined(report.environments, lambda environment: environment.hazards):
        title = f"Files, or what opens them, can be lost{_where(report, found.names)}"
        lines += ["", *paper.line(title, color="red")]
        lines += [
            line for record, ids in zip(found.records, found.ids, strict=True) for line in hazard(record, ids, paper)
        ]
    return lines


def _parts(report: Report, paper: Paper) -> list[str]:
    lines: list[str] = []
    for part in parts(between_clouds(report)):
        for found in part.join(report.environments, part.records):
            lines += ["", *paper.line(f"{part.title}{_where(report, found.names)}", color="bold")]
            for record, ids in zip(found.records, found.ids, strict=True):
                lines += part.lines(record, ids, paper)
    return lines


def _where(report: Report, environments: tuple[str, ...]) -> str:
    return f" ({names(environments)})" if len(report.environments) > 1 else ""


def _churn(report: Report, paper: Paper) -> tuple[str, ...]:
    churn = sum(environment.churn for environment in report.environments)
    words = plural(churn, "resource differs", "resources differ")
    return (
        ("", *paper.line(f"{words} only in order, form or descriptions: not shown.", color="faint")) if churn else ("",)
    )


def _gate(gate: GateResult, paper: Paper) -> list[str]:
    if not gate.failed:
        return list(paper.line(f"gate {gate.gate}: passed", color="green"))
    lines = list(paper.line(f"gate {gate.gate}: stopped", color="red"))
    return lines + [line for item, sentence in gate.stopped_by for line in paper.line(f"{item} {sentence}", 2)]


def _stale(report: Report, paper: Paper) -> tuple[str, ...]:
    words = plural(len(report.stale), "acknowledgement")
    return paper.line(f"{words} of nothing in this change: {', '.join(report.stale)}") if report.stale else ()
