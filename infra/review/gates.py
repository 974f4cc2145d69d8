"""What a pull request must not do without somebody saying so."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from infra.review.report import GateResult, Who

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from infra.review.report import EnvironmentReport, ExposureChange, Gate, PermissionChange, Report, TrustChange

UNREADABLE = "unreadable"
SIGNED_IN = (Who("principal", "anyone signed in to Google"), Who("principal", "anyone with an AWS account"))
"""`allAuthenticatedUsers` and the group AuthenticatedUsers."""


def judge(report: Report, wanted: Sequence[Gate]) -> tuple[GateResult, ...]:
    """The gates asked for, in the order of the report's own list.

    A side that cannot be read passes no gate: nothing is known about the change.
    """
    broken = [side.shown for side in (report.base, report.head) if side.problems]
    if broken:
        why = tuple((UNREADABLE, f"{name} cannot be read, so nothing is known about the change") for name in broken)
        return tuple(GateResult(gate, why) for gate in wanted)
    return tuple(GateResult(gate, tuple(_all(report, gate))) for gate in wanted)


def _all(report: Report, gate: Gate) -> Iterator[tuple[str, str]]:
    for found in report.environments:
        for identifier, sentence in _stopped(found, gate):
            yield identifier, f"{found.name}: {sentence}"


def _stopped(found: EnvironmentReport, gate: Gate) -> Iterator[tuple[str, str]]:
    match gate:
        case "stateful":
            yield from ((item.id, item.headline) for item in found.hazards if item.acknowledged is None)
        case "broadened":
            yield from ((item.id, said(item)) for item in _rights(found) if item.broadened and not item.acknowledged)
        case "public":
            yield from ((item.id, said(item)) for item in _public(found) if not item.acknowledged)
        case "drift":
            yield from ((item.id, f"{item.subject}: {item.what}") for item in found.drifts if not item.acknowledged)
        case "policy":
            yield from (
                (item.id, f"{item.rule}: {item.message}")
                for item in found.findings
                if item.severity == "error" and item.new and not item.acknowledged
            )
        case _:
            assert_never(gate)


def _rights(found: EnvironmentReport) -> Iterator[PermissionChange | TrustChange | ExposureChange]:
    yield from found.permissions
    yield from found.trusts
    yield from found.exposures


def _public(found: EnvironmentReport) -> Iterator[PermissionChange]:
    """Whoever can make an account is anyone, too."""
    anyone = (item for item in found.permissions if item.who.kind == "public" or item.who in SIGNED_IN)
    yield from (item for item in anyone if item.broadened)


def said(item: PermissionChange | TrustChange | ExposureChange) -> str:
    """One change of rights in a line."""
    from infra.review.report import ExposureChange, PermissionChange

    if isinstance(item, PermissionChange):
        condition = f" if {item.condition}" if item.condition else ""
        return f"{item.sign} {item.who.text()}: {', '.join(item.actions)} {', '.join(item.scope)}{condition}"
    if isinstance(item, ExposureChange):
        return f"{item.sign} {item.store}: {item.what}"
    condition = f" if {item.condition}" if item.condition else ""
    return f"{item.sign} {item.trusted} may act as {item.identity}{condition}"
