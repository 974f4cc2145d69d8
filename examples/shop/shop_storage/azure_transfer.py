"""Sending one blob to Azure.

Large uploads do not go through the SDK's: azure-storage-blob 12.27 and older name blocks by their offset, so that two
uploads of one name at the same time replace each other's blocks, and one blob gets parts of both.
"""

from __future__ import annotations

import itertools
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from azure.core import MatchConditions
from azure.core.exceptions import HttpResponseError
from azure.storage.blob import BlobBlock

from .azure_access import code_of
from .saving import NameTakenError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

# A file up to this size is one request; a larger one goes in blocks of it, 50,000 at most.
PART = 8 * 1024 * 1024
# The last: another upload of the name ended first, and Azure dropped the blocks of this one.
# UnauthorizedBlobOverwrite is a 403, for those who may create and not replace.
_TAKEN = frozenset(
    {
        "BlobAlreadyExists",
        "ConditionNotMet",
        "UnauthorizedBlobOverwrite",
        "InvalidBlockList",
    }
)


def upload(
    blob: Any,
    parts: Iterator[bytes],
    *,
    overwrite: bool,
    workers: int,
    **headers: Any,
) -> None:
    """Write the parts as the blob (a `BlobClient`): one request, or blocks that `workers` threads send.

    `headers` are `content_settings` and `timeout`. Without `overwrite` an existing blob is never replaced: raises
    `NameTakenError`. Other errors are azure-core's.
    """
    first, second = next(parts, b""), next(parts, b"")
    try:
        if second:
            whole = itertools.chain((first, second), parts)
            _upload_blocks(blob, whole, overwrite, workers, headers)
        else:
            blob.upload_blob(first, length=len(first), overwrite=overwrite, **headers)
    except HttpResponseError as error:
        if not overwrite and code_of(error) in _TAKEN:
            raise NameTakenError(blob.blob_name) from error
        raise


def pieces(body: Any, size: int) -> Iterator[bytes]:
    """What is read from `body` in pieces of `size` bytes, however little one read gives."""
    piece = bytearray()
    while data := body.read(size - len(piece)):
        piece += data
        # Text may give more bytes than the characters asked for.
        if len(piece) >= size:
            yield bytes(piece)
            piece.clear()
    if piece:
        yield bytes(piece)


def _upload_blocks(
    blob: Any,
    parts: Iterable[bytes],
    overwrite: bool,
    workers: int,
    headers: dict[str, Any],
) -> None:
    own = uuid.uuid4().hex
    timeout = headers.get("timeout")

    def stage(numbered: tuple[int, bytes]) -> BlobBlock:
        name = f"{own}{numbered[0]:06d}"
        blob.stage_block(name, numbered[1], length=len(numbered[1]), timeout=timeout)
        return BlobBlock(name)

    condition = {} if overwrite else {"match_condition": MatchConditions.IfMissing}
    blocks = _in_batches(stage, enumerate(parts), workers)
    # Blocks of an upload that ends before this are dropped by Azure after a week.
    blob.commit_block_list(blocks, **headers, **condition)


def _in_batches(
    send: Callable[[tuple[int, bytes]], BlobBlock],
    numbered: Iterator[tuple[int, bytes]],
    workers: int,
) -> list[BlobBlock]:
    sent: list[BlobBlock] = []
    with ThreadPoolExecutor(workers) as pool:
        # `map` alone would read the whole file into memory first.
        while batch := list(itertools.islice(numbered, workers)):
            sent += pool.map(send, batch)
    return sent
