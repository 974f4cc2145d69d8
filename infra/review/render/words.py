"""The words that every form of a report uses, so that they say the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from infra.review.report import (
        Counts,
        EnvironmentReport,
        ExposureChange,
        Kind,
        Mark,
        Mode,
        PermissionChange,
        Report,
        Side,
        Sign,
        TrustChange,
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


def effect(change: PermissionChange) -> str:
    """Whether somebody can do more, less, or the same in another way."""
    if change.broadened:
        return "broadened"
    return "narrowed" if change.sign == "-" else "same"


def yaml(ids: Iterable[str]) -> str:
    """What the spec says to let these changes through, but for the reason."""
    items = ", ".join(f'{{id: {item}, reason: "..."}}' for item in ids)
    return f"review: {{acknowledge: [{items}]}}"


def money(amount: float, currency: str) -> str:
    """`+1,234.50 EUR` without its sign when it is not negative."""
    return f"{amount:,.2f} {currency}"


def rights_of(environment: EnvironmentReport) -> tuple[PermissionChange | TrustChange | ExposureChange, ...]:
    """All that says who can do what: permissions, trusts, exposures."""
    return (*environment.permissions, *environment.trusts, *environment.exposures)


def settings_count(environment: EnvironmentReport) -> int:
    """How many things change for Django: options, URLs, variables, names that are gone."""
    delta = environment.settings
    return sum(map(len, (delta.options, delta.urls, delta.variables, delta.gone))) if delta else 0


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
