"""Tags: which project, environment and part of the spec a resource comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generator.spec.model import Spec


def tags(spec: Spec, **part: str) -> dict[str, str]:
    """The spec's own tags and ours, by key; `part` says which, as in `store="media"`. Ours win."""
    return _merged(spec, ":", part)


def azure_tags(spec: Spec, **part: str) -> dict[str, str]:
    """The same as Azure takes them: Front Door has no `:` in a tag's name.

    https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources#limitations
    """
    return _merged(spec, "-", part)


def _merged(spec: Spec, separator: str, part: dict[str, str]) -> dict[str, str]:
    ours = {"project": spec.project, "environment": spec.environment, **part}
    found = {**spec.tags, **{f"stowplan{separator}{key}": value for key, value in ours.items()}}
    return dict(sorted(found.items()))
