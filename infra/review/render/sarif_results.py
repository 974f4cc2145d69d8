"""Records to SARIF results: the message, the line, what makes it the same in the next run, and who let it through."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias
from urllib.parse import quote

from infra.review.render.document_shape import DERIVED
from infra.review.render.sarif_rules import BROADENED, DRIFT, PUBLIC, SPEC, STATEFUL, Level, policy_rule
from infra.review.render.verdict import is_public
from infra.review.report import (
    Drift,
    EnvironmentReport,
    ExposureChange,
    Finding,
    Hazard,
    PermissionChange,
    Position,
    Report,
    TrustChange,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.diagnostics import Diagnostic

Record: TypeAlias = Hazard | PermissionChange | TrustChange | ExposureChange | Finding | Drift
_SEVERITY: Mapping[str, int] = {"error": 0, "warning": 1, "note": 2}
_LINK = re.compile(r"\](?=\()")
_PLACEHOLDER = re.compile(r"\{(\d+)\}")
_ABSOLUTE = re.compile(r"^(?:[A-Za-z]:)?/+")


class _Said(NamedTuple):
    rule: str
    level: Level
    text: str
    new: bool = True


def results(report: Report) -> list[dict[str, Any]]:
    """Every result, worst first; among equals in the report's order."""
    found = [_problem(item) for item in report.head.problems]
    found += [
        _result(report, environment, record, said)
        for environment in report.environments
        for record in _records(environment)
        if (said := _say(record)) is not None
    ]
    return sorted(found, key=lambda result: _SEVERITY[result["level"]])


def _records(environment: EnvironmentReport) -> Iterator[Record]:
    yield from environment.hazards
    yield from environment.permissions
    yield from environment.trusts
    yield from environment.exposures
    yield from environment.findings
    yield from environment.drifts


def _say(record: Record) -> _Said | None:
    """What a record says; None for what needs nobody's attention."""
    match record:
        case Hazard():
            return _Said(STATEFUL, "error", _sentences(record.headline, _forced(record), record.loss, record.way_out))
        case PermissionChange():
            line = DERIVED[PermissionChange]["text"].value(record)
            rule: tuple[str, Level] = (PUBLIC, "error") if is_public(record) else (BROADENED, "warning")
            return _Said(*rule, _sentences(line, record.by and f"By {record.by}")) if record.broadened else None
        case TrustChange():
            condition = f" if {record.condition}" if record.condition else ""
            text = f"{record.identity}: {record.sign} {record.trusted} may act as it{condition}"
            return _Said(BROADENED, "warning", text) if record.broadened else None
        case ExposureChange():
            text = f"{record.store}: {record.sign} {record.what}"
            return _Said(BROADENED, "warning", text) if record.broadened else None
        case Finding():
            text = _sentences(f"{record.subject}: {record.message}", record.remedy)
            return _Said(policy_rule(record), record.severity, text, record.new)
        case Drift():
            return _Said(DRIFT, "warning", f"{record.subject}: {record.what}")


def _forced(hazard: Hazard) -> str:
    if not hazard.forced_by:
        return ""
    before, after = ("nothing" if text is None else text for text in (hazard.before, hazard.after))
    return f"Forced by {hazard.forced_by}: {before} becomes {after}"


def _sentences(*parts: str) -> str:
    return " ".join(part if part.endswith((".", "!", "?")) else f"{part}." for part in parts if part)


def _result(report: Report, environment: EnvironmentReport, record: Record, said: _Said) -> dict[str, Any]:
    position = None if isinstance(record, Drift) else record.position
    was = f" (in the base at {position.file}:{position.line})" if position and position.side == "base" else ""
    identity = (
        record.id or sha256("\0".join((environment.name, *record.key())).encode(errors="replace")).hexdigest()[:8]
    )
    made = {
        "ruleId": said.rule,
        "level": said.level,
        "message": {"text": _plain(f"{environment.name}: {said.text}{was}")},
        "locations": [_location(position, report.spec)],
        "partialFingerprints": {"stowplan/v1": identity, "primaryLocationLineHash": f"{identity}:1"},
        "baselineState": "new" if said.new else "unchanged",
        "properties": {"environment": environment.name, "id": identity},
    }
    if record.acknowledged is None:
        return made
    kind = "inSource" if record.acknowledged.by == "spec" else "external"
    reason = record.acknowledged.reason or f"the label storage-ack:{identity}"
    return made | {"suppressions": [{"kind": kind, "status": "accepted", "justification": reason}]}


def _identity(*names: str) -> str:
    return sha256("\0".join(names).encode(errors="replace")).hexdigest()[:8]


def _problem(problem: Diagnostic) -> dict[str, Any]:
    subject = f"{problem.path}: " if problem.path else ""
    text = _sentences(f"{problem.code} {subject}{problem.message}", problem.hint and f"Fix: {problem.hint}")
    identity = _identity(problem.code, problem.path, problem.message)
    return {
        "ruleId": SPEC,
        "level": problem.severity,
        "message": {"text": _plain(text)},
        "locations": [_at(problem.file, problem.line, problem.column)],
        "partialFingerprints": {"stowplan/v1": identity, "primaryLocationLineHash": f"{identity}:1"},
        "baselineState": "new",
        "properties": {"code": problem.code},
    }


def _location(position: Position | None, spec: str) -> dict[str, Any]:
    """A line of the head's file; what stood in the base only, or nowhere, is the spec's first line."""
    if position is None or position.side == "base":
        return _at(spec, 1, 1)
    return _at(position.file, position.line, position.column)


def _at(file: str, line: int, column: int) -> dict[str, Any]:
    where = {"uri": relative_uri(file), "uriBaseId": "%SRCROOT%"}
    return {
        "physicalLocation": {
            "artifactLocation": where,
            "region": {"startLine": max(line, 1), "startColumn": max(column, 1)},
        }
    }


def relative_uri(file: str) -> str:
    """A file as a URI relative to the repository. An absolute path, which no viewer finds, becomes its name."""
    path = file.replace("\\", "/")
    if _ABSOLUTE.match(path):
        path = path.rpartition("/")[2]
    parts = [part for part in path.split("/") if part not in {"", ".", ".."}]
    return quote("/".join(parts) or "storage.yaml", errors="replace")


def _plain(text: str) -> str:
    """Text without what SARIF reads as a link or a placeholder (2.1.0, 3.11.5 and 3.11.6)."""
    return _PLACEHOLDER.sub(r"{{\1}}", _LINK.sub("] ", text))
