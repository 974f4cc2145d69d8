"""The sections of a report on a terminal, each record in a line or two."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from infra.review.render.escape import VALUE, short
from infra.review.render.folding import folded
from infra.review.render.joining import apart, joined
from infra.review.render.terminal_changes import changes
from infra.review.render.words import (
    CLOUDS,
    DONE,
    EXPOSURES,
    LABEL,
    SIGNS,
    actions,
    effect,
    marks_of,
    money,
    names,
    only_if,
    priced,
    retention,
    store_of,
    subject_before,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from infra.review.render.joining import Joined
    from infra.review.render.terminal_text import Color, Paper
    from infra.review.report import (
        Acknowledged,
        Cost,
        Drift,
        EnvironmentReport,
        ExposureChange,
        Finding,
        Hazard,
        PermissionChange,
        Position,
        ResourceChange,
        Sentence,
        SettingsDelta,
        TrustChange,
    )

Ids: TypeAlias = tuple[tuple[str, str], ...]
Written: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A section: which records of an environment it shows, and how each is written."""

    title: str
    records: Callable[[EnvironmentReport], tuple[Any, ...]]
    lines: Callable[[Any, Ids, Paper], Written]
    join: Callable[..., tuple[Joined[Any], ...]] = joined


def hazard(record: Hazard, ids: Ids, paper: Paper) -> Written:
    """What happens, what forces it, what is lost, what to do instead, how to let it through."""
    color: Color = "yellow" if record.acknowledged else "red"
    lines = paper.line(f"{record.kind}: {record.headline}{_at(record.position)}", 2, color=color, bullet="! ")
    if record.forced_by:
        change = f"{_value(record.before)} -> {_value(record.after)}"
        lines += paper.line(f"{short(record.forced_by, VALUE)}: {change}", 4, bullet="forced by ")
    lines += paper.line(record.loss, 4, bullet="lost: ") if record.loss else ()
    lines += paper.line(record.way_out, 4, bullet="instead: ") if record.way_out else ()
    return lines + _let_through(record.acknowledged, ids, paper)


def _let_through(acknowledged: Acknowledged | None, ids: Ids, paper: Paper) -> Written:
    if acknowledged or not ids:
        return paper.line(_state(acknowledged, ids).strip(), 4) if acknowledged else ()
    labels = names(f"{LABEL}{item}" for _, item in ids)
    return paper.line(
        f"{names(item for _, item in ids)} under review.acknowledge, or {labels}", 4, bullet="let through: "
    )


def _value(value: str | None) -> str:
    return "(absent)" if value is None else short(value, VALUE)


def _at(position: Position | None) -> str:
    if position is None:
        return ""
    return f" ({position.file}:{position.line}{' in the base' if position.side == 'base' else ''})"


def _state(acknowledged: Acknowledged | None, ids: Ids) -> str:
    named = "".join(f" {item}" for _, item in ids)
    if acknowledged is None:
        return named
    reason = f": {acknowledged.reason}" if acknowledged.reason else ""
    return f" acknowledged{named} by {'the spec' if acknowledged.by == 'spec' else 'a label'}{reason}"


def _permission(clouds: frozenset[str], record: PermissionChange, ids: Ids, paper: Paper) -> Written:
    color: Color | None = "red" if record.broadened and not record.acknowledged else None
    state = _state(record.acknowledged, ids) if record.broadened else ""
    condition = f" if {short(only_if(record), VALUE)}" if only_if(record) else ""
    cloud = f" on {CLOUDS[record.cloud]}" if record.cloud and store_of(record) in clouds else ""
    what = f"{', '.join(actions(record))} {', '.join(record.scope)}{cloud}{condition}"
    return paper.line(
        f"{record.who.text()}: {record.sign} {what}, {effect(record)}{state}{_at(record.position)}", 2, color=color
    )


def _broadening(record: TrustChange | ExposureChange, ids: Ids) -> str:
    state = _state(record.acknowledged, ids) if record.broadened or record.acknowledged else ""
    return f"{', broadened' if record.broadened else ''}{state}{_at(record.position)}"


def _trust(record: TrustChange, ids: Ids, paper: Paper) -> Written:
    condition = f" if {short(record.condition, VALUE)}" if record.condition else ""
    verb = "may now act" if record.sign == "+" else "may no longer act"
    return paper.line(f"{record.trusted} {verb} as {record.identity}{condition}{_broadening(record, ids)}", 2)


