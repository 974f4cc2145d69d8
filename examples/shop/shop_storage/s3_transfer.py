"""Sending one object to S3.

Uploads do not go through boto3's `upload_fileobj`: it cannot send `If-None-Match`, the only way S3 offers to write a
key without a race, and it cuts text short, because it takes the number of characters for the number of bytes.
"""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from boto3.s3.transfer import S3Transfer
from botocore.exceptions import ClientError

from .s3_access import status_of
from .saving import NameTakenError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MIB = 1024 * 1024
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html
SMALLEST_PART = 5 * MIB
MOST_PARTS = 10_000
# 412: the key exists. 409: another conditional write to it is under way.
CONFLICTS = frozenset({409, 412})


def download_arguments(params: dict[str, Any]) -> dict[str, Any]:
    """Those object parameters that reading the object needs again, such as a customer's encryption key."""
    return {
        name: value
        for name, value in params.items()
        if name in S3Transfer.ALLOWED_DOWNLOAD_ARGS
    }


def part_size(content: Any, chunk: int) -> int:
    """Bytes in one request: the configured chunk, larger where the file would not fit in S3's 10,000 parts."""
    size = getattr(content, "size", None) or 0
    return max(SMALLEST_PART, chunk, -(-size // MOST_PARTS))


def upload(
    client: Any,
    target: dict[str, str],
    parts: Iterator[bytes],
    params: dict[str, Any],
    config: Any,
) -> None:
    """Write the parts as the object `target` ({"Bucket": ..., "Key": ...}): one PUT, or a multipart upload.

    `params` are PutObject's; with `IfNoneMatch` in them an existing object is never replaced, however large the new one
    is. `config` is a boto3 `TransferConfig`. Raises `NameTakenError`, or botocore's `ClientError`.
    """
    first, second = next(parts, b""), next(parts, b"")
    try:
        if second:
            _upload_parts(
                client, target, itertools.chain((first, second), parts), params, config
            )
        else:
            client.put_object(Body=first, **target, **params)
    except ClientError as error:
        if "IfNoneMatch" in params and status_of(error) in CONFLICTS:
            raise NameTakenError(target["Key"]) from error
        raise


def read_parts(content: Any, size: int) -> Iterator[bytes]:
    """The content in pieces of `size` bytes; a short read, as a compressor gives, does not end a piece."""
    while piece := content.read(size):
        while len(piece) < size and (more := content.read(size - len(piece))):
            piece += more
        yield piece


def _upload_parts(
    client: Any,
    target: dict[str, str],
    parts: Iterable[bytes],
    params: dict[str, Any],
    config: Any,
) -> None:
    params = {**_checksums(client), **params}
    begun = client.create_multipart_upload(
        **target, **_accepted(client, "CreateMultipartUpload", params)
    )
    target = {**target, "UploadId": begun["UploadId"]}
    try:
        sent = _send(partial(_send_part, client, target, params), parts, config)
        end = _accepted(client, "CompleteMultipartUpload", params)
        client.complete_multipart_upload(
            MultipartUpload={"Parts": sent}, **target, **end
        )
    except BaseException:
        # Why the upload ended matters more than whether its parts could be removed; a lifecycle rule removes the rest.
        with suppress(ClientError):
            client.abort_multipart_upload(**target)
        raise


def _send(send: Any, parts: Iterable[bytes], config: Any) -> list[dict[str, Any]]:
    numbered = enumerate(parts, start=1)
    if not config.use_threads:
        return [send(part) for part in numbered]
    sent: list[dict[str, Any]] = []
    with ThreadPoolExecutor(config.max_request_concurrency) as pool:
        # In batches: `map` alone would read the whole file into memory first.
        while batch := list(itertools.islice(numbered, config.max_request_concurrency)):
            sent += pool.map(send, batch)
    return sent


def _send_part(
    client: Any, target: dict[str, str], params: dict[str, Any], part: tuple[int, bytes]
) -> dict[str, Any]:
    number, body = part
    accepted = _accepted(client, "UploadPart", params)
    answer = client.upload_part(PartNumber=number, Body=body, **target, **accepted)
    checksums = {
        name: value for name, value in answer.items() if name.startswith("Checksum")
    }
    return {"PartNumber": number, "ETag": answer["ETag"], **checksums}


def _checksums(client: Any) -> dict[str, str]:
    # All requests of one upload must agree; this is what boto3's own uploads choose. boto3 before 1.36 has no choice.
    choice = getattr(client.meta.config, "request_checksum_calculation", None)
    return {"ChecksumAlgorithm": "CRC32"} if choice == "when_supported" else {}


def _accepted(client: Any, operation: str, params: dict[str, Any]) -> dict[str, Any]:
    members = client.meta.service_model.operation_model(operation).input_shape.members
    return {name: value for name, value in params.items() if name in members}
