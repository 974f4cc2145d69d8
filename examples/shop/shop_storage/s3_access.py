"""What is there, and what a refused S3 request means.

HEAD of a missing key is 404 only for those who may list it; for the others it is 403, as for a real denial
(jschneier/django-storages#1104). Listing exactly that key tells the two apart.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from botocore.config import Config
from botocore.exceptions import ClientError, EndpointConnectionError

from .access import LocalCloudDownError, StorageAccessDeniedError
from .env import optional

if TYPE_CHECKING:
    from collections.abc import Iterator

# What names a local S3; the first is asked first.
ENDPOINTS = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
LOCAL = Config(connect_timeout=5, retries={"total_max_attempts": 1})


def denied(
    bucket: str, key: str, permission: str, *grants: str
) -> StorageAccessDeniedError:
    """The error that names an object of S3."""
    return StorageAccessDeniedError(f"s3://{bucket}/{key}", permission, *grants)


def status_of(error: ClientError) -> int:
    """The HTTP status of a failed request."""
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


def is_missing(
    client: Any, bucket: str, key: str, error: ClientError, *, assume: bool
) -> bool:
    """Whether a failed HEAD of the key means that there is no such object.

    `assume` is the answer where the identity may not list either; with False that raises `StorageAccessDeniedError`.
    Anything but a 403 or 404 is raised again.
    """
    status = status_of(error)
    if status == 404:
        return True
    if status != 403:
        raise error
    try:
        page = client.list_objects_v2(Bucket=bucket, Prefix=key, MaxKeys=1)
    except ClientError as refusal:
        # A bad key or signature is a 403 too, and says nothing about the object.
        if refusal.response.get("Error", {}).get("Code") != "AccessDenied":
            raise
        if assume:
            return True
        permission = f"s3:ListBucket on {bucket} for it, or set missing_on_403 to take it for missing"
        raise denied(bucket, key, permission, "list") from error
    # The key itself sorts before all longer ones.
    return all(found["Key"] != key for found in page.get("Contents", ()))


def list_folder(client: Any, bucket: str, folder: str) -> tuple[list[str], list[str]]:
    """Names of folders and of files directly under `folder`, which is empty or ends in a slash."""
    folders: list[str] = []
    files: list[str] = []
    for page in client.get_paginator("list_objects_v2").paginate(
        Bucket=bucket, Prefix=folder, Delimiter="/"
    ):
        folders += (
            found["Prefix"].removeprefix(folder).rstrip("/")
            for found in page.get("CommonPrefixes", ())
        )
        files += (
            found["Key"].removeprefix(folder) for found in page.get("Contents", ())
        )
    # A key may be the folder itself, as consoles make them, or hold two slashes together; neither has a name to give.
    return [name for name in folders if name], [name for name in files if name]


@contextmanager
def needing(permission: str, bucket: str, key: str, *grants: str) -> Iterator[None]:
    """Name the permission when S3 answers AccessDenied; other errors pass as they are."""
    try:
        with reaching():
            yield
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") == "AccessDenied":
            raise denied(bucket, key, permission, *grants) from error
        raise


@contextmanager
def reaching() -> Iterator[None]:
    """Name a local S3 that does not answer; other errors pass as they are."""
    try:
        yield
    except EndpointConnectionError as error:
        if found := _local():
            raise LocalCloudDownError(*found) from error
        raise


def patience(config: Config) -> Config:
    """A client's configuration; on a local S3, which answers or is not there, without a second try."""
    return config.merge(LOCAL) if _local() else config


def _local() -> tuple[str, str] | None:
    """The variable that names an S3 on this machine, and its address."""
    found = ((name, optional(name) or "") for name in ENDPOINTS)
    name, address = next((pair for pair in found if pair[1]), ("", ""))
    return (name, address) if urlsplit(address).hostname in LOOPBACK else None


def without_lonely_ids(options: dict[str, Any]) -> dict[str, Any]:
    """The options less each key pair whose private key is None; django-storages takes both of a pair or neither."""
    lonely = {
        key for key in ("cloudfront_key", "cookie_key") if options.get(key, "") is None
    }
    return {
        name: value
        for name, value in options.items()
        if name.removesuffix("_id") not in lonely
    }
