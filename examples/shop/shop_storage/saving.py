"""Storing a file under a name of its own, when the cloud itself says whether a name is taken."""

from __future__ import annotations

import posixpath
from contextlib import contextmanager
from pathlib import PurePosixPath
from shutil import copyfileobj
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, Any

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import File
from storages.utils import (
    ReadBytesWrapper,
    clean_name,
    get_available_overwrite_name,
    is_seekable,
)

from .access import StorageAccessDeniedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SPOOL_IN_MEMORY = 8 * 1024 * 1024
ATTEMPTS = 20


class NameTakenError(FileExistsError):
    """Another object has the key, or is being written to it; `_save` raises it when the cloud says so."""

    def __init__(self, key: str) -> None:
        super().__init__(f"an object named {key!r} exists")
        self.key = key


class UniqueNames:
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
