"""What the last run left, so that `--check` need not work it out again: as `make` does, but by content, not by time.

A run that wrote every environment leaves `.stowplan/fresh.json` beside the spec: hashes of the spec, of this generator,
of what it was given and of every file it answers for. While all are the same, nothing can have drifted. `--check`
reads it and never writes it; without it, or with any difference, everything is worked out.
"""

from __future__ import annotations

import hashlib
import json
import os

TYPE_CHECKING = False  # as typing has it, without importing typing
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

STATE = ".stowplan"
FILE = "fresh.json"
ANSWER = "everything is what the spec gives"
HERE = os.path.dirname(os.path.abspath(__file__))


def still(spec: str) -> tuple[str, ...] | None:
    """The warnings of the last run, if nothing has changed since; None when there is something to work out."""
    try:
        with open(_place(spec), encoding="utf-8") as file:
            left = json.load(file)
        same = left["code"] == _code() and all(_hash(path) == known for path, known in left["files"].items())
        return tuple(left["warnings"]) if same and _absolute(spec) in left["files"] else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def remember(spec: str, paths: Iterable[str], warnings: Iterable[str]) -> None:
    """Leave what `still` reads; a folder that cannot be written is no error, the next check just takes longer."""
    known = {path: _hash(path) for path in sorted({_absolute(spec), *map(_absolute, paths)})}
    text = json.dumps({"code": _code(), "files": known, "warnings": list(warnings)})
    place = _place(spec)
    try:
        _folder(os.path.dirname(place))
        _replace(place, text)
    except OSError:
        return


def _replace(place: str, text: str) -> None:
    if os.path.isfile(place):
        with open(place, encoding="utf-8") as file:
            if file.read() == text:
                return
    temporary = f"{place}.{os.getpid()}.tmp"
    try:
        with open(temporary, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(temporary, place)
    except OSError:
        os.unlink(temporary)
        raise


def _place(spec: str) -> str:
    return os.path.join(os.path.dirname(_absolute(spec)), STATE, FILE)


def _absolute(path: str) -> str:
    return os.path.abspath(path)


def _folder(path: str) -> None:
    os.makedirs(path, exist_ok=True)
    ignore = os.path.join(path, ".gitignore")
    if not os.path.exists(ignore):
        with open(ignore, "w", encoding="utf-8") as file:
            file.write("*\n")


def _hash(path: str) -> str | None:
    """None for what is not there: a file that appears is a change too."""
    try:
        with open(path, "rb") as file:
            return f"{hashlib.sha256(file.read()).hexdigest()} {os.fstat(file.fileno()).st_mode & 0o777:o}"
    except OSError:
        return None


def _code() -> str:
    """This generator and its templates, by path, size and time of change."""
    folders = (HERE, os.path.join(os.path.dirname(HERE), "templates"))
    seen = sorted(item for folder in folders for item in _sources(folder))
    return hashlib.sha256(repr(seen).encode()).hexdigest()


def _sources(folder: str) -> Iterator[tuple[str, int, int]]:
    if not os.path.isdir(folder):
        return
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir() and entry.name != "__pycache__":
                yield from _sources(entry.path)
            elif entry.name.endswith((".py", ".jinja")):
                found = entry.stat()
                yield entry.path, found.st_size, found.st_mtime_ns
