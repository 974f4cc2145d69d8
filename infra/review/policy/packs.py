"""Answers of CrossGuard packs as findings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from generator.errors import MissingExtraError
from infra.packs.records import PackError
from infra.review.owners import NOBODY, owners, real
from infra.review.policy import in_order
from infra.review.report import Finding

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from infra.offline.graph import Graph
    from infra.packs.records import Level, Violation
    from infra.review.owners import Owner

__all__ = ["PackError", "run_packs"]

_SEVERITY: Mapping[Level, Literal["error", "warning"]] = {
    "mandatory": "error", "remediate": "error", "advisory": "warning",
}  # fmt: skip
_LONGEST = 500


def run_packs(graph: Graph, folders: Sequence[Path]) -> tuple[Finding, ...]:
    """What the packs in these folders say of the graph: mandatory is an error, advisory a warning, disabled nothing.

    A policy that could not run, because a value is not known, is a note. A policy about the stack that names no
    resource has the stack as subject. Packs run code: only those that the team wrote.

    Raises:
        PackError: a pack cannot be run; the message names its folder.
        MissingExtraError: Pulumi, or for the pack pulumi_policy, is not installed.
    """
    if not folders:
        return ()
    try:
        from infra.packs.run import analyze
    except ImportError:
        raise MissingExtraError("pulumi", "policy", "running a policy pack") from None
    resources = [resource for resource in graph.resources if real(resource)]
    owned = owners(graph)
    said = {violation for folder in folders for violation in analyze(graph, resources, folder)}
    found = [_finding(one, graph, owned) for one in said if one.level != "disabled"]
    return in_order(set(found))


def _finding(said: Violation, graph: Graph, owned: Mapping[str, Owner]) -> Finding:
    known = said.urn in owned
    path = owned.get(said.urn, NOBODY).path()
    return Finding(
        rule=_line(said.policy),
        severity="note" if said.skipped else _SEVERITY[said.level],
        message=_line(said.message),
        remedy=_line(said.remedy),
        subject=said.urn if known else f"stack {graph.stack}",
        urn=said.urn if known else "",
        references=(_line(said.reference),) if said.reference else (),
        pack=_line(said.pack),
        paths=(path,) if path else (),
    )


def _line(text: str) -> str:
    """One line of plain text, of at most 500 characters; it is a pack's own."""
    plain = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return plain if len(plain) <= _LONGEST else f"{plain[: _LONGEST - 1]}…"
