"""What a review is told beside the two sides: findings of policy packs, an estimate of the bill."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from generator.errors import UsageError
from infra.offline.graph import Graph

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from infra.review.report import Cost, Finding
    from infra.reviewing.asked import Asked
    from infra.reviewing.compared import Pair


@dataclass(frozen=True)
class Extras:
    """By environment."""

    base_findings: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    head_findings: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    costs: Mapping[str, Cost] = field(default_factory=dict)


def extras(asked: Asked, pairs: Mapping[str, Pair]) -> Extras:
    """Run the packs and the estimate that were asked for. Raises UsageError and a pack's own error."""
    return Extras(_findings(asked, pairs, "base"), _findings(asked, pairs, "head"), _costs(asked, pairs))


def _findings(asked: Asked, pairs: Mapping[str, Pair], side: str) -> dict[str, tuple[Finding, ...]]:
    if not asked.packs:
        return {}
    from infra.review.policy.packs import run_packs

    graphs: dict[str, Graph | None] = {name: getattr(found, side) for name, found in pairs.items()}
    return {name: run_packs(graph, asked.packs) for name, graph in graphs.items() if graph is not None}


def _costs(asked: Asked, pairs: Mapping[str, Pair]) -> dict[str, Cost]:
    if asked.usage is None:
        return {}
    from infra.review.cost import cost
    from infra.review.prices import shipped
    from infra.review.prices.read import read_prices, read_usage

    usage = read_usage(_text(asked.usage))
    prices = read_prices(_text(asked.prices)) if asked.prices else shipped()
    return {
        name: cost(found.base or Graph("", name), found.head or Graph("", name), usage, prices)
        for name, found in pairs.items()
        if found.base or found.head
    }


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise UsageError(f"{path} cannot be read: {reason}") from None
