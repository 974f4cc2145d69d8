"""What the JSON document is made of: the records' fields with their types, and what is worked out for machines."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, get_type_hints

from generator.diagnostics import Diagnostic
from infra.review import report as records
from infra.review.render.verdict import is_public
from infra.review.render.words import actions, only_if
from infra.review.report import (
    GATES,
    EnvironmentReport,
    ExposureChange,
    GateResult,
    PermissionChange,
    Report,
    ResourceChange,
    SpecPath,
    TrustChange,
    Who,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from infra.review.report import Finding, Gate

VERSION = 1
IMPACTS = ("none", "create", "update", "replace", "delete")
"""From harmless to worst; an impact's rank is its place here."""

_Flagged = tuple["Gate", bool]
"""One thing a gate can stop at, and whether somebody acknowledged it."""


class Derived(NamedTuple):
    """A value that follows from a record: how to work it out, and its JSON Schema."""

    value: Callable[[Any], Any]
    schema: Mapping[str, Any]


@cache
def types_of(kind: type) -> Mapping[str, Any]:
    """The fields of a record, in order, with their types as objects."""
    known = {name: getattr(records, name) for name in records.__all__} | {"Diagnostic": Diagnostic}
    hints = get_type_hints(kind, localns=known)
    return {field.name: hints[field.name] for field in fields(kind)}


def is_record(kind: Any) -> bool:
    """Whether a type is one of the report's records."""
    return isinstance(kind, type) and is_dataclass(kind)


def is_path(kind: Any) -> bool:
    """Whether a type is a path in the spec."""
    return bool(kind == SpecPath)


def impact(environment: EnvironmentReport) -> str:
    """The worst that happens to a resource of this environment."""
    counts = environment.counts
    return next((kind for kind in reversed(IMPACTS[1:]) if getattr(counts, kind)), IMPACTS[0])


def worst(report: Report) -> str:
    """The worst impact of all environments."""
    return max((impact(environment) for environment in report.environments), key=IMPACTS.index, default=IMPACTS[0])


def _bad(finding: Finding) -> bool:
    return finding.new and finding.severity == "error"


def flagged(environment: EnvironmentReport) -> tuple[_Flagged, ...]:
    """Everything in an environment that a gate can stop at. Public exposure counts as broadened as well."""
    rights: list[PermissionChange | TrustChange | ExposureChange] = [*environment.permissions]
    rights += [*environment.trusts, *environment.exposures]
    found: list[_Flagged] = [("stateful", item.acknowledged is not None) for item in environment.hazards]
    found += [("broadened", item.acknowledged is not None) for item in rights if item.broadened]
    found += [("public", item.acknowledged is not None) for item in environment.permissions if is_public(item)]
    found += [("drift", item.acknowledged is not None) for item in environment.drifts]
    found += [("policy", item.acknowledged is not None) for item in environment.findings if _bad(item)]
    return tuple(found)


def tally(environments: Iterable[EnvironmentReport]) -> dict[str, dict[str, int]]:
    """By gate, how much was found and how much of it was acknowledged."""
    made: dict[str, dict[str, int]] = {gate: {"found": 0, "acknowledged": 0} for gate in GATES}
    for environment in environments:
        for gate, acknowledged in flagged(environment):
            made[gate]["found"] += 1
            made[gate]["acknowledged"] += acknowledged
    return made


def _line(change: PermissionChange) -> str:
    said = f"{change.who.text()}: {change.sign} {', '.join(actions(change))} {', '.join(change.scope)}".rstrip()
    return f"{said} if {only_if(change)}" if only_if(change) else said


def _has(gate: Gate, environments: Iterable[EnvironmentReport]) -> bool:
    return any(gate == name for environment in environments for name, _ in flagged(environment))


def _schema(kind: str, says: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, "description": says, "readOnly": True, **more}


_RANK = {"minimum": 0, "maximum": len(IMPACTS) - 1}
_COUNT: dict[str, Any] = {"type": "integer", "minimum": 0}
_TALLY = {
    "required": list(GATES),
    "properties": {
        gate: {
            "type": "object",
            "required": ["found", "acknowledged"],
            "properties": {"found": _COUNT, "acknowledged": _COUNT},
        }
        for gate in GATES
    },
}
_IMPACT = _schema("string", "The worst that happens to a resource.", enum=list(IMPACTS))
_IMPACT_RANK = _schema("integer", "The impact as a number: " + " < ".join(IMPACTS) + ".", **_RANK)
_BROADENED = _schema("boolean", "Somebody can do what they could not.")
_PUBLIC = _schema("boolean", "Anyone can do what they could not.")
_FOUND = _schema("object", "By gate, what was found and how much of it was acknowledged; policy: new errors.", **_TALLY)

DERIVED: Mapping[type, Mapping[str, Derived]] = {
    Report: {
        "version": Derived(lambda _: VERSION, {"const": VERSION, "description": "Of this shape."}),
        "impact": Derived(worst, _IMPACT),
        "rank": Derived(lambda it: IMPACTS.index(worst(it)), _IMPACT_RANK),
        "broadened": Derived(lambda it: _has("broadened", it.environments), _BROADENED),
        "public": Derived(lambda it: _has("public", it.environments), _PUBLIC),
        "found": Derived(lambda it: tally(it.environments), _FOUND),
        "failed": Derived(
            lambda it: [gate.gate for gate in it.gates if gate.failed],
            _schema("array", "The gates that stop the change.", items={"enum": list(GATES)}),
        ),
    },
    EnvironmentReport: {
        "impact": Derived(impact, _IMPACT),
        "rank": Derived(lambda it: IMPACTS.index(impact(it)), _IMPACT_RANK),
        "broadened": Derived(lambda it: _has("broadened", [it]), _BROADENED),
        "public": Derived(lambda it: _has("public", [it]), _PUBLIC),
        "found": Derived(lambda it: tally([it]), _FOUND),
        "headlines": Derived(
            lambda it: [hazard.headline for hazard in it.hazards],
            _schema("array", "What happens to files and what opens them, worst first.", items={"type": "string"}),
        ),
    },
    ResourceChange: {"rank": Derived(lambda it: IMPACTS.index(it.kind), _IMPACT_RANK)},
    PermissionChange: {"text": Derived(_line, _schema("string", "The change in one line."))},
    Who: {"text": Derived(lambda it: it.text(), _schema("string", "As a reader meets it."))},
    GateResult: {"failed": Derived(lambda it: it.failed, _schema("boolean", "Whether the change must not pass."))},
}
