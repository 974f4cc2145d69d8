"""The report as SARIF 2.1.0 (OASIS), for code scanning: what a reviewer has to look at, on the spec's lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from infra.review.render.document import text_of
from infra.review.render.sarif_results import results
from infra.review.render.sarif_rules import rules

if TYPE_CHECKING:
    from infra.review.report import Report

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LIMIT = 25_000
"""GitHub refuses a run with more results (docs.github.com, "SARIF results exceed one or more limits")."""


def sarif(report: Report) -> str:
    """One run with one driver. Equal reports give equal bytes.

    Beyond `LIMIT` the least severe results are left out, and the run says how many.
    """
    return text_of({"$schema": _SCHEMA, "version": "2.1.0", "runs": [_run(report)]})


def _run(report: Report) -> dict[str, Any]:
    found = results(report)
    descriptors = rules(finding for environment in report.environments for finding in environment.findings)
    places = {descriptor["id"]: index for index, descriptor in enumerate(descriptors)}
    kept = [result | {"ruleIndex": places[result["ruleId"]]} for result in found[:LIMIT]]
    return {
        "tool": {"driver": _driver(report) | {"rules": descriptors}},
        "automationDetails": {"id": f"stowplan/{report.project}/"},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(report, len(found) - len(kept))],
        "results": kept,
        "properties": {
            "mode": report.mode,
            "base": report.base.commit or report.base.shown,
            "head": report.head.commit or report.head.shown,
        },
    }


def _driver(report: Report) -> dict[str, Any]:
    name, _, version = report.tool.rpartition(" ")
    return {"name": name or "stowplan", **({"version": version} if version else {})}


def _invocation(report: Report, hidden: int) -> dict[str, Any]:
    said = [("error", item.text()) for item in report.base.problems]
    said += [("note", sentence) for sentence in (*report.limits, *report.notes)]
    if hidden:
        said.append(("warning", f"{hidden} results of the least severity are left out: a run holds {LIMIT}"))
    return {
        "executionSuccessful": not (report.base.problems or report.head.problems),
        "toolExecutionNotifications": [{"level": level, "message": {"text": text}} for level, text in said],
    }
