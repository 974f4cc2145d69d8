"""The words that every form of a report uses, so that they say the same."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from infra.review.report import PermissionChange

if TYPE_CHECKING:
    from collections.abc import Iterable

    from infra.review.report import (
        Cost,
        Counts,
        EnvironmentReport,
        ExposureChange,
        Finding,
        Kind,
        Mark,
        Mode,
        Report,
        Sentence,
        Side,
        Sign,
        TrustChange,
        VariableChange,
    )

DONE: dict[Kind, str] = {"create": "created", "update": "updated", "replace": "replaced", "delete": "deleted"}
SIGNS: dict[Sign, str] = {"+": "added", "-": "removed", "~": "changed"}
MARKS: dict[Mark, str] = {"same": "", "added": "new", "removed": "removed", "changed": "changed"}
EXPOSURES = {"cors": "CORS", "cdn": "CDN", "network": "network"}
MODES: dict[Mode, str] = {
    "offline": "offline: both specs, no cloud asked",
    "state": "against an exported state",
    "preview": "from the engine's preview",
}
CLOUDS = {"s3": "AWS", "gcs": "Google Cloud", "azure": "Azure", "": ""}
DENIED = {"+": "denied", "-": "no longer denied"}
_DENY = "Deny"
_BETWEEN = re.compile(r"[\s():,;]+")
LABEL = "storage-ack:"
"""What a label starts with that lets one change through; its id follows."""


def plural(count: int, one: str, many: str = "") -> str:
    """`1 resource`, `2,000 resources`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def names(items: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    found = list(items)
    return " and ".join([", ".join(found[:-1]), found[-1]] if len(found) > 1 else found)


def counted(counts: Counts) -> str:
    """`2 created, 1 deleted`; what does not happen is left out."""
    numbers = {kind: getattr(counts, kind) for kind in DONE}
    return ", ".join(f"{number:,} {DONE[kind]}" for kind, number in numbers.items() if number)


def commit(side: Side) -> str:
    """The commit as people quote it: ten characters."""
    return side.commit[:10]


def denies(change: PermissionChange) -> bool:
    """Whether the row is about a Deny; its condition then begins with that word."""
    return change.condition == _DENY or change.condition.startswith(f"{_DENY} if ")


def only_if(change: PermissionChange) -> str:
    """What else must hold for the right, or for the denial."""
    return change.condition.removeprefix(_DENY).removeprefix(" if ") if denies(change) else change.condition


def actions(change: PermissionChange) -> tuple[str, ...]:
    """What somebody may do; a denial is said to be one, with what it denies first."""
    if not denies(change):
        return change.actions
    return (" ".join((DENIED[change.sign], *change.actions[:1])), *change.actions[1:])


def effect(change: PermissionChange | TrustChange | ExposureChange) -> str:
    """Whether somebody can do more, less, or the same in another way."""
    if change.broadened:
        return "broadened"
    less = "+" if isinstance(change, PermissionChange) and denies(change) else "-"
    return "narrowed" if change.sign == less else "same"


def between_clouds(report: Report) -> frozenset[str]:
    """Stores of which rights on several clouds are shown in one environment: there a row has to say which."""
    found = {
        (environment.name, store_of(change), change.cloud)
        for environment in report.environments
        for change in environment.permissions
        if change.cloud
    }
    several = Counter((name, store) for name, store, _ in found)
    return frozenset(store for (_, store), clouds in several.items() if clouds > 1)


def store_of(change: PermissionChange) -> str:
    """The store in front of the patterns."""
    return change.scope[0].partition("/")[0] if change.scope else ""


def yaml(ids: Iterable[str]) -> str:
    """What the spec says to let these changes through, but for the reason."""
    items = ", ".join(f'{{id: {item}, reason: "..."}}' for item in ids)
    return f"review: {{acknowledge: [{items}]}}"


def money(amount: float, currency: str) -> str:
    """`+1,234.50 EUR` without its sign when it is not negative."""
    return f"{amount:,.2f} {currency}"


def settings_count(environment: EnvironmentReport) -> int:
    """How many things change for Django: options, URLs, variables, names that are gone."""
    delta = environment.settings
    return sum(map(len, (delta.options, delta.urls, delta.variables, delta.gone))) if delta else 0


def marks_of(variable: VariableChange) -> list[str]:
    """`secret`, `optional`; the latter unless it is said already."""
    optional = variable.optional and "optional" not in variable.todo
    return [word for word, true in (("secret", variable.secret), ("optional", optional)) if true]


def retention(environment: EnvironmentReport) -> tuple[Sentence, ...]:
    """How files age differently, without what is said as a hazard."""
    said = {hazard.headline for hazard in environment.hazards}
    return tuple(item for item in environment.sentences if f"{item.store}: {item.text}" not in said)


def priced(environment: EnvironmentReport) -> tuple[Cost, ...]:
    """The estimate, where it changes, or where something changes and has no price."""
    cost = environment.cost
    if cost is None or not changed(environment):
        return ()
    return (cost,) if cost.missing or any(line.before != line.after for line in cost.lines) else ()


def subject_of(finding: Finding) -> str:
    """What a finding is about: of a urn, the name at its end."""
    return finding.subject.rpartition("::")[2] if finding.subject.startswith("urn:") else finding.subject


def subject_before(finding: Finding) -> str:
    """The subject as it stands before the message; empty where it is a resource that the message names."""
    subject = subject_of(finding)
    named = subject != finding.subject and subject in _BETWEEN.split(finding.message)
    return "" if named else subject


def heading(report: Report) -> str:
    """What is reviewed: the project, or the spec where none could be read; empty for neither."""
    return report.project or report.spec


def changed(environment: EnvironmentReport) -> bool:
    """Whether there is anything in it that a reviewer has to see; old findings and churn are not."""
    counts = environment.counts
    return any(
        (
            environment.mark in ("added", "removed"),
            counts.create + counts.update + counts.replace + counts.delete + environment.secrets_changed,
            environment.hazards, environment.permissions, environment.trusts, environment.exposures,
            environment.settings, environment.sentences, environment.resources, environment.drifts,
            environment.cost is not None and any(line.before != line.after for line in environment.cost.lines),
            any(finding.new for finding in environment.findings),
        )
    )  # fmt: skip


def unchanged(report: Report) -> bool:
    """Whether the whole report is one line: nothing to see, nothing wrong, no gate stops it."""
    sides = report.base.problems or report.head.problems
    stopped = any(gate.failed for gate in report.gates)
    return not (sides or stopped or report.notes or any(changed(environment) for environment in report.environments))
