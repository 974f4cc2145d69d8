"""Two graphs compared: what happens to each resource, and what of it only looks like a change."""

from __future__ import annotations

from infra.review.compare.changes import changes
from infra.review.compare.records import Compared, Step

__all__ = ["Compared", "Step", "changes"]
