"""The page's section of resources: by component, each one folded with its properties."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from infra.review.render.page_parts import (
    KINDS,
    Fold,
    Part,
    Parts,
    Row,
    Section,
    badge,
    code,
    place,
    plain,
    table,
    value,
)
from infra.review.render.words import plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from infra.review.render.page_groups import Group
    from infra.review.render.page_parts import Table
    from infra.review.report import EnvironmentReport, PropertyChange, ResourceChange

_FEW = 12
"""Up to so many resources the components stand open."""


def resources(group: Group) -> Section:
    """What changes, by component, in the report's order; and how much does nothing."""
    groups: dict[str, list[ResourceChange]] = {}
    for change in group.environment.resources:
        groups.setdefault(change.owner, []).append(change)
    few = len(group.environment.resources) <= _FEW
    folds = tuple(_group(owner, changes, few) for owner, changes in groups.items())
    lines = tuple(plain(text) for text in _hidden(group.environment))
    return Section(
        f"{group.key}-resources", "Resources", str(len(group.environment.resources)), lines=lines, folds=folds
    )


def _hidden(environment: EnvironmentReport) -> Iterator[str]:
    if environment.churn:
        number = plural(environment.churn, "resource is", "resources are")
        yield f"{number} not shown: only order, formatting or descriptions differ."
    if environment.secrets_changed:
        yield f"{plural(environment.secrets_changed, 'secret changes', 'secrets change')}; no value is shown."
    if environment.counts.same:
        yield f"{plural(environment.counts.same, 'resource stays', 'resources stay')} as they are."


def _group(owner: str, changes: Sequence[ResourceChange], few: bool) -> Fold:
    kinds = Counter(change.kind for change in changes)
    badges = tuple(badge(f"{kinds[kind]} {kind}", look) for kind, look in KINDS.items() if kinds[kind])  # type: ignore[index]
    summary = (Part(owner or "of no component", "strong"), *badges)
    return Fold(summary, folds=tuple(_resource(change) for change in changes), open=few)


def _resource(change: ResourceChange) -> Fold:
    flags = {"stateful": change.stateful, "protected": change.protected, "forgotten": change.forgotten}
    looks = {"stateful": "danger", "protected": "same", "forgotten": "tilde"}
    summary = (
        badge(change.kind, KINDS[change.kind]),
        Part(change.name, "strong"),
        Part(change.type, "span", "quiet"),
        *(badge(flag, looks[flag]) for flag, is_so in flags.items() if is_so),
    )
    tables = (_properties(change),) if change.properties else ()
    return Fold(summary, tuple(_facts(change)), tables)


def _facts(change: ResourceChange) -> Iterator[Parts]:
    if change.forgotten:
        yield plain("Pulumi stops managing it and leaves it in the cloud.")
    if change.moved_from:
        yield (*plain("It was"), *code(change.moved_from))
    if change.position:
        yield (*plain("From"), *place(change.position))
    yield code(change.urn)


def _properties(change: ResourceChange) -> Table:
    heads = ("Property", "Before", "After", "Effect")
    return table(f"Properties of {change.name}", heads, map(_property, change.properties), quiet=True)


def _property(change: PropertyChange) -> Row:
    forces = (badge("makes a new resource", "danger"),) if change.forces else ()
    return Row((code(change.path), value(change.before), value(change.after), forces))
