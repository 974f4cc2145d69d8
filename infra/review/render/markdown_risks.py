"""What stops a review and what can lose files: hazards, problems of a side, gates, drift, stale acknowledgements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.review.render.escape import code, fence, prose, ticks
from infra.review.render.joining import joined
from infra.review.render.markdown_groups import grouped
from infra.review.render.markdown_groups import named as environments
from infra.review.render.markdown_parts import Group, Section, fixed
from infra.review.render.verdict import gained, over
from infra.review.render.words import LABEL, names, plural, yaml

if TYPE_CHECKING:
    from collections.abc import Sequence

    from infra.review.render.markdown_links import Places
    from infra.review.render.markdown_parts import Lines
    from infra.review.report import Acknowledged, Drift, Hazard, Report, Side

Ids = tuple[tuple[str, str], ...]
_GAINS = 3
"""How much that anyone gains is named above the fold, and in how many environments."""


def problems(side: Side, which: str) -> Section:
    """Why a side cannot be read: each problem with its place and its fix."""
    if not side.problems:
        return Section()
    texts = [fence(line, 600) for item in side.problems for line in item.text().split("\n    fix: ", 1)]
    rows = tuple(_problem(item.text()) for item in side.problems)
    ends = ticks(texts)
    words = f"> **The {which} cannot be compared: {plural(len(rows), 'problem')} in it.**"
    head = ("> [!CAUTION]", words, "", f"{ends}text")
    return Section((Group(rows),), head, (ends, ""), weight=10, one="problem", keeps_head=True)


def _problem(text: str) -> Lines:
    what, _, fix = text.partition("\n    fix: ")
    return (fence(what, 600), f"    fix: {fence(fix, 600)}") if fix else (fence(what, 600),)


def hazards(report: Report, places: Places) -> Section:
    """The block that comes first: each change that can lose files."""
    found = joined(report.environments, lambda environment: environment.hazards)
    if not found:
        return Section()
    several = len(report.environments) > 1
    groups = tuple(
        Group(
            tuple(_hazard(hazard, ids, places) for hazard, ids in zip(group.records, group.ids, strict=True)),
            head=(f"> **{environments(group.names)}**", ">") if several else (),
        )
        for group in found
    )
    return Section(groups, _hazards_head(report), ("",), weight=2, one="stateful change", keeps_head=True, prefix="> ")


def _hazards_head(report: Report) -> Lines:
    every = [hazard for environment in report.environments for hazard in environment.hazards]
    waved = sum(hazard.acknowledged is not None for hazard in every)
    rest = f", {waved:,} acknowledged" if waved else ""
    words = plural(len(every), "stateful change")
    return ("> [!CAUTION]", f"> **{words}{rest}: files, or what opens them, can be lost.**", ">")


def _hazard(hazard: Hazard, ids: Ids, places: Places) -> Lines:
    mark = " (acknowledged)" if hazard.acknowledged else ""
    lines = [f"> - **{hazard.kind}**{mark}: {prose(hazard.headline)}{places.after(hazard.position)}"]
    if hazard.forced_by:
        lines.append(f">   - Forced by {code(hazard.forced_by)}: {_value(hazard.before)} → {_value(hazard.after)}")
    lines += [f">   - Lost: {prose(hazard.loss)}"] if hazard.loss else []
    lines += [f">   - Instead: {prose(hazard.way_out)}"] if hazard.way_out else []
    lines += [f">   - {_let_through(hazard.acknowledged, ids)}"] if ids or hazard.acknowledged else []
    return tuple(lines)


def _value(value: str | None) -> str:
    return "(absent)" if value is None else code(value)


def _let_through(acknowledged: Acknowledged | None, ids: Ids) -> str:
    if acknowledged:
        return acknowledgement(acknowledged, ids)
    labels = names(code(f"{LABEL}{item}") for _, item in ids)
    word = "label" if len(ids) == 1 else "labels"
    return f"To let it through: the {word} {labels}, or in the spec {code(yaml(item for _, item in ids))}"


def acknowledgement(found: Acknowledged, ids: Ids, *, table: bool = False) -> str:
    """Who let it through, and why."""
    by = "in the spec" if found.by == "spec" else "by a label"
    shown = f" {named(ids, table=table)}" if ids else ""
    reason = f": {prose(found.reason, table=table)}" if found.reason else ""
    return f"Acknowledged{shown} {by}{reason}"


def named(ids: Ids, *, table: bool = False) -> str:
    """The ids that an acknowledgement names, with their environments where they are several."""
    if len(ids) == 1:
        return code(ids[0][1], table=table)
    return ", ".join(f"{code(item, table=table)} ({code(name, table=table)})" for name, item in ids)


def gates(report: Report) -> Section:
    """Which gates stop the change, by what."""
    stopped = [gate for gate in report.gates if gate.failed]
    groups = tuple(
        Group(
            tuple((f"- {code(item)} {prose(sentence)}",) for item, sentence in gate.stopped_by),
            head=(f"**{gate.gate}** stops it:", ""),
            foot=("",),
        )
        for gate in stopped
    )
    how = f"To let one through, label it {code(LABEL + 'ID')} or write {code(yaml(['ID']))} into the spec, with its ID."
    return _or_nothing(Section(groups, ("### Gates", ""), (how, ""), weight=3, one="reason"))


def public(report: Report) -> Section:
    """What anyone gains, in lines that are never dropped."""
    found = over(report.environments)
    several = len(report.environments) > 1
    lines = []
    for gain, where in found[:_GAINS]:
        text = gained(gain, lambda pattern: code(pattern))
        at = f" in {_few(where)}" if several else ""
        lines += [f"- **{text[:1].upper()}{text[1:]}**{at}"]
    rest = len(found) - len(lines)
    lines += [f"- And {rest:,} more that anyone can do."] if rest > 0 else []
    return fixed("", *lines, "") if lines else Section()


def _few(environments: Sequence[str]) -> str:
    shown = [code(name, limit=40) for name in environments[:_GAINS]]
    rest = len(environments) - len(shown)
    return names([*shown, *([f"{rest:,} more"] if rest else [])])


def verdict(report: Report) -> Section:
    """One line that is never dropped: what stops the change."""
    stopped = [f"{gate.gate} ({len(gate.stopped_by):,})" for gate in report.gates if gate.failed]
    passed = [gate.gate for gate in report.gates if not gate.failed]
    lines = [f"**Stopped by {names(stopped)}.**"] if stopped else []
    lines += [f"Gates passed: {names(passed)}."] if passed else []
    return fixed(" ".join(lines), "") if lines else Section()


def drifts(report: Report) -> Section:
    """What is not as the base or the spec says."""
    groups = grouped(report, lambda environment: environment.drifts, _drift)
    return _or_nothing(Section(groups, ("### Drift", ""), weight=7, one="drift"))


def _drift(drift: Drift, ids: Ids) -> Lines:
    first = f"- {code(drift.subject)}: {prose(drift.what)}"
    if drift.acknowledged:
        return (first, f"  - {acknowledgement(drift.acknowledged, ids)}")
    return (first, f"  - Id: {named(ids)}") if ids else (first,)


def stale(items: Sequence[str]) -> Section:
    """Acknowledgements of nothing in this change."""
    if not items:
        return Section()
    rows = tuple((f"- {code(item)}",) for item in items)
    head = (f"{plural(len(items), 'acknowledgement')} of nothing in this change, to be removed from the spec:", "")
    return Section((Group(rows),), head, ("",), weight=8, one="acknowledgement")


def _or_nothing(section: Section) -> Section:
    return section if section.groups else Section()
