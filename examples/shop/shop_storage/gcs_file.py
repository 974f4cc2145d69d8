"""An object opened for reading, a piece at a time, or for writing."""

from __future__ import annotations

import io
from contextlib import ExitStack
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.base import File
from google.api_core.exceptions import NotFound
from storages.utils import to_bytes

if TYPE_CHECKING:
    from collections.abc import Callable

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


def reader(blob: Any, name: str, mode: str, memory: int) -> File[Any]:
    """The object as a Django file, with at most `memory` bytes of it in memory unless `read()` asks for all."""
    body: Any
    # Without the address that the object's metadata give, which need not be where this client asks.
    pinned = blob.bucket.blob(blob.name, generation=blob.generation)
    if blob.content_encoding:
        # Stored compressed: Google unpacks it, and then knows no ranges.
        body = _spool(memory)
        with ExitStack() as failed:
            failed.callback(body.close)
            pinned.download_to_file(body, checksum="crc32c")
            failed.pop_all()
        body.seek(0)
    else:
        piece = blob.chunk_size or min(PIECE, memory)
        body = io.BufferedReader(
            Ranged(pinned, blob.size), max(1, min(piece, blob.size))
        )
    return ReadFile(body if "b" in mode else io.TextIOWrapper(body), name, blob.size)


class ReadFile(File):  # type: ignore[type-arg]  # Django's File takes none at run time
    """A file that knows its size without a request: bytes as stored."""

    def __init__(self, body: Any, name: str, size: int) -> None:
        super().__init__(body, name)
        self.size = size


class WrittenFile(File):  # type: ignore[type-arg]  # as above
    """What is written goes to a file of its own and, when it is closed, to `send`."""

    def __init__(
        self, name: str, memory: int, send: Callable[[File[Any]], Any]
    ) -> None:
        super().__init__(_spool(memory), name)
        self._send = send

    def write(self, content: Any) -> int:
        """Text is stored as UTF-8."""
        body: Any = self.file
        return int(body.write(to_bytes(content)))

    def close(self) -> None:
        """Store what was written, over what is there."""
        if self.file is None or self.file.closed:
            return
        try:
            self._send(File(self.file, self.name))
        finally:
            self.file.close()


def _spool(memory: int) -> Any:
    folder = settings.FILE_UPLOAD_TEMP_DIR
    return SpooledTemporaryFile(max_size=memory, dir=folder)
