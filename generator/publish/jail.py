"""Where a path may lead: into the project, never out of it, and to one place only."""

from __future__ import annotations

import unicodedata
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from generator.errors import PublishError

if TYPE_CHECKING:
    from collections.abc import Iterable

STATE = PurePosixPath(".stowplan")
"""The folder of this machine's own state; it ignores itself in git."""

_RESERVED = frozenset({".git", ".hg", ".svn"})


def real_root(root: Path) -> Path:
    """The project's folder without links; raises PublishError if it is not there."""
    found = root.resolve()
    if not found.is_dir():
        raise PublishError(f"the folder {str(root)!r} is not there")
    return found


def locate(root: Path, path: PurePosixPath) -> PurePosixPath:
    """Where `path` really lies below `root` (itself real), links followed.

    Raises:
        PublishError: it is absolute or has `..`, leads out of the project, or lies below a file or at a folder.
    """
    shown = f"the path {str(path)!r}"
    if path.is_absolute() or ".." in path.parts or not path.parts or "\\" in str(path) or not str(path).isprintable():
        raise PublishError(f"{shown} is not a plain path inside the project: give one without '..' and a leading '/'")
    try:
        found = _resolve(root, path)
    except (OSError, RuntimeError):  # a loop of links
        raise PublishError(f"{shown} goes round in links: replace them with the folder itself") from None
    if not found.is_relative_to(root) or found == root:
        raise PublishError(f"{shown} leads out of the project, to {str(found)!r}: replace the link with a folder")
    _check_place(root, found, shown)
    return PurePosixPath(found.relative_to(root).as_posix())


def _resolve(root: Path, path: PurePosixPath) -> Path:
    """As `Path.resolve`, which asks the disk about every part of `root` too, each time."""
    found = root
    for part in path.parts:
        found /= part
        if found.is_symlink():
            return (root / path).resolve()
    return found


def _check_place(root: Path, found: Path, shown: str) -> None:
    above = next(parent for parent in found.parents if parent == root or parent.exists())
    if not above.is_dir():
        raise PublishError(f"{shown} needs a folder where {str(above.relative_to(root))!r} is a file: move that file")
    if found.is_dir():
        raise PublishError(f"{shown} is a folder: move it, or choose another name")
    first = found.relative_to(root).parts[0]
    if _fold(first) in _RESERVED:
        raise PublishError(f"{shown} lies in {first!r}, which is not for generated files")


def package_of(root: Path, manifest: PurePosixPath) -> PurePosixPath:
    """The real folder of the manifest, which is exchanged as a whole; so it may not be the project itself."""
    package = locate(root, manifest).parent
    if not package.parts:
        raise PublishError(
            f"the path {str(manifest)!r} does not lie in a package: give the package a folder of its own"
        )
    return package


def check_paths(root: Path, paths: Iterable[PurePosixPath]) -> None:
    """Refuse paths that are reserved, or that some file systems take for one another.

    Raises:
        PublishError: naming both spellings.
    """
    seen: dict[str, PurePosixPath] = {}
    listed: dict[PurePosixPath, dict[str, str]] = {}
    for path in paths:
        real = locate(root, path)
        if _fold(real.parts[0]) == str(STATE):
            raise PublishError(f"the path {str(path)!r} lies in {real.parts[0]!r}, which is not for generated files")
        other = seen.get(_fold(str(real)))
        if other is not None:
            raise PublishError(f"the paths {str(other)!r} and {str(path)!r} are one file where case does not count")
        seen[_fold(str(real))] = path
        clash = _spelled_otherwise(root, real, listed)
        if clash is not None:
            raise PublishError(f"the path {str(path)!r} is there as {str(clash)!r}: rename one to the other's spelling")


def _spelled_otherwise(
    root: Path, real: PurePosixPath, listed: dict[PurePosixPath, dict[str, str]]
) -> PurePosixPath | None:
    """What the disk has instead, differing in case or in the form of accents only; `listed` remembers the folders."""
    folder = PurePosixPath()
    for part in real.parts:
        if folder not in listed:
            here = root / folder
            listed[folder] = {item.name: _fold(item.name) for item in here.iterdir()} if here.is_dir() else {}
        names = listed[folder]
        if part not in names:
            return next((folder / name for name in sorted(names) if names[name] == _fold(part)), None)
        folder /= part
    return None


def _fold(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()
