"""Two folders change names in one step that nobody can see half of."""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from typing import TYPE_CHECKING

from generator.publish.disk import sync_folder

if TYPE_CHECKING:
    from pathlib import Path

_AT_FDCWD = -100  # linux/fcntl.h: relative paths start at the working directory
_RENAME_EXCHANGE = 2  # linux/fs.h
_RENAME_SWAP = 2  # macOS sys/stdio.h
# The kernel or C library has no such call; the file system has not, or one of the two is a mount point or lies, with
# overlayfs, on a lower layer; a sandbox forbids it.
_UNSUPPORTED = frozenset(
    {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EBUSY, errno.EXDEV, errno.EPERM}
)


def swap(first: Path, second: Path) -> bool:
    """Exchange two folders of one parent; False, with nothing changed, where that is not possible.

    Raises:
        OSError: another failure, such as no permission.
    """
    code = _call(os.fsencode(first), os.fsencode(second))
    if code in _UNSUPPORTED:
        return False
    if code:
        raise OSError(code, os.strerror(code), str(second))
    sync_folder(second.parent)
    return True


def _call(first: bytes, second: bytes) -> int:
    """The error number, 0 for success."""
    try:
        library = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "darwin":
            failed = library.renamex_np(first, second, _RENAME_SWAP)
        else:
            failed = library.renameat2(_AT_FDCWD, first, _AT_FDCWD, second, _RENAME_EXCHANGE)
    except (AttributeError, TypeError, OSError):  # an older C library; Windows has no CDLL(None)
        return errno.ENOSYS
    return ctypes.get_errno() if failed else 0
