"""The page's sections about what can be lost, who can do more, and what rules and drift say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.review.render.page_parts import (
    Card,
    Fold,
    Part,
    Parts,
    Row,
    Section,
    anchor,
    badge,
    code,
    consent,
    place,
    plain,
    prose,
    shown,
    sign,
    table,
    value,
)
from infra.review.render.words import CLOUDS, EXPOSURES, LABEL, actions, effect, only_if, plural, subject_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from infra.review.render.page_groups import Group
    from infra.review.report import (
        Drift,
        ExposureChange,
        Finding,
        Hazard,
        PermissionChange,
        TrustChange,
    )

_SEVERITY: Mapping[str, str] = {"error": "danger", "warning": "tilde", "note": "same"}


def stateful(group: Group) -> Section:
    """What can lose files, or what opens them."""
    return Section(
        f"{group.key}-stateful", "Stateful changes", str(len(group.environment.hazards)), "stateful",
        lead="These can lose files, or what opens them. To let one through, name its id under review.acknowledge in the"
        f" spec, or give the pull request the label {LABEL}ID.",
        cards=tuple(_card(hazard, group) for hazard in group.environment.hazards),
    )  # fmt: skip


def _card(hazard: Hazard, group: Group) -> Card:
    facts: tuple[tuple[str, Parts], ...] = (
        ("Forced by", _forced(hazard)),
        ("Lost", prose(hazard.loss)),
        ("Instead", prose(hazard.way_out)),
        ("Spec", place(hazard.position)),
        ("Acknowledged" if hazard.acknowledged else "Acknowledge", consent(group.ids(hazard.id), hazard.acknowledged)),
    )
    title = (Part(hazard.headline), badge(hazard.kind.replace("-", " "), "danger"))
    look = "settled" if hazard.acknowledged else ""
    return Card(title, tuple(fact for fact in facts if fact[1]), anchor(hazard.id), look)


def _forced(hazard: Hazard) -> Parts:
    if not hazard.forced_by:
        return ()
    if hazard.before is None and hazard.after is None:
        return code(hazard.forced_by)
    arrow = Part("becomes", "span", "quiet")
    return (*code(hazard.forced_by), *plain("from"), *value(hazard.before), arrow, *value(hazard.after))


def access(group: Group) -> Section:
    """Rights, trusts and ways from outside, each in a table of its own."""
    found = group.environment
    made = [
        shown(table("Who may do what", _heads("Who", "May", "Where", "Effect", "From"), _rights(group), 1)),
        shown(table("Who may act as a workload", _heads("Workload", "Trusted", "Effect", "From"), _trusts(group), 1)),
        shown(
            table("How the outside reaches a store", _heads("Store", "What", "Effect", "From"), _exposures(group), 1)
        ),
    ]
    return Section(
        f"{group.key}-access", "Permissions", str(len(found.permissions) + len(found.trusts) + len(found.exposures)),
        tables=tuple(item for tables, _ in made for item in tables),
        folds=tuple(item for _, folds in made for item in folds),
    )  # fmt: skip


def _heads(*names: str) -> tuple[str, ...]:
    return ("Change", *names)


def _rights(group: Group) -> Iterator[Row]:
    for change in group.environment.permissions:
        who = (Part(change.who.text(), "strong", "loud" if change.who.kind == "public" else ""),)
        by = (*plain(change.by, CLOUDS[change.cloud]), *place(change.position))
        where = (*code(*change.scope), *_only_if(only_if(change)))
        yield _row(change, group, who, plain(", ".join(actions(change))), where, by)


def _trusts(group: Group) -> Iterator[Row]:
    for change in group.environment.trusts:
        trusted = (*code(change.trusted), *_only_if(change.condition))
        yield _row(change, group, (Part(change.identity, "strong"),), trusted, place(change.position))


def _exposures(group: Group) -> Iterator[Row]:
    for change in group.environment.exposures:
        what = (badge(EXPOSURES[change.kind]), *prose(change.what))
        yield _row(change, group, (Part(change.store, "strong"),), what, place(change.position))


def _only_if(condition: str) -> Parts:
    return (Part("only if", "span", "quiet"), *code(condition)) if condition else ()


def _row(change: PermissionChange | TrustChange | ExposureChange, group: Group, *cells: Parts) -> Row:
    """The change's sign, its cells, its effect with who let it through, and where it comes from."""
    said = effect(change)
    let = consent(group.ids(change.id), change.acknowledged) if change.broadened or change.acknowledged else ()
    judged = (badge(said, "danger" if change.broadened else "same"), *let)
    return Row((sign(change.sign), *cells[:-1], judged, cells[-1]), anchor(change.id))


def findings(group: Group) -> Section:
    """What policies say; what was so before the change, and notes, stay folded."""
    heads = ("Severity", "Rule", "On", "What", "Remedy", "From")
    loud = [item for item in group.environment.findings if item.new and item.severity != "note"]
    quiet = [item for item in group.environment.findings if not item.new or item.severity == "note"]
    tables, more = shown(table("Policy findings of this change", heads, (_finding(item, group) for item in loud), 1))
    rest = table("Findings from before, and notes", heads, (_finding(item, group) for item in quiet), 1)
    summary = plain(f"{plural(len(quiet), 'finding')} from before the change, or notes")
    folds = (*more, *((Fold(summary, tables=(rest,)),) if quiet else ()))
    return Section(
        f"{group.key}-findings", "Policy findings", str(len(group.environment.findings)), tables=tables, folds=folds
    )


def _finding(item: Finding, group: Group) -> Row:
    rule = (*code(item.rule), *((Part(item.pack, "span", "quiet"),) if item.pack else ()))
    what = (*prose(item.message), *((Part(", ".join(item.references), "span", "quiet"),) if item.references else ()))
    cells = (
        (badge(item.severity, _SEVERITY[item.severity]),), rule, plain(subject_of(item)), what, prose(item.remedy),
        (*place(item.position), *consent(group.ids(item.id), item.acknowledged)),
    )  # fmt: skip
    return Row(cells, anchor(item.id))


def drift(group: Group) -> Section:
    """What is not as the base or the spec says."""
    tables, folds = shown(
        table("Drift", ("What", "How it differs", "Id"), (_drift(item, group) for item in group.environment.drifts))
    )
    return Section(f"{group.key}-drift", "Drift", str(len(group.environment.drifts)), tables=tables, folds=folds)


def _drift(item: Drift, group: Group) -> Row:
    return Row((code(item.subject), prose(item.what), consent(group.ids(item.id), item.acknowledged)), anchor(item.id))
