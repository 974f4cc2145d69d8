"""Who can do what: permissions, who may act as whom, how the outside reaches a store."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from infra.review.render.escape import code, prose
from infra.review.render.markdown_groups import grouped
from infra.review.render.markdown_parts import Section
from infra.review.render.markdown_risks import acknowledgement, named
from infra.review.render.words import (
    CLOUDS,
    DENIED,
    EXPOSURES,
    SIGNS,
    between_clouds,
    denies,
    effect,
    only_if,
    store_of,
)

if TYPE_CHECKING:
    from infra.review.render.markdown_groups import Ids
    from infra.review.render.markdown_links import Places
    from infra.review.render.markdown_parts import Lines
    from infra.review.report import Acknowledged, ExposureChange, PermissionChange, Report, TrustChange, Who

_COLUMNS = ("| Who | | Actions | Scope | Effect | By |", "|---|---|---|---|---|---|")
_MOST = 20
"""How many actions, or scopes, of one right are shown."""


def permissions(report: Report, places: Places) -> Section:
    """A table of rights gained and lost, by what they reach."""
    row = partial(_permission, places, between_clouds(report))
    groups = grouped(report, lambda environment: environment.permissions, row, _COLUMNS)
    return Section(groups, ("### Permissions", ""), weight=4, one="permission") if groups else Section()


def _permission(places: Places, clouds: frozenset[str], change: PermissionChange, ids: Ids) -> Lines:
    cloud = f" on {CLOUDS[change.cloud]}" if change.cloud and store_of(change) in clouds else ""
    condition = f" if {code(only_if(change), table=True)}" if only_if(change) else ""
    scope = _codes(change.scope) + cloud + condition
    by = (code(change.by, table=True) if change.by else "") + places.after(change.position, table=True)
    cells = (_who(change.who), change.sign, _actions(change), scope, _effect(change, ids), by.strip())
    return ("| " + " | ".join(cells) + " |",)


def _actions(change: PermissionChange) -> str:
    """A denial is one in words, and what it denies is code."""
    return (f"{DENIED[change.sign]} " if denies(change) else "") + _codes(change.actions)


def _codes(items: tuple[str, ...]) -> str:
    rest = f" and {len(items) - _MOST:,} more" if len(items) > _MOST else ""
    return ", ".join(code(item, table=True) for item in items[:_MOST]) + rest


def _who(who: Who) -> str:
    """`Who.text` with its name as code."""
    match who.kind:
        case "public":
            return f"**{who.text()}**"
        case "signed":
            return f"signed URLs of {code(who.name, table=True)}"
        case "cdn":
            return f"CDN of {code(who.name, table=True)}"
        case "workload" | "service" | "principal":
            return code(who.name, table=True)


def _effect(change: PermissionChange, ids: Ids) -> str:
    word = effect(change)
    if not change.broadened:
        return word
    return f"**{word}**{_state(change.acknowledged, ids)}"


def _state(acknowledged: Acknowledged | None, ids: Ids) -> str:
    if acknowledged:
        return f". {acknowledgement(acknowledged, ids, table=True)}"
    return f" {named(ids, table=True)}" if ids else ""


def trusts(report: Report, places: Places) -> Section:
    """Who may act as whom."""
    groups = grouped(report, lambda environment: environment.trusts, partial(_trust, places))
    return Section(groups, ("### Trust", ""), weight=4, one="trust") if groups else Section()


def _trust(places: Places, change: TrustChange, ids: Ids) -> Lines:
    verb = "may now act" if change.sign == "+" else "may no longer act"
    condition = f" if {code(change.condition)}" if change.condition else ""
    text = f"- {code(change.trusted)} {verb} as {code(change.identity)}{condition}"
    return (text + _end(places, change, ids),)


def exposures(report: Report, places: Places) -> Section:
    """How the outside reaches a store."""
    groups = grouped(report, lambda environment: environment.exposures, partial(_exposure, places))
    return Section(groups, ("### Exposure", ""), weight=4, one="exposure") if groups else Section()


def _exposure(places: Places, change: ExposureChange, ids: Ids) -> Lines:
    text = f"- {code(change.store)} {EXPOSURES[change.kind]}, {SIGNS[change.sign]}: {prose(change.what)}"
    return (text + _end(places, change, ids),)


def _end(places: Places, change: TrustChange | ExposureChange, ids: Ids) -> str:
    broadened = ", **broadened**" if change.broadened else ""
    state = _state(change.acknowledged, ids) if change.broadened or change.acknowledged else ""
    return f"{places.after(change.position)}{broadened}{state}"
