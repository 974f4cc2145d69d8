"""One writing run at a time in a project; the kernel lets go when a process dies, however it dies."""

from __future__ import annotations

import os
import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING

from generator.errors import PublishError
from generator.publish.jail import STATE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILE = STATE / "lock"


@contextmanager
def hold(root: Path) -> Iterator[None]:
    """Hold the project's lock, in a folder that ignores itself in git.

    Raises:
        PublishError: another process holds it.
        OSError: the folder cannot be written.
    """
    _make_folder(root / STATE)
    handle = os.open(root / FILE, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        if not _take(handle):
            holder = os.read(handle, 200).decode(errors="replace").strip() or "an unknown process"
            raise PublishError(
                f"another run is writing here ({holder}, lock {FILE}): wait until it ends, then run again"
            )
        os.ftruncate(handle, 0)
        os.write(handle, f"process {os.getpid()} on {socket.gethostname()}\n".encode())
        yield
    finally:
        os.close(handle)


def _take(handle: int) -> bool:
    try:
        import fcntl
    except ImportError:  # Windows: two runs at once are not kept apart there
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _make_folder(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    ignore = folder / ".gitignore"
    if not ignore.is_file() or ignore.read_bytes() != b"*\n":
        ignore.write_bytes(b"*\n")
