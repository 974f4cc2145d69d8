"""Single steps on the disk. They raise OSError with the path in it; `run` makes that a message."""

from __future__ import annotations

import os
import secrets
import shutil
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

TEMPORARY = ".tmp-stowplan-"


def temporary(folder: Path) -> Path:
    """A new name beside the file it will replace: a rename works only within one file system."""
    return folder / f"{TEMPORARY}{secrets.token_hex(6)}"


def read(file: Path) -> bytes | None:
    """The file's bytes, None if there is none."""
    try:
        return file.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None


def write_new(file: Path, data: bytes, mode: int | None = None, like: os.stat_result | None = None) -> None:
    """Create the file with its bytes on the disk.

    `mode` None takes the one of `like`, the file to be replaced, or follows the umask; a run by root keeps the owner.
    """
    if mode is None and like is not None:
        mode = like.st_mode & 0o7777
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666 if mode is None else 0o600)
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(handle, rest) :]
            os.fsync(handle)
        finally:
            os.close(handle)
        adopt_owner(file, like)
        if mode is not None:
            file.chmod(mode)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(file)) from None


def adopt_owner(path: Path, like: os.stat_result | None) -> None:
    """Give a new file or folder the owner of the one it replaces, if this process may."""
    if like is not None and hasattr(os, "chown"):
        with suppress(PermissionError):
            os.chown(path, like.st_uid, like.st_gid)


def stat(path: Path) -> os.stat_result | None:
    """None if there is nothing."""
    try:
        return path.stat()
    except FileNotFoundError:
        return None


def sync_folder(folder: Path) -> None:
    """Make renames in a folder durable; Windows cannot open one."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def remove(file: Path, root: Path) -> None:
    """Take a file away, and the folders below `root` that are empty without it."""
    file.unlink(missing_ok=True)
    sync_folder(file.parent)
    for folder in file.parents:
        if folder == root:
            return
        try:
            folder.rmdir()
        except OSError:  # not empty
            return


def sweep(folders: Iterable[Path]) -> None:
    """Take away what a run left under a temporary name; what cannot be taken away does no harm."""
    for folder in set(folders):
        with suppress(OSError):
            for path in folder.iterdir():
                if path.name.startswith(TEMPORARY):
                    _take_away(path)


def _take_away(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()