def _exposure(record: ExposureChange, ids: Ids, paper: Paper) -> Written:
    what = f"{EXPOSURES[record.kind]} {SIGNS[record.sign]}: {record.what}"
    return paper.line(f"{record.store}: {what}{_broadening(record, ids)}", 2)


def _settings(record: SettingsDelta, _: Ids, paper: Paper) -> Written:
    gone, record = folded(record)
    lines = tuple(line for text in gone for line in paper.line(text, 2))
    for option in record.options:
        name = f'STORAGES["{option.alias}"] {option.option}' if option.alias else option.option
        lines += paper.line(f"{name}: {_value(option.before)} -> {_value(option.after)}", 2)
    for url in record.urls:
        lines += paper.line(f"URL of {url.alias}: {_value(url.before)} -> {_value(url.after)}", 2)
    for item in record.variables:
        marks = "".join(f", {word}" for word in marks_of(item))
        lines += paper.line(f"{item.sign} {item.name} ({item.where}{marks}): {item.todo}", 2)
    for name in record.gone:
        lines += paper.line(f"{name} is gone: models and migrations that import it fail", 2)
    return lines + tuple(line for note in record.notes for line in paper.line(note, 2))


def _sentence(record: Sentence, _: Ids, paper: Paper) -> Written:
    return paper.line(f"{record.store}: {record.text}{_at(record.position)}", 2)


def _cost(record: Cost, _: Ids, paper: Paper) -> Written:
    before, after = sum(line.before for line in record.lines), sum(line.after for line in record.lines)
    total = f"{money(before, record.currency)} -> {money(after, record.currency)}, by prices of {record.priced_on}"
    lines = paper.line(total if record.lines else "nothing of it has a price", 2)
    for line in record.lines:
        if line.before != line.after:
            lines += paper.line(f"{line.store}: {line.what}: {line.before:,.2f} -> {line.after:,.2f}", 4)
    return lines + (paper.line(f"missing: {'; '.join(record.missing)}", 2) if record.missing else ())


def _finding(record: Finding, ids: Ids, paper: Paper) -> Written:
    color: Color | None = "red" if record.severity == "error" and not record.acknowledged else None
    references = f" [{', '.join(record.references)}]" if record.references else ""
    pack = f"{record.pack} " if record.pack else ""
    subject = f" {subject_before(record)}" if subject_before(record) else ""
    what = f"{record.severity} {pack}{record.rule}{references}{subject}: {record.message}"
    lines = paper.line(f"{what}{_at(record.position)}{_state(record.acknowledged, ids)}", 2, color=color)
    return lines + (paper.line(record.remedy, 4, bullet="fix: ") if record.remedy else ())


def _resource(record: ResourceChange, _: Ids, paper: Paper) -> Written:
    forced = [item.path for item in record.properties if item.forces]
    by = f", forced by {names(forced)}" if forced else ""
    owner = f"{record.owner}: " if record.owner else ""
    kept = ", left in the cloud" if record.forgotten else ""
    lines = paper.line(f"{owner}{record.type} {record.name} is {DONE[record.kind]}{by}{kept}{_at(record.position)}", 2)
    return lines + changes(record, paper)


def _drift(record: Drift, ids: Ids, paper: Paper) -> Written:
    return paper.line(f"{record.subject}: {record.what}{_state(record.acknowledged, ids)}", 2)


def _new(environment: EnvironmentReport) -> tuple[Finding, ...]:
    return tuple(item for item in environment.findings if item.new)


def parts(clouds: frozenset[str]) -> tuple[Part, ...]:
    """The sections in their order; `clouds` are the stores of which a right has to name its cloud."""
    return (
        Part("Permissions", lambda environment: environment.permissions, partial(_permission, clouds)),
        Part("Trust", lambda environment: environment.trusts, _trust),
        Part("Exposure", lambda environment: environment.exposures, _exposure),
        Part("Settings", lambda environment: (environment.settings,) if environment.settings else (), _settings),
        Part("Retention", retention, _sentence),
        Part("Cost each month, estimated", priced, _cost),
        Part("New policy findings", _new, _finding, apart),
        Part("Drift", lambda environment: environment.drifts, _drift),
        Part("Resources", lambda environment: environment.resources, _resource),
    )
