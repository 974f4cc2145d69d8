"""The bytes of an object, a piece at a time."""

from __future__ import annotations

import io
from contextlib import ExitStack
from typing import Any

from google.api_core.exceptions import NotFound

from .gcs_access import needing
from .saving import spool

# Bytes of one Range request, and so in memory.
PIECE = 4 * 1024 * 1024


class Ranged(io.RawIOBase):
    """The bytes of an object, by Range requests; all are of the generation that was opened."""

    def __init__(self, blob: Any, size: int) -> None:
        super().__init__()
        self._blob, self._size, self._position = blob, size, 0

    def readable(self) -> bool:
        """True."""
        return True

    def seekable(self) -> bool:
        """True."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Where the next read begins; asks nothing."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._position}.get(whence, self._size)
        self._position = max(0, start + offset)
        return self._position

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer as far as the object goes."""
        data = self._read(self._position + len(buffer) - 1)
        buffer[: len(data)] = data
        return len(data)

    def readall(self) -> bytes:
        """The rest, in one request."""
        return self._read(None)

    def _read(self, last: int | None) -> bytes:
        start = self._position
        if start >= self._size:
            return b""
        whole = start == 0 and last is None
        try:
            with needing(
                "storage.objects.get",
                self._blob.bucket.name,
                self._blob.name,
                "read",
            ):
                # Google knows the checksum of the whole only.
                data: bytes = self._blob.download_as_bytes(
                    start=None if whole else start,
                    end=last,
                    checksum="crc32c" if whole else None,
                )
        except NotFound as error:
            raise FileNotFoundError(
                f"File was deleted or replaced while it was read: {self._blob.name}"
            ) from error
        self._position += len(data)
        return data


def reader(blob: Any, memory: int) -> tuple[Any, int]:
    """An object's bytes as a buffered file, and how many are stored.

    At most `memory` bytes of it are in memory unless `read()` asks for all.
    """
    # Without the address that the object's metadata give, which need not be where this client asks.
    pinned = blob.bucket.blob(blob.name, generation=blob.generation)
    if not blob.content_encoding:
        piece = min(blob.chunk_size or min(PIECE, memory), blob.size)
        return io.BufferedReader(Ranged(pinned, blob.size), max(1, piece)), blob.size
    # Stored compressed: Google unpacks it, and then knows no ranges.
    body = spool(memory)
    with ExitStack() as failed:
        failed.callback(body.close)
        with needing("storage.objects.get", blob.bucket.name, blob.name, "read"):
            pinned.download_to_file(body, checksum="crc32c")
        failed.pop_all()
    body.seek(0)
    return body, blob.size
