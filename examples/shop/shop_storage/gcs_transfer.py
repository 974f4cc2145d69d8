"""Sending one object to Cloud Storage."""

from __future__ import annotations

import io
from contextlib import contextmanager
from shutil import copyfileobj
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, Any

from google.api_core.exceptions import Forbidden, PreconditionFailed
from google.cloud.storage.retry import DEFAULT_RETRY
from storages.utils import ReadBytesWrapper, is_seekable

from .saving import SPOOL_IN_MEMORY, NameTakenError

if TYPE_CHECKING:
    from collections.abc import Iterator

# Bytes in one request of a resumable upload, and so in memory; google-cloud-storage's own is 100 MiB.
CHUNK = 8 * 1024 * 1024


@contextmanager
def binary(content: Any) -> Iterator[tuple[Any, int]]:
    """The content as bytes that can be read from their start, and how many they are; the caller's file stays open.

    A stream and text go through a file: a resumable upload takes a short read for the end, and a text's size is in
    characters.
    """
    if is_seekable(content):
        content.seek(0)
        if isinstance(content.read(0), bytes):
            size = content.seek(0, io.SEEK_END)
            size = content.tell() if size is None else size
            content.seek(0)
            yield content, size
            return
    with SpooledTemporaryFile(max_size=SPOOL_IN_MEMORY) as spool:
        copyfileobj(ReadBytesWrapper(content), spool)
        size = spool.tell()
        spool.seek(0)
        yield spool, size


def upload(
    blob: Any, body: Any, size: int, params: dict[str, Any], *, only_new: bool
) -> None:
    """Write the body as the object, in one request or, when it is large, in chunks of the blob's `chunk_size`.

    `params` are the blob's properties, and `acl`. `only_new` never replaces an object: raises `NameTakenError`.
    """
    properties = dict(params)
    acl, kind = properties.pop("acl", None), properties.pop("content_type")
    for name, value in properties.items():
        setattr(blob, name, value)
    try:
        blob.upload_from_file(
            body,
            size=size,
            content_type=kind,
            predefined_acl=acl,
            if_generation_match=0 if only_new else None,
            retry=DEFAULT_RETRY,
        )
    except PreconditionFailed as error:
        if only_new:
            raise NameTakenError(blob.name) from error
        raise
    except Forbidden as error:
        # To replace an object takes the right to delete it: that one is asked for only where there is one.
        if only_new and "storage.objects.delete" in str(error):
            raise NameTakenError(blob.name) from error
        raise
