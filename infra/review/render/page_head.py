"""The top of the page: what was compared, the verdict, gates, problems, and one row for each environment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from infra.review.render.document_shape import tally
from infra.review.render.page_parts import MARKS, Card, Part, Parts, Row, Section, anchor, badge, code, plain, table
from infra.review.render.verdict import access, gained, gains, over
from infra.review.render.words import MODES, changed, commit, names, plural, settings_count, unchanged

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from infra.review.render.page_groups import Group
    from infra.review.report import (
        EnvironmentReport,
        GateResult,
        Report,
        Side,
    )

_LINKED = 12
_GAINS = 3
Level = Literal["good", "warn", "bad"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The first thing that is read: sentences, then links to what they speak of."""

    level: Level
    lines: tuple[str, ...]
    links: tuple[Part, ...] = ()


def verdict(report: Report, anchors: Mapping[str, str]) -> Verdict:
    """What a reviewer has to know before anything else."""
    wrong = [side for side in (report.base, report.head) if side.problems]
    failed = [gate.gate for gate in report.gates if gate.failed]
    stopped = (f"Stopped by {names(failed)}.",) if failed else ()
    if wrong:
        said = tuple(f"{side.shown} cannot be read: {plural(len(side.problems), 'problem')}." for side in wrong)
        return Verdict("bad", (*said, *stopped))
    found = tally(report.environments)
    open_ = {gate: number["found"] - number["acknowledged"] for gate, number in found.items()}
    level: Level = "bad" if failed or open_["stateful"] or open_["public"] else "warn" if open_["broadened"] else "good"
    return Verdict(level, (_stateful(report), *_public(report), *_rights(found), *stopped), _links(report, anchors))


def _stateful(report: Report) -> str:
    number = sum(len(environment.hazards) for environment in report.environments)
    if number:
        let = sum(hazard.acknowledged is not None for found in report.environments for hazard in found.hazards)
        accepted = f", {let} of them acknowledged" if let else ""
        return f"{plural(number, 'change')} can lose files or what opens them{accepted}."
    if unchanged(report) or not any(map(changed, report.environments)):
        return "Nothing changes."
    return "No file is lost, and nothing that opens files."


def _public(report: Report) -> Iterator[str]:
    """What anyone gains; of much, some."""
    found = over(report.environments)
    for gain, where in found[:_GAINS]:
        text = gained(gain)
        rest = len(where) - _GAINS
        shown = [*where[:_GAINS], *([f"{rest:,} more"] if rest > 0 else [])]
        yield f"{text[:1].upper()}{text[1:]}{f' in {names(shown)}' if len(report.environments) > 1 else ''}."
    if len(found) > _GAINS:
        yield f"And {len(found) - _GAINS:,} more that anyone can do."


def _rights(found: Mapping[str, Mapping[str, int]]) -> Iterator[str]:
    if found["broadened"]["found"]:
        yield f"{plural(found['broadened']['found'], 'right or way in is', 'rights or ways in are')} broadened."


def _links(report: Report, anchors: Mapping[str, str]) -> tuple[Part, ...]:
    """The hazards nobody acknowledged, each once for environments that say the same."""
    said = {
        anchors.get(hazard.id, anchor(hazard.id)): f"{environment.name}: {hazard.headline}"
        for environment in reversed(report.environments)
        for hazard in reversed(environment.hazards)
        if hazard.acknowledged is None and anchor(hazard.id)
    }
    links = [Part(text, "a", href=f"#{name}") for name, text in reversed(said.items())]
    rest = len(links) - _LINKED
    return (*links[:_LINKED], *((Part(f"and {rest} more"),) if rest > 0 else ()))


def compared(report: Report) -> tuple[tuple[str, Parts], ...]:
    """What was compared, as named facts."""
    return (
        ("Base", _side(report.base)),
        ("Head", _side(report.head)),
        ("Spec", code(report.spec)),
        ("Mode", plain(MODES[report.mode])),
    )


def _side(side: Side) -> Parts:
    spec = Part(f"spec {side.spec_hash}", "span", "quiet") if side.spec_hash else Part("no spec", "span", "quiet")
    quoted = commit(side)
    return (Part(side.shown, "strong"), *(code(quoted) if quoted != side.shown else ()), spec)


