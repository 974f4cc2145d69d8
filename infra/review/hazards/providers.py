"""Another account, project, subscription or resource group: nothing moves along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.review.compare.paths import provider_paths
from infra.review.compare.shown import shown
from infra.review.hazards.kept import kept
from infra.review.report import Hazard

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra.offline.graph import Graph, Resource
    from infra.review.hazards.edit import Edits

_GROUPS = ("azure-native:resources:ResourceGroup", "azure:core/resourceGroup:ResourceGroup")
_GROUP = "resourceGroupName"
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


def groups(found: Edits) -> Iterator[Hazard]:
    """A hazard for each Azure resource group that things leave for another, when no group of the stack goes itself."""
    gone = any(edit.token in _GROUPS and edit.change.kind in {"delete", "replace"} for edit in found.all)
    causes = {
        (item.before, item.after): edit
        for edit in (() if gone else found.all)
        if edit.change.kind == "replace" and edit.change.stateful
        for item in edit.change.properties
        if item.path == _GROUP and item.forces
    }
    for (before, after), edit in sorted(causes.items(), key=lambda item: (item[0][0] or "", item[0][1] or "")):
        yield Hazard(
            kind="moved",
            subject=f"resource group {_text(before)}",
            headline=f"the resource group changes from {_text(before)} to {_text(after)}",
            loss="Things do not change their group: the engine makes them anew in the other one, as far as their names "
            "are free; the files stay in the old ones.",
            way_out=f"{kept(edit, _GROUP)} To move, make a new environment for it, copy the files, and switch over.",
            forced_by=_GROUP,
            before=before,
            after=after,
            paths=edit.paths(_GROUP),
        )


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
        way_out=f"Keep the former `{'.'.join(provider_paths(head.type, name)[0])}`, and make a new environment for the "
        "other: copy the files, and switch over.",
        forced_by=name,
        before=shown(before),
        after=shown(after),
        urn=head.urn,
        paths=provider_paths(head.type, name),
    )


def _text(value: object) -> str:
    """An id without the list that a provider's inputs have around it, which may be JSON."""
    return (value if isinstance(value, str) else shown(value)).strip('[]"').replace('"', "").replace(",", ", ")
