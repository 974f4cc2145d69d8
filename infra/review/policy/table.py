"""The rules as a table of docs/policy.md."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from infra.review.policy.rule import Rule

_CLOUDS = ("AWS", "Google Cloud", "Azure")
_HEAD = "| rule | says | severity | references | remedy |\n|---|---|---|---|---|"
_RANK = {"error": 0, "warning": 1, "note": 2}


def table(rules: Iterable[Rule]) -> str:
    """A Markdown table for each cloud, worst first; ends with a newline."""
    found = sorted(rules, key=lambda rule: (_RANK[rule.severity], rule.id))
    parts = [f"### {cloud}\n\n{_HEAD}\n{_rows(rule for rule in found if rule.cloud == cloud)}" for cloud in _CLOUDS]
    return "\n\n".join(parts) + "\n"


def _rows(rules: Iterable[Rule]) -> str:
    return "\n".join(_row(rule) for rule in rules)


def _row(rule: Rule) -> str:
    cells = (f"`{rule.id}`", rule.title, rule.severity, ", ".join(rule.references), rule.spec or rule.pulumi)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
