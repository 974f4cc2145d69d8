"""The redo log of a run: complete before anything changes, gone when everything has."""

from __future__ import annotations

import base64
import json
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from generator.errors import PublishError
from generator.publish.disk import TEMPORARY, read, stat, sync_folder, temporary, write_new
from generator.publish.jail import STATE, locate, package_of
from generator.publish.manifest import digest

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE = STATE / "journal"


@dataclass(frozen=True)
class Change:
    """One file, by its real path: `content` None takes it away, `mode` None keeps its mode or follows the umask.

    `before`: the hash of what the run found there, None for nothing.
    """

    path: PurePosixPath
    content: bytes | None = field(repr=False)
    mode: int | None
    before: str | None


@dataclass(frozen=True)
class Journal:
    """The changes of one run, in the order they are made; `package` is the folder to exchange as a whole."""

    package: PurePosixPath
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class View:
    """The disk as it is once an interrupted run has been completed."""

    root: Path
    pending: Mapping[PurePosixPath, Change]

    def read(self, path: PurePosixPath) -> bytes | None:
        """The file's bytes, None if there is none."""
        real = locate(self.root, path)
        change = self.pending.get(real)
        return change.content if change is not None else read(self.root / real)

    def mode(self, path: PurePosixPath) -> int:
        """The permission bits of a file, 0 if there is none."""
        real = locate(self.root, path)
        change = self.pending.get(real)
        if change is not None and change.mode is not None:
            return change.mode
        found = stat(self.root / real)
        return found.st_mode & 0o7777 if found is not None else 0


def view(root: Path) -> View:
    """What `decide` looks at."""
    found = load(root)
    pending = found.changes if found is not None and is_current(root, found) else ()
    return View(root, {change.path: change for change in pending})


def is_unfinished(root: Path) -> bool:
    """Whether a run died here, with its journal complete or half written."""
    return (root / FILE).exists() or any((root / STATE).glob(f"{TEMPORARY}*"))


def is_current(root: Path, journal: Journal) -> bool:
    """Whether each file is as the run found it or as it meant to leave it: nobody else changed one since."""
    return all(_hash(root, change) in (change.before, _after(change)) for change in journal.changes)


def is_untouched(root: Path, journal: Journal) -> bool:
    """Whether each file is as the run found it."""
    return all(_hash(root, change) == change.before for change in journal.changes)


def _hash(root: Path, change: Change) -> str | None:
    data = read(root / change.path)
    return None if data is None else digest(data)


def _after(change: Change) -> str | None:
    return None if change.content is None else digest(change.content)


def save(root: Path, journal: Journal) -> None:
    """Make the journal durable; until this returns, it counts for nothing."""
    changes = [
        {
            "path": str(change.path),
            "content": None if change.content is None else base64.b64encode(change.content).decode(),
            "mode": change.mode,
            "before": change.before,
        }
        for change in journal.changes
    ]
    staged = temporary(root / STATE)
    write_new(staged, json.dumps({"package": str(journal.package), "changes": changes}).encode(), 0o600)
    staged.replace(root / FILE)
    sync_folder(root / STATE)


def load(root: Path) -> Journal | None:
    """The journal of a run that did not end.

    Raises:
        PublishError: there is one, but it was not written by this program.
    """
    data = read(root / FILE)
    if data is None:
        return None
    try:
        found = json.loads(data)
        changes = tuple(_change(root, item) for item in found["changes"])
        return Journal(package_of(root, PurePosixPath(found["package"], "x")), changes)
    except (ValueError, TypeError, KeyError):
        raise PublishError(f"{FILE} cannot be read: delete it and run again") from None


def _change(root: Path, item: dict[str, object]) -> Change:
    content, mode, before = item["content"], item["mode"], item["before"]
    return Change(
        locate(root, PurePosixPath(str(item["path"]))),
        None if content is None else base64.b64decode(str(content)),
        mode if isinstance(mode, int) else None,
        None if before is None else str(before),
    )


def clear(root: Path) -> None:
    """The run has ended."""
    with suppress(FileNotFoundError):
        (root / FILE).unlink()
        sync_folder(root / STATE)
