"""Another account, project or subscription: nothing moves along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.review.compare.paths import provider_paths
from infra.review.compare.shown import shown
from infra.review.report import Hazard

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra.offline.graph import Graph, Resource

_WHERE = {
    "pulumi:providers:aws": ("allowedAccountIds", "AWS account"),
    "pulumi:providers:gcp": ("project", "Google Cloud project"),
    "pulumi:providers:azure-native": ("subscriptionId", "Azure subscription"),
}
_LOSS = {
    "pulumi:providers:aws": "With the new account's credentials the provider finds none of the resources in the state "
    "and makes them anew, as far as their names are free; the files stay in the old account.",
    "pulumi:providers:gcp": "The engine makes the resources anew in the new project, as far as their names are free; "
    "the files stay in the old one. Which resources the provider replaces, only a preview can tell.",
    "pulumi:providers:azure-native": "The engine makes the resources anew in the new subscription, as far as their "
    "names are free; the files stay in the old one.",
}


def providers(base: Graph, head: Graph) -> Iterator[Hazard]:
    """A hazard for each provider on both sides that now points elsewhere. To say at last where is no hazard."""
    old = {item.urn: item for item in base.resources if item.type in _WHERE}
    for resource in head.resources:
        if resource.urn in old:
            yield from _moved(old[resource.urn], resource)


def _moved(base: Resource, head: Resource) -> Iterator[Hazard]:
    name, what = _WHERE[head.type]
    before, after = base.inputs.get(name), head.inputs.get(name)
    if not before or not after or before == after:
        return
    yield Hazard(
        kind="moved",
        subject=head.urn,
        headline=f"the {what} changes from {_text(before)} to {_text(after)}",
        loss=_LOSS[head.type],
        way_out="Make a new environment for it, copy the files, and switch over.",
        forced_by=name,
        before=shown(before),
        after=shown(after),
        urn=head.urn,
        paths=provider_paths(head.type, name),
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else shown(value).strip('"[]')
