"""One run on the disk: under the lock, complete what a killed run left, then make this run's changes."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.errors import PublishError
from generator.publish import apply, journal, lock
from generator.publish.disk import read, sweep
from generator.publish.jail import STATE, locate, package_of, real_root
from generator.publish.journal import Change, Journal
from generator.publish.manifest import digest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path, PurePosixPath

    from generator.publish.statuses import Decision

# Environment files first, so settings never miss a variable; settings after the modules they name; the manifest last.
_ORDER = {"env": 0, "settings": 2, "state": 3, "manifest": 4}


@dataclass(frozen=True)
class Result:
    """What became of one file: `created`, `updated`, `replaced` (it was edited), `removed`, `left` or `identical`."""

    path: PurePosixPath
    word: str


def publish(
    root: Path, decisions: Sequence[Decision], *, force: bool = False, exchange: bool = True
) -> tuple[Result, ...]:
    """Make the disk what the decisions say; the package's folder, exchanged as a whole, is the manifest's.

    `force` replaces edited files too. `exchange` False replaces the package's files one by one.

    Raises:
        PublishError: files are edited and `force` is off, another run holds the lock, files changed since `decide`, or
            the disk refuses. Nothing has changed then, unless the text says that the next run completes the change.
    """
    root = real_root(root)
    if not force:
        _refuse_edited(decisions)
    if any(map(_writes, decisions)) or journal.is_unfinished(root):
        with _as_message(root, "nothing was changed"), lock.hold(root):
            _complete(root, exchange)
            _make(root, decisions, exchange)
    return tuple(_result(item) for item in decisions if item.role != "state")


def _refuse_edited(decisions: Sequence[Decision]) -> None:
    edited = [f"  {item.path}: {item.reason}" for item in decisions if item.status == "edited"]
    if edited:
        files = "1 file is" if len(edited) == 1 else f"{len(edited)} files are"
        way_out = (
            "move your changes into the spec (`gen-settings --diff` shows them), or replace the files with --force"
        )
        raise PublishError("\n".join([f"{files} not as generated, so nothing was written:", *edited, way_out]))


def _writes(item: Decision) -> bool:
    return item.removed or (item.content is not None and item.status != "identical")


def _complete(root: Path, exchange: bool) -> None:
    """Make the changes of a run that did not end, or discard them if somebody changed its files since."""
    sweep([root / STATE])
    found = journal.load(root)
    if found is not None:
        if journal.is_current(root, found):
            _apply(root, found, exchange)
        _end(root, found)


def _make(root: Path, decisions: Sequence[Decision], exchange: bool) -> None:
    changes = [_change(root, item) for item in sorted(decisions, key=_rank) if _writes(item)]
    if not changes:
        return
    manifest = next(item.path for item in decisions if item.role == "manifest")
    found = Journal(package_of(root, manifest), tuple(changes))
    _apply(root, found, exchange)
    _end(root, found)


def _apply(root: Path, found: Journal, exchange: bool) -> None:
    """Make the changes; on failure discard the journal if nothing is visible yet, else leave it for the next run."""
    apply.clean(root, found)
    try:
        journal.save(root, found)
        apply.commit(apply.stage(root, found, exchange=exchange))
    except BaseException as error:
        apply.clean(root, found)
        if journal.is_untouched(root, found):
            with suppress(OSError):
                journal.clear(root)
        elif isinstance(error, OSError):
            raise _failure(root, error, "the next run completes the change") from None
        raise


def _end(root: Path, found: Journal) -> None:
    apply.clean(root, found)
    with _as_message(root, "all files are written, and the next run tidies up"):
        journal.clear(root)


def _change(root: Path, item: Decision) -> Change:
    real = locate(root, item.path)
    found = read(root / real)
    if found != item.seen:
        raise PublishError(f"{item.path} changed while this run was under way: run again")
    return Change(real, item.content, item.mode, None if found is None else digest(found))


def _rank(item: Decision) -> int:
    return _ORDER.get(item.role, 1)


@contextmanager
def _as_message(root: Path, state: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise _failure(root, error, state) from None


def _failure(root: Path, error: OSError, state: str) -> PublishError:
    name = str(error.filename or STATE).removeprefix(f"{root}/")  # only the lock is written without a name
    shown = "the project's folder" if name == str(root) else name
    return PublishError(f"cannot write {shown}: {error.strerror}; {state}")


def _result(item: Decision) -> Result:
    words = {"create": "created", "absent": "created", "update": "updated", "edited": "replaced"}
    if item.status == "obsolete":
        return Result(item.path, "removed" if item.removed else "left")
    return Result(item.path, words.get(item.status, "identical"))
