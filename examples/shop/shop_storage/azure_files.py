"""The bytes of files on Azure, in ranges as they are asked for."""

from __future__ import annotations

import io
from typing import Any

from azure.core import MatchConditions
from azure.core.exceptions import ResourceModifiedError

from .azure_access import READ, Place, asking

RANGE = 4 * 1024 * 1024


class BlobReader(io.RawIOBase):
    """The bytes of one blob, fetched as they are read; they are all of the version that was there at first.

    Raises `FileNotFoundError` or `StorageAccessDeniedError`, and `OSError` when the blob is replaced meanwhile.
    """

    def __init__(self, blob: Any, place: Place, timeout: int | None) -> None:
        self._blob, self._place, self._timeout = blob, place, timeout
        with asking(READ, place):
            found = blob.get_blob_properties(timeout=timeout)
        self.size = int(found.size)
        self._version = found.etag
        self._position = 0

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """Always."""
        return True

    def tell(self) -> int:
        """Bytes from the start."""
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """As of any file; asks for nothing."""
        base = {
            io.SEEK_SET: 0,
            io.SEEK_CUR: self._position,
            io.SEEK_END: self.size,
        }[whence]
        self._position = max(base + offset, 0)
        return self._position

    def readinto(self, buffer: Any) -> int:
        """One request for as much as fits."""
        data = self._fetch(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def readall(self) -> bytes:
        """All that is left."""
        return self._fetch(self.size)

    def _fetch(self, wanted: int) -> bytes:
        length = min(wanted, self.size - self._position)
        if length <= 0:
            return b""
        same = {"etag": self._version, "match_condition": MatchConditions.IfNotModified}
        try:
            with asking(READ, self._place):
                data: bytes = self._blob.download_blob(
                    self._position, length, timeout=self._timeout, **same
                ).readall()
        except ResourceModifiedError as error:
            text = f"{self._place} was replaced while it was read; open it again"
            raise OSError(text) from error
        self._position += len(data)
        return data


def reader(
    blob: Any, place: Place, timeout: int | None, memory: int
) -> tuple[Any, int]:
    """A blob's bytes as a buffered file, and how many they are."""
    raw = BlobReader(blob, place, timeout)
    # Never more than the file, nor than the memory the alias may take.
    return io.BufferedReader(raw, max(min(RANGE, memory, raw.size), 1)), raw.size
