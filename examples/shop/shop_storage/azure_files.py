"""Open files on Azure: read in ranges as they are asked for, or written to a spool and stored when closed."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from azure.core import MatchConditions
from azure.core.exceptions import ResourceModifiedError
from django.core.files.base import File
from storages.backends.azure_storage import AzureStorageFile

from .azure_access import READ, Place, asking

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self

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


class ReadFile(File):  # type: ignore[type-arg]  # generic in its stubs only
    """A file of Django's to read from; text (UTF-8) unless the mode has a `b`. It can be opened again when closed."""

    def __init__(
        self, name: str, mode: str, start: Callable[[], BlobReader], memory: int
    ) -> None:
        self._start, self._memory = start, memory
        super().__init__(self._opened(mode), name)
        self.mode = mode

    def open(self, mode: str | None = None, *args: Any, **kwargs: Any) -> Self:
        """At its start again. Raises `ValueError` for another mode."""
        if mode and mode != self.mode:
            raise ValueError(f"{self.name} is open to read in mode {self.mode!r}")
        if self.closed:
            self.file = self._opened(self.mode)
        self.seek(0)
        return self

    def _opened(self, mode: str) -> Any:
        raw = self._start()
        self.size = raw.size
        # Never more than the file, nor than the memory the alias may take.
        buffered = io.BufferedReader(raw, max(min(RANGE, self._memory, raw.size), 1))
        return buffered if "b" in mode else io.TextIOWrapper(buffered, encoding="utf-8")


class WrittenFile(AzureStorageFile):  # type: ignore[misc]  # django-storages has no types
    """A file to write to, in mode `w`, `a` or `r+`; closing it stores it as `save()` would, and may raise as that.

    Opened with `w` it is stored even when nothing was written.
    """

    def __init__(self, name: str, mode: str, storage: Any) -> None:
        super().__init__(name, mode, storage)
        self._is_dirty = "w" in mode
        if not self._is_dirty:
            # What is missing is found out now, and not when it is first read.
            storage.size(name)
        self._get_file()
