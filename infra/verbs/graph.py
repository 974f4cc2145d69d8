"""`stowplan graph`: the offline graph of one environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


def run(options: argparse.Namespace) -> int:
    """Print canonical JSON: the same spec gives the same bytes."""
    from infra.offline.graph import canonical_json
    from infra.stack import graph_of

    print(canonical_json(graph_of(options.spec, options.env)), end="")
    return 0
