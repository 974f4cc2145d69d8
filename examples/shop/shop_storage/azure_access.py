"""What is there, and what a refused Azure request means.

Unlike S3, Azure tells a missing blob (404) from a forbidden one (403) without a right to list.
https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from azure.core.exceptions import HttpResponseError, ServiceRequestError
from azure.storage.blob import BlobPrefix

from .access import LocalCloudDownError, StorageAccessDeniedError
from .azure_identity import ENDPOINT
from .env import optional

if TYPE_CHECKING:
    from collections.abc import Iterator

# Data actions, as role definitions name them.
# https://learn.microsoft.com/azure/role-based-access-control/permissions/storage#microsoftstorage
_SERVICE = "Microsoft.Storage/storageAccounts/blobServices"
READ = f"{_SERVICE}/containers/blobs/read"
LIST = f"{READ} (Blob.List)"
WRITE = f"{_SERVICE}/containers/blobs/write"
DELETE = f"{_SERVICE}/containers/blobs/delete"
DELEGATE = f"{_SERVICE}/generateUserDelegationKey/action"
# The spec's words for them; who may read private files may have a key to link to them.
_GRANTS = {READ: "read", LIST: "list", WRITE: "write", DELETE: "delete"} | {
    DELEGATE: "read"
}

# Other 403s, such as AuthenticationFailed, are about who asks and not about what that one may do.
_REFUSALS = frozenset({"AuthorizationPermissionMismatch", "AuthorizationFailure"})


class Place(NamedTuple):
    """A blob, or with an empty key its container, or with an empty container its account."""

    account: str
    container: str = ""
    key: str = ""

    def __str__(self) -> str:
        return "azure://" + "/".join(part for part in self if part)


def code_of(error: HttpResponseError) -> str:
    """Azure's word for what went wrong, such as `BlobNotFound`; a HEAD has it in a header only."""
    headers = getattr(error.response, "headers", None) or {}
    return str(headers.get("x-ms-error-code", ""))


@contextmanager
def asking(action: str, place: Place) -> Iterator[None]:
    """Azure's errors as Python's: `FileNotFoundError`, or `StorageAccessDeniedError` that names the action.

    Others pass as they are; so does a missing container, which is no missing file.
    """
    try:
        yield
    except HttpResponseError as error:
        if error.status_code == 404 and code_of(error) != "ContainerNotFound":
            raise FileNotFoundError(f"File does not exist: {place.key}") from error
        if error.status_code == 403 and code_of(error) in _REFUSALS:
            raise StorageAccessDeniedError(
                str(place), *_permission(action, error)
            ) from error
        raise
    except ServiceRequestError as error:
        if address := optional(ENDPOINT):
            raise LocalCloudDownError(ENDPOINT, address) from error
        raise


def _permission(action: str, error: HttpResponseError) -> tuple[str, str]:
    # The account's firewall answers with this one.
    if code_of(error) == "AuthorizationFailure":
        address = "this host's address in the account's network rules"
        return f"{action}, and {address}", _GRANTS[action]
    return action, _GRANTS[action]


def list_folder(
    client: Any, folder: str, page: int | None
) -> tuple[list[str], list[str]]:
    """Names of folders and of files directly under `folder`, which is empty or ends in a slash.

    `client` is a container's; one request takes at most `page` names (None: 5000).
    """
    folders: list[str] = []
    files: list[str] = []
    for found in client.walk_blobs(
        name_starts_with=folder, delimiter="/", results_per_page=page
    ):
        name = found.name.removeprefix(folder)
        if isinstance(found, BlobPrefix):
            folders.append(name.rstrip("/"))
        else:
            files.append(name)
    # A blob may be the folder itself, as tools make them, or hold two slashes together; neither has a name to give.
    return [name for name in folders if name], [name for name in files if name]
