"""Tags: which project, environment and part of the spec a resource comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generator.spec.model import Spec


def tags(spec: Spec, **part: str) -> dict[str, str]:
    """The spec's own tags and ours, by key; `part` says which, as in `store="media"`. Ours win."""
    ours = {"project": spec.project, "environment": spec.environment, **part}
    found = {**spec.tags, **{f"stowplan:{key}": value for key, value in ours.items()}}
    return dict(sorted(found.items()))
