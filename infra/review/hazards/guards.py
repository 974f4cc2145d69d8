"""What keeps a resource from being deleted, taken away: the engine's options and the clouds' own properties."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.review.compare.shown import shown
from infra.review.compare.stateful import thing
from infra.review.report import Hazard

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra.offline.graph import Resource
    from infra.offline.values import Value
    from infra.review.hazards.edit import Edit, Edits

_PARTS = {
    "azure-native:storage:BlobContainer": ("azure-native:storage:StorageAccount",),
    "azure-native:keyvault:Key": ("azure-native:keyvault:Vault",),
    "gcp:kms/cryptoKey:CryptoKey": ("gcp:kms/keyRing:KeyRing",),
}
"""What loses its guards together with the whole is not said twice."""
_SAYS = {
    "options.protect": "Pulumi no longer refuses to delete or replace it",
    "options.retainOnDelete": "taking it out of the program deletes it in the cloud too",
    "deletionPolicy": "the provider no longer refuses to delete it",
}


def guards(found: Edits) -> Iterator[Hazard]:
    """One hazard for each thing with files or keys that loses a guard and stays."""
    for edit in found.all:
        lost = _lost(edit)
        if not lost:
            continue
        wholes = found.beside(edit, _PARTS.get(edit.token, ()))
        if not any(_lost(whole) for whole in wholes):
            yield _hazard(edit, lost)


def _lost(edit: Edit) -> tuple[str, ...]:
    base, head = edit.base, edit.head
    what = thing(head) if head is not None else None
    if base is None or head is None or what is None or what.holds not in {"files", "key"}:
        return ()
    return tuple(name for name in _SAYS if _on(base, name) and not _on(head, name))


def _on(resource: Resource, name: str) -> bool:
    if name.startswith("options."):
        return resource.options.get(name.partition(".")[2]) is True
    return bool(resource.inputs.get(name) == "PREVENT")


def _value(resource: Resource | None, name: str) -> Value:
    if resource is None or name.startswith("options."):
        return resource is not None and _on(resource, name)
    return resource.inputs.get(name)


def _hazard(edit: Edit, lost: tuple[str, ...]) -> Hazard:
    what = thing(edit.head) if edit.head is not None else None
    says = ", and ".join(_SAYS[name] for name in lost)
    return Hazard(
        kind="protection-removed",
        subject=edit.change.urn,
        headline=f"the {what.noun if what else 'resource'} {edit.name} is no longer protected",
        loss=f"Nothing is lost now, but from the next deployment on {says}.",
        way_out="Keep `protect: true`. To remove it on purpose, do so in the next deployment, after a copy.",
        forced_by=lost[0],
        before=shown(_value(edit.base, lost[0])),
        after=shown(_value(edit.head, lost[0])),
        urn=edit.change.urn,
        paths=edit.paths(*lost),
    )
