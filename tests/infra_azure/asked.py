"""What a client of the blob service asks for, in the words that role assignments are judged by.

https://learn.microsoft.com/rest/api/storageservices/authorize-with-azure-active-directory
"""

from __future__ import annotations

from tests.infra_azure.abac import Request

BLOBS = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs"
NAME = "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name]"
PATH, PREFIX = f"@Resource[{BLOBS}:path]", f"@Request[{BLOBS}:prefix]"

ACTIONS = {
    "read": (f"{BLOBS}/read",),
    "write": (f"{BLOBS}/write", f"{BLOBS}/add/action"),
    "delete": (f"{BLOBS}/delete",),
    "list": (f"{BLOBS}/read",),
}
NEVER = (
    f"{BLOBS}/move/action",
    f"{BLOBS}/tags/write",
    f"{BLOBS}/deleteBlobVersion/action",
    f"{BLOBS}/runAsSuperUser/action",
)


def requests(action: str, container: str, name: str | None) -> list[Request]:
    """Every data action of an operation on a name; a listing's is its prefix, None for a listing without one."""
    attributes = {NAME: container}
    if name is not None:
        attributes[PREFIX if action == "list" else PATH] = name
    sub = "Blob.List" if action == "list" else ""
    return [Request(one, sub, attributes) for one in ACTIONS[action]]