def problems(report: Report) -> Section:
    """Why a side cannot be read, with lines and fixes."""
    cards = tuple(
        Card(
            (Part(item.message), badge(item.severity, "danger" if item.severity == "error" else "tilde")),
            tuple(
                fact
                for fact in (
                    ("Where", (*code(f"{item.file}:{item.line}:{item.column}"), *plain(item.path))),
                    ("Code", code(item.code)),
                    ("Fix", plain(item.hint)),
                    ("Side", plain(side.shown)),
                )
                if fact[1]
            ),
        )
        for side in (report.base, report.head)
        for item in side.problems
    )
    return Section("problems", "Problems of the spec", str(len(cards)), "stateful", cards=cards)


def gates(report: Report, anchors: Mapping[str, str]) -> Section:
    """Which gates were asked for, and what stops at them."""
    rows = tuple(_gate(gate, anchors) for gate in report.gates)
    tables = (table("Gates", ("Gate", "Result", "Stopped by"), rows),) if rows else ()
    lines = tuple(
        (*plain("The acknowledgement of"), *code(name), *plain("is of nothing here.")) for name in report.stale
    )
    return Section("gates", "Gates", tables=tables, lines=lines)


def _gate(gate: GateResult, anchors: Mapping[str, str]) -> Row:
    result = badge("stops", "danger") if gate.failed else badge("passes", "plus")
    return Row(((Part(gate.gate, "strong"),), (result,), tuple(_stop(item, anchors) for item in gate.stopped_by)))


def _stop(item: tuple[str, str], anchors: Mapping[str, str]) -> Part:
    identity, sentence = item
    to = anchors.get(identity)
    return Part(sentence, "a", "line", f"#{to}") if to else Part(sentence, "span", "line")


def summary(groups: Sequence[Group]) -> Section:
    """A row for each group of environments that change, in numbers; the others in one line."""
    shown = [group for group in groups if changed(group.environment)]
    heads = (
        "Environment", "Change", "Create", "Update", "Replace", "Delete", "Stateful", "Permissions", "Settings",
        "Findings", "Drift",
    )  # fmt: skip
    drift = any(group.environment.drifts for group in shown)
    tables = (table("Environments", heads, (_row(group, drift=drift) for group in shown)),) if shown else ()
    return Section("summary", "Summary", tables=tables, lines=tuple(_same(groups)))


def _same(groups: Sequence[Group]) -> Iterator[Parts]:
    """The environments in which nothing changes, with links to what rules say of them."""
    same = [group for group in groups if not changed(group.environment)]
    if same:
        last = len(same) - 1
        ends = (Part("." if index == last else ",", close=True) for index in range(len(same)))
        named = (
            Part(group.title(), "a", "strong", f"#{group.key}")
            if group.environment.findings
            else Part(group.title(), "strong")
            for group in same
        )
        yield (Part("Nothing changes in"), *(part for pair in zip(named, ends, strict=True) for part in pair))


def _row(group: Group, *, drift: bool) -> Row:
    found, counts = group.environment, group.environment.counts
    name = Part(group.title(), "a", "strong", f"#{group.key}")
    errors = sum(finding.new for finding in found.findings)
    return Row((
        (name, *((Part(found.target, "span", "quiet"),) if found.target != "cloud" else ())),
        (badge(*MARKS[found.mark]),),
        _number(counts.create, "plus"), _number(counts.update, "tilde"), _number(counts.replace, "danger"),
        _number(counts.delete, "danger"), _number(len(found.hazards), "danger"), _permissions(found),
        _number(settings_count(found), "tilde"), _number(errors, "tilde"),
        _number(len(found.drifts), "tilde") if drift else (),
    ))  # fmt: skip


def _number(number: int, look: str) -> Parts:
    return (badge(f"{number:,}", look),) if number else (Part("0", "span", "quiet"),)


def _permissions(found: EnvironmentReport) -> Parts:
    counted = access(found)
    if not counted:
        return (Part("0", "span", "quiet"),)
    anyone = (badge("anyone can do more", "danger"),) if gains(found) else ()
    rows = ((Part(item.words), *_wider(item.broadened)) for item in counted)
    return (*anyone, *(part for row in rows for part in row))


def _wider(broadened: int) -> Parts:
    return (badge(f"{broadened:,} broadened", "danger"),) if broadened else ()
