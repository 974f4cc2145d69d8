"""The changes of a journal, made in two phases: stage what is new under temporary names, then rename.

Each phase can be repeated after a kill at any point: what is already as it should be is not touched again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.publish import package as packages
from generator.publish.disk import read, remove, stat, sweep, sync_folder, temporary, write_new
from generator.publish.exchange import swap
from generator.publish.jail import STATE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from generator.publish.journal import Change, Journal


@dataclass(frozen=True)
class Staged:
    """Renames to make, in order: (temporary name, name) of files, the package's new copy, and files to take away."""

    root: Path
    files: tuple[tuple[Path, Path], ...]
    package: tuple[Path, Path] | None
    inside: tuple[Change, ...]
    removed: tuple[Path, ...]


def stage(root: Path, journal: Journal, *, exchange: bool) -> Staged:
    """Write all that is new; nothing that anybody looks at has changed when this returns or raises OSError."""
    todo = [change for change in journal.changes if _differs(root, change)]
    inside = tuple(change for change in todo if journal.package in change.path.parents)
    copy = _stage_package(root, journal, inside, exchange)
    singly = [change for change in todo if copy is None or change not in inside]
    removed = tuple(root / change.path for change in singly if change.content is None)
    return Staged(root, _stage_files(root, singly), copy, inside, removed)


def commit(staged: Staged) -> None:
    """Rename; from the first of these steps on, only going on leads to a whole state."""
    _rename(staged.files)
    if staged.package is not None:
        _commit_package(staged, *staged.package)
    for file in staged.removed:
        remove(file, staged.root)


def clean(root: Path, journal: Journal) -> None:
    """Take away every temporary name of a run, the exchanged old package among them."""
    folders = {STATE, journal.package.parent, *(change.path.parent for change in journal.changes)}
    sweep(root / folder for folder in folders)


def _differs(root: Path, change: Change) -> bool:
    file = root / change.path
    found = stat(file)
    if found is None or change.content is None:
        return (found is None) != (change.content is None)
    return read(file) != change.content or (change.mode is not None and found.st_mode & 0o7777 != change.mode)


def _stage_package(
    root: Path, journal: Journal, inside: tuple[Change, ...], exchange: bool
) -> tuple[Path, Path] | None:
    """None where its files are to be replaced one by one: a single one, or a folder that cannot be exchanged."""
    target = root / journal.package
    if not inside or (target.is_dir() and (len(inside) == 1 or not exchange)):
        return None
    try:
        return packages.stage(root, journal.package, inside), target
    except packages.NotMovableError:
        return None


def _commit_package(staged: Staged, new: Path, target: Path) -> None:
    if not target.is_dir():
        new.rename(target)
        sync_folder(target.parent)
    elif not swap(new, target):
        _rename(_stage_files(staged.root, staged.inside))
        for change in staged.inside:
            if change.content is None:
                remove(staged.root / change.path, staged.root)


def _stage_files(root: Path, changes: Iterable[Change]) -> tuple[tuple[Path, Path], ...]:
    found = []
    for change in changes:
        if change.content is None:
            continue
        target = root / change.path
        target.parent.mkdir(parents=True, exist_ok=True)
        staged = temporary(target.parent)
        write_new(staged, change.content, change.mode, stat(target))
        found.append((staged, target))
    return tuple(found)


def _rename(files: Iterable[tuple[Path, Path]]) -> None:
    for staged, target in files:
        staged.replace(target)
        sync_folder(target.parent)
