"""What is lost with a thing that goes, what Pulumi does about it, and what to do instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.review.hazards.kept import kept

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra.review.compare.stateful import Holds, Thing
    from infra.review.hazards.edit import Edit

STOPS = "`pulumi up` stops here, because it is protected."
HOSTS = " Hosts: "
"""What stands before the hosts of a CDN that goes, at the end of its loss."""
_STAYS = "It stays in the cloud as it is, and nothing manages it any more."
_OLD_STAYS = "The old one stays in the cloud as it is, unmanaged; the new one starts empty."
_OLD_NAMED = "The old one stays in the cloud under its name, so making the new one of that name fails."
_OLD_KEY_STAYS = "The old one stays in the cloud, unmanaged; what it encrypted still needs it."
_NEW_EMPTY = "A new, empty one takes its place and the old one is deleted."

_COPIES: Mapping[str, str] = {
    "aws:s3/bucket:Bucket": "aws s3 sync s3://{name} s3://NEW",
    "gcp:storage/bucket:Bucket": "gcloud storage rsync --recursive gs://{name} gs://NEW",
    "azure-native:storage:StorageAccount": "azcopy copy 'https://{name}.blob.core.windows.net/' "
    "'https://NEW.blob.core.windows.net/' --recursive",
    "azure-native:storage:BlobContainer": "azcopy copy 'https://{account}.blob.core.windows.net/{container}' "
    "'https://{target}.blob.core.windows.net/NEW' --recursive",
}
_DELETED: Mapping[str, str] = {
    "azure-native:storage:StorageAccount": "All its containers and blobs go with it.",
    "azure-native:storage:BlobContainer": "All its blobs go with it; container soft delete, where it is on, keeps them "
    "for its days.",
    "azure-native:resources:ResourceGroup": "Everything in it goes with it, also what the stack did not make.",
    "azure:core/resourceGroup:ResourceGroup": "Everything in it goes with it, also what the stack did not make.",
}
_BUCKETS = frozenset({"aws:s3/bucket:Bucket", "gcp:storage/bucket:Bucket"})
_NAMED_ONCE: Mapping[str, str] = {
    "aws:s3/bucket:Bucket": "bucket",
    "gcp:storage/bucket:Bucket": "name",
    "azure-native:storage:StorageAccount": "accountName",
}
_ENDS: Mapping[Holds, str] = {
    "key": "What it encrypted cannot be read once it is gone.",
    "identity": "Whatever runs as it loses its rights; a new one of the same name is somebody else to policies that "
    "name it by its id.",
    "cdn": "Its host goes: links, DNS records and settings that name it stop working.",
    "host": "Links that name it no longer lead to files.",
    "signing": "Signed links and cookies made with it are refused from then on.",
}
_INSTEAD: Mapping[Holds, str] = {
    "key": "Keep the key until nothing is encrypted with it any more.",
    "identity": "Make the new identity beside it, move what runs, then remove the old one.",
    "cdn": "Put a domain of your own in front first, or make the new CDN beside it and remove the old one when no link "
    "names it.",
    "host": "Keep the old name until no link uses it any more.",
    "signing": "Add the new key beside it, let the settings sign with it, and remove the old one when its last link "
    "has ended.",
}


def loss(edit: Edit, what: Thing) -> str:
    """What goes, and whether Pulumi lets it."""
    stops = f"{STOPS} " if edit.change.protected else ""
    if what.holds == "files":
        return stops + _files(edit)
    if edit.change.forgotten:
        return f"{stops}{'Without that: ' if stops else ''}{_forgotten(edit, what)}"
    return stops + ("Unprotected: " if stops else "") + _ENDS[what.holds]


def _forgotten(edit: Edit, what: Thing) -> str:
    if edit.change.kind == "delete":
        return _STAYS
    return _OLD_KEY_STAYS if what.holds == "key" else _ENDS[what.holds]


def way_out(edit: Edit, what: Thing, cause: str) -> str:
    """Steps that lose nothing; `cause` is the property that forces a replacement."""
    if what.holds != "files":
        return _INSTEAD[what.holds]
    if edit.change.kind == "replace":
        keep = kept(edit, cause)
        copy = _copy(edit)
        move = f"copy the files ({copy})" if copy else "copy the files"
        return f"{keep} To move, make a second one beside it, {move}, switch over, and remove the old one later."
    copied = _copy(edit)
    copies = f" Copy what is needed first ({copied})." if copied else " Copy what is needed first."
    then = "Then unprotect it in one deployment, and remove it in the next." if edit.change.protected else ""
    return f"Keep it.{copies} {then}".rstrip()


def renamed(edit: Edit) -> str:
    """The same physical thing under another logical name."""
    if edit.change.protected:
        return f"{STOPS} To the engine it is one thing deleted and another made, of the same name."
    if edit.change.forgotten:
        return "To the engine it is another thing: making it fails, as the old one stays in the cloud under that name."
    return "To the engine it is another thing: it makes the new one, which fails or adopts the old, then deletes it."


def _files(edit: Edit) -> str:
    then = "Unprotected: " if edit.change.protected else ""
    if edit.change.kind == "replace":
        stays = _OLD_NAMED if _same_name(edit) else _OLD_STAYS
        return then + (stays if edit.change.forgotten else _replaced(edit))
    if edit.change.forgotten:
        return then + _STAYS
    return then + _gone(edit)


def _same_name(edit: Edit) -> bool:
    """Whether the new one wants a name that the old one keeps: such names are unique in the whole cloud."""
    if edit.token not in _NAMED_ONCE or edit.base is None or edit.head is None:
        return False
    before, after = (side.inputs.get(_NAMED_ONCE[edit.token]) for side in (edit.base, edit.head))
    return isinstance(before, str) and before == after


def _replaced(edit: Edit) -> str:
    return f"{_NEW_EMPTY} {_gone(edit)}"


def _gone(edit: Edit) -> str:
    """What deleting does to files: https://www.pulumi.com/registry/packages/aws/api-docs/s3/bucket/#forcedestroy_python"""
    inputs = edit.base.inputs if edit.base is not None else {}
    if edit.token not in _BUCKETS:
        return _DELETED.get(edit.token, "What it holds goes with it.")
    if inputs.get("deletionPolicy") == "PREVENT":
        return "The provider refuses to delete it (`deletionPolicy`)."
    if inputs.get("forceDestroy") is True:
        return "Everything in it is deleted with it (`forceDestroy`)."
    return "While it holds files the cloud refuses to delete it, and the deployment fails half-way; empty, it is gone."


def _copy(edit: Edit) -> str:
    text = _COPIES.get(edit.token, "")
    account, _, container = edit.name.partition("/")
    words = {"name": edit.name, "account": account, "container": container, "target": _account(edit, account)}
    return f"`{text.format(**words)}`" if text else ""


def _account(edit: Edit, old: str) -> str:
    """Where a container can be copied to: not into an account that it leaves."""
    if edit.head is None:
        return old
    new = edit.head.inputs.get("accountName")
    return new if isinstance(new, str) and "$" not in new else "ACCOUNT"
