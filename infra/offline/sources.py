"""Where in a program a resource was declared, read from the stack trace that comes with its registration."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import url2pathname

if TYPE_CHECKING:
    from collections.abc import Iterable

_OWN_FOLDER = Path(__file__).resolve().parent
_INSTALLED = {"site-packages", "dist-packages"}


def source_of(frames: Iterable[tuple[str, int]], root: Path) -> tuple[str, int] | None:
    """(file relative to the root, line) of the innermost frame inside the project; None when there is none.

    The request's own `sourcePosition` points into the SDK for explicit providers, so all frames, (file URI, line)
    with the innermost first, are looked at. Installed packages under the root, as in a project's own venv, are not
    the project.
    """
    for uri, line in frames:
        if uri.startswith("file:"):
            place = inside(Path(url2pathname(urlsplit(uri).path)), root)
            if place:
                return place, line
    return None


@functools.lru_cache(maxsize=4096)
def inside(file: Path, root: Path) -> str | None:
    """The file's path relative to the root, with forward slashes, if it is the project's own code.

    The same few files stand in every stack trace, and a path is resolved by asking the disk about each of its parts.
    """
    file, root = file.resolve(), root.resolve()
    if file.parent == _OWN_FOLDER or not file.is_relative_to(root):
        return None
    relative = file.relative_to(root)
    return None if _INSTALLED.intersection(relative.parts) else relative.as_posix()
