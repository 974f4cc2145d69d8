"""What is there, and what a refused request to Cloud Storage means.

Google answers 404 for a missing object only to those who may list it; to the others 403, as for a real denial. Listing
exactly that name tells the two apart.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from google.api_core.exceptions import Forbidden

from .access import StorageAccessDeniedError

if TYPE_CHECKING:
    from collections.abc import Iterator

# Other reasons of a 403 (billing, quotas, a blocked country) say nothing about permissions.
REFUSALS = frozenset({"forbidden", "insufficientPermissions"})


def denied(
    bucket: str, key: str, permission: str, *grants: str
) -> StorageAccessDeniedError:
    """The error that names an object of Cloud Storage."""
    return StorageAccessDeniedError(f"gs://{bucket}/{key}", permission, *grants)


def is_refusal(error: Forbidden) -> bool:
    """Whether a 403 is about permissions; uploads and downloads come without a reason."""
    reasons = {item.get("reason") for item in error.errors if isinstance(item, dict)}
    return not reasons or bool(reasons & REFUSALS)


def is_listed(client: Any, bucket: str, key: str) -> bool | None:
    """Whether a listing shows the object; None where the identity may not list."""
    try:
        # The key itself sorts before all longer ones.
        found = list(client.list_blobs(bucket, prefix=key, max_results=1))
    except Forbidden as error:
        if is_refusal(error):
            return None
        raise
    return any(blob.name == key for blob in found)


def is_missing(
    client: Any, bucket: str, key: str, error: Forbidden, *, assume: bool
) -> bool:
    """Whether a 403 for the object's metadata means that there is no such object.

    `assume` is the answer where the identity may not list either; with False that raises `StorageAccessDeniedError`.
    A 403 for another reason is raised again.
    """
    if not is_refusal(error):
        raise error
    listed = is_listed(client, bucket, key)
    if listed is not None:
        return not listed
    if assume:
        return True
    permission = (
        f"storage.objects.get, and storage.objects.list on {bucket} for it, or set missing_on_403 to take it for"
        " missing"
    )
    raise denied(bucket, key, permission, "list") from error


def list_folder(client: Any, bucket: str, folder: str) -> tuple[list[str], list[str]]:
    """Names of folders and of files directly under `folder`, which is empty or ends in a slash."""
    found = client.list_blobs(
        bucket,
        prefix=folder,
        delimiter="/",
        fields="items/name,prefixes,nextPageToken",
    )
    files = [blob.name.removeprefix(folder) for blob in found]
    folders = [name.removeprefix(folder).rstrip("/") for name in sorted(found.prefixes)]
    # A name may be the folder itself, as consoles make them, or hold two slashes together; neither has one to give.
    return [name for name in folders if name], [name for name in files if name]


@contextmanager
def needing(permission: str, bucket: str, key: str, *grants: str) -> Iterator[None]:
    """Name the permission when Google refuses for want of one; other errors pass as they are."""
    try:
        yield
    except Forbidden as error:
        if is_refusal(error):
            raise denied(bucket, key, permission, *grants) from error
        raise
