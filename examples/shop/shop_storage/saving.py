"""Storing a file: under a name of its own, when the cloud itself says whether a name is taken, or written by hand."""

from __future__ import annotations

import io
import posixpath
import unicodedata
from contextlib import contextmanager
from pathlib import PurePosixPath
from shutil import copyfileobj
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, Any, NoReturn

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import File
from storages.utils import (
    ReadBytesWrapper,
    clean_name,
    get_available_overwrite_name,
    is_seekable,
)

from .access import StorageAccessDeniedError, WithoutSecrets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

SPOOL_IN_MEMORY = 8 * 1024 * 1024
ATTEMPTS = 20
# Every cloud's limit of a key: bytes in UTF-8 on S3 and Google Cloud, characters on Azure.
LONGEST_KEY = 1024
_MODES = {"r": True, "br": True, "rt": True, "w": False, "bw": False, "tw": False}


class NameTakenError(FileExistsError):
    """Another object has the key, or is being written to it; `_save` raises it when the cloud says so."""

    def __init__(self, key: str) -> None:
        super().__init__(f"an object named {key!r} exists")
        self.key = key


class UniqueNames(WithoutSecrets):
    """Before a storage whose `_save` raises `NameTakenError`: `file_overwrite` False never replaces an object.

    The storage's `_name(key)` gives the name without the location.
    """

    file_overwrite: bool
    get_alternative_name: Callable[[str, str], str]
    _name: Callable[[str], str]

    def save(
        self, name: str | None, content: Any, max_length: int | None = None
    ) -> str:
        """Store the content and return its name; unless `file_overwrite`, an object of that name is never replaced.

        The server decides, so simultaneous saves of one name all keep their file. A name that is taken is changed as
        Django does, within `max_length`. Raises `FileExistsError` when that fails many times over.
        """
        if self.file_overwrite:
            return str(super().save(name, content, max_length))  # type: ignore[misc]  # a mixin
        wanted = name
        with replayable(content) as body:
            for _ in range(ATTEMPTS):
                try:
                    return str(super().save(wanted, body, max_length))  # type: ignore[misc]  # a mixin
                except NameTakenError as error:
                    wanted = other_name(
                        self.get_alternative_name, self._name(error.key), max_length
                    )
        raise FileExistsError(f"no free name for {name!r} in {ATTEMPTS} attempts")

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """A free name as far as this identity can see; one that may only write learns it from `save()`."""
        try:
            return str(super().get_available_name(name, max_length))  # type: ignore[misc]  # a mixin
        except StorageAccessDeniedError:
            return str(get_available_overwrite_name(clean_name(name), max_length))


@contextmanager
def replayable(content: Any) -> Iterator[Any]:
    """The content as something that can be read from its start more than once; the caller's file stays open."""
    if is_seekable(content):
        yield content
        return
    with SpooledTemporaryFile(max_size=SPOOL_IN_MEMORY) as spool:
        copyfileobj(ReadBytesWrapper(content), spool)
        copy: Any = File(spool, name=getattr(content, "name", None))
        copy.content_type = getattr(content, "content_type", None)
        yield copy


def other_name(
    alternative: Callable[[str, str], str], name: str, max_length: int | None
) -> str:
    """A name beside one that is taken, as Django's `get_available_name` makes it, within `max_length`."""
    folder, file_name = posixpath.split(name)
    extension = "".join(PurePosixPath(file_name).suffixes)
    root = file_name.removesuffix(extension)
    other = posixpath.join(folder, alternative(root, extension))
    excess = len(other) - max_length if max_length else 0
    if excess > 0 and excess >= len(root):
        raise SuspiciousFileOperation(
            f"no other name for {name!r} fits in max_length={max_length}"
        )
    return posixpath.join(
        folder, alternative(root[: len(root) - max(excess, 0)], extension)
    )


class WrittenFile(File):  # type: ignore[type-arg]  # generic in its stubs only
    """What is written goes to a file of its own and, when it is closed, to `send`, over what is there.

    At most `memory` bytes of it are kept in memory. When a `with` block ends in an error, nothing is stored.
    """

    def __init__(
        self, name: str, mode: str, memory: int, send: Callable[[File[Any]], Any]
    ) -> None:
        super().__init__(spool(memory), name)
        self.mode, self._send = mode, send

    def write(self, content: Any) -> int:
        """Text is stored as UTF-8, on every machine."""
        body: Any = self.file
        data = content.encode() if isinstance(content, str) else content
        return int(body.write(data))

    def writelines(self, lines: Iterable[Any]) -> None:
        """Each as `write()`."""
        for line in lines:
            self.write(line)

    def readable(self) -> bool:
        """Never."""
        return False

    def read(self, *args: Any) -> NoReturn:
        """Raises `UnsupportedOperation`."""
        raise io.UnsupportedOperation(f"{self.name} is open to write and not to read")

    readline = readlines = readinto = read

    def open(self, mode: str | None = None, *args: Any, **kwargs: Any) -> NoReturn:
        """Raises `ValueError`: what was written is the storage's."""
        raise ValueError(
            f"{self.name} is open to write, or was; open it by the storage"
        )

    def close(self) -> None:
        """Store what was written. Raises as `save()`; the file is closed all the same."""
        if not self.closed:
            try:
                self.seek(0)
                self._send(File(self.file, self.name))
            finally:
                self._drop()

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        """Close it, or after an error forget it."""
        if kind is None:
            self.close()
        else:
            self._drop()

    def _drop(self) -> None:
        body: Any = self.file
        body.close()


def reads(mode: str) -> bool:
    """Whether a mode of `open()` reads a file, and not replaces it. Raises `ValueError` for any other."""
    found = _MODES.get("".join(sorted(mode)))
    if found is None:
        raise ValueError(
            f"mode is {mode!r}; use 'rb' or 'r' to read, 'wb' or 'w' to replace the file: a stored file is not changed"
            " in place, and save() never replaces one by accident"
        )
    return found


def spool(memory: int) -> Any:
    """A file that is kept in memory up to so many bytes."""
    folder = settings.FILE_UPLOAD_TEMP_DIR
    # 0 would keep files of any size in memory.
    return SpooledTemporaryFile(max_size=memory or SPOOL_IN_MEMORY, dir=folder)


def check_key(key: str, *, characters: bool = False) -> str:
    """The key. Raises `SuspiciousFileOperation` for one that a cloud refuses or tools cannot name.

    That is one with control characters, and one longer than 1024 bytes, or `characters`.
    """
    if any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in key):
        raise SuspiciousFileOperation(f"the name {key!r} has a control character")
    if len(key if characters else key.encode()) > LONGEST_KEY:
        unit = "characters" if characters else "bytes"
        raise SuspiciousFileOperation(
            f"the name {key[:40]!r}... is longer than {LONGEST_KEY} {unit}"
        )
    return key


def check_deleted(name: str) -> None:
    """Raises `ValueError` for an empty name, which would be the storage itself, as Django's own storage does."""
    if not name:
        raise ValueError("The name must be given to delete().")
