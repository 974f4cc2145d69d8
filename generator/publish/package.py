"""A complete new copy of the generated package beside the old one, with what others keep in it."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from generator.publish.disk import TEMPORARY, adopt_owner, remove, stat, sync_folder, temporary, write_new

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from generator.publish.journal import Change

_NO_LINKS = frozenset({errno.EPERM, errno.EMLINK, errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP})


class NotMovableError(Exception):
    """A part of the folder is another file system, or is not ours to take away afterwards."""


def stage(root: Path, package: PurePosixPath, changes: Sequence[Change]) -> Path:
    """The folder of the new copy, complete and on the disk.

    Raises:
        NotMovableError: the old folder cannot be exchanged for a copy.
        OSError: no space, no permission.
    """
    old = root / package
    old.parent.mkdir(parents=True, exist_ok=True)
    new = temporary(old.parent)
    if old.is_dir():
        _carry(old, new, {root / change.path for change in changes})
    else:
        new.mkdir()
    for change in changes:
        target = new / change.path.relative_to(package)
        if change.content is None:
            remove(target, new)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        write_new(target, change.content, change.mode, stat(root / change.path))
    for folder, _, _ in os.walk(new):
        sync_folder(Path(folder))
    return new


def _carry(old: Path, new: Path, replaced: Collection[Path]) -> None:
    """Copy a folder as hard links, without the files to be replaced and without `__pycache__`."""
    if not os.access(old, os.W_OK | os.X_OK):
        raise NotMovableError
    new.mkdir()
    for source in sorted(old.iterdir()):
        name, target = source.name, new / source.name
        if name == "__pycache__" or name.startswith(TEMPORARY):
            if source.is_dir() and not os.access(source, os.W_OK | os.X_OK):
                raise NotMovableError
        elif source.is_symlink():
            target.symlink_to(source.readlink())
        elif source.is_dir():
            _carry(source, target, replaced)
        elif source not in replaced:
            _link(source, target)
    shutil.copystat(old, new)
    adopt_owner(new, old.stat())


def _link(source: Path, target: Path) -> None:
    try:
        target.hardlink_to(source)
    except OSError as error:
        if error.errno == errno.EXDEV:
            raise NotMovableError from None
        if error.errno not in _NO_LINKS:
            raise
        _copy(source, target)


def _copy(source: Path, target: Path) -> None:
    try:
        shutil.copy2(source, target)
    except PermissionError:
        raise NotMovableError from None
