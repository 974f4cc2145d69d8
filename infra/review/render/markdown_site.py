"""What changes for Django, for files as they age, and for the bill."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from infra.review.render.escape import code, fence, prose, ticks
from infra.review.render.folding import folded
from infra.review.render.joining import joined
from infra.review.render.markdown_groups import grouped, titled
from infra.review.render.markdown_parts import Group, Section
from infra.review.render.words import marks_of, money, priced, retention
from infra.review.report import SECRET

if TYPE_CHECKING:
    from infra.review.render.markdown_groups import Ids
    from infra.review.render.markdown_links import Places
    from infra.review.render.markdown_parts import Lines
    from infra.review.report import (
        Cost,
        CostLine,
        EnvironmentReport,
        OptionChange,
        Report,
        Sentence,
        SettingsDelta,
        UrlChange,
        VariableChange,
    )

_VERBS = {"+": "New", "-": "Gone", "~": "Changed"}
_COST = ("| Store | What | Before | After | Change |", "|---|---|---:|---:|---:|")


def settings(report: Report) -> Section:
    """Options and URLs as a diff; variables, names and notes as lists."""
    groups: list[Group] = []
    for found in joined(report.environments, _deltas):
        parts = [part for part in _parts(found.records[0]) if part.rows]
        if parts:
            groups += [_entitled(parts[0], titled(report, found.names)), *parts[1:]]
    head = ("### Settings and environment", "")
    return Section(tuple(groups), head, weight=4, one="setting") if groups else Section()


def _deltas(environment: EnvironmentReport) -> tuple[SettingsDelta, ...]:
    return (environment.settings,) if environment.settings else ()


def _entitled(group: Group, title: Lines) -> Group:
    return Group(group.rows, (*title, *group.head), group.foot)


def _parts(delta: SettingsDelta) -> tuple[Group, ...]:
    folds, delta = folded(delta)
    gone = tuple((f"- {code(name)} is gone: models and migrations that import it fail",) for name in delta.gone)
    return (
        fenced(tuple(_option(item) for item in delta.options)),
        fenced(tuple(_url(item) for item in delta.urls)),
        Group(tuple((f"- {prose(text)}",) for text in folds), foot=("",)),
        Group(tuple(_variable(item) for item in delta.variables), foot=("",)),
        Group(gone, foot=("",)),
        Group(tuple((f"- {prose(note)}",) for note in delta.notes), foot=("",)),
    )


def fenced(rows: tuple[Lines, ...]) -> Group:
    """Lines of a diff, in a fence that none of them closes."""
    ends = ticks([line for row in rows for line in row])
    return Group(rows, (f"{ends}diff",), (ends, ""))


def _option(change: OptionChange) -> Lines:
    name = f'STORAGES["{change.alias}"] {change.option}' if change.alias else change.option
    return both(f"{fence(name)} = ", change.before, change.after)


def _url(change: UrlChange) -> Lines:
    return both(f"URL of {fence(change.alias)}: ", change.before, change.after)


def both(name: str, before: str | None, after: str | None) -> Lines:
    """The lines of a diff: what it was, what it is; None for absent. A secret has one line: it says nothing else."""
    if before == after == SECRET:
        return (f"! {name}{SECRET} changed",)
    sides = (("- ", before), ("+ ", after))
    return tuple(f"{sign}{name}{fence(value)}" for sign, value in sides if value is not None)


def _variable(change: VariableChange) -> Lines:
    marks = marks_of(change)
    end = f" ({', '.join(marks)})" if marks else ""
    return (f"- {_VERBS[change.sign]}: {code(change.name)} for {code(change.where)}{end}: {prose(change.todo)}",)


def sentences(report: Report, places: Places) -> Section:
    """Lifecycle and retention in words."""
    groups = grouped(report, retention, partial(_sentence, places))
    return Section(groups, ("### Retention", ""), weight=5, one="sentence") if groups else Section()


def _sentence(places: Places, sentence: Sentence, _: Ids) -> Lines:
    return (f"- {code(sentence.store)}: {prose(sentence.text)}{places.after(sentence.position)}",)


def costs(report: Report) -> Section:
    """The monthly estimate, where it changes."""
    groups = tuple(
        _cost(found.records[0], titled(report, found.names)) for found in joined(report.environments, priced)
    )
    return Section(groups, ("### Cost each month, estimated", ""), weight=5, one="price") if groups else Section()


def _cost(cost: Cost, title: Lines) -> Group:
    rows = tuple((_price(line, cost.currency),) for line in cost.lines if line.before != line.after)
    before, after = sum(line.before for line in cost.lines), sum(line.after for line in cost.lines)
    amounts = f"{money(before, prose(cost.currency))} → {money(after, prose(cost.currency))}"
    total = f"Total {amounts}, by prices of {prose(cost.priced_on)}." if cost.lines else "Nothing of it has a price."
    missing = f" Missing: {'; '.join(prose(item) for item in cost.missing)}." if cost.missing else ""
    if not rows:
        return Group(((total + missing,),), title, ("",))
    return Group(rows, (*title, total + missing, "", *_COST), ("",))


def _price(line: CostLine, currency: str) -> str:
    shown = prose(currency, table=True)
    change = line.after - line.before
    numbers = (f"{line.before:,.2f} {shown}", f"{line.after:,.2f} {shown}", f"{change:+,.2f} {shown}")
    return f"| {code(line.store, table=True)} | {prose(line.what, table=True)} | {' | '.join(numbers)} |"
