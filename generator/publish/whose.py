"""Whose the values of an environment file are: what this program wrote may go, what somebody filled in may not.

The manifest remembers it by the variables' names. That a value is still the one written is told by a hash of the file
in which those values are and the others, and all secrets, are blank; so no secret is hashed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.publish.manifest import Entry, digest

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from generator.plan.files import Blanks, PlannedFile, Whose


def fingerprint(file: PlannedFile) -> bytes:
    """What of a file counts as its own: all but the values that may differ between two machines."""
    return file.content if file.blanks is None else file.blanks.mask(file.content, file.blanks.values)


def remember(file: PlannedFile, scope: str, old: Entry | None, seen: bytes | None) -> Entry:
    """The manifest's entry of a file that is now as planned."""
    if file.blanks is None:
        return Entry(digest(fingerprint(file)), scope)
    values = _resolved(file.blanks, file.content, old, seen)
    return Entry(digest(fingerprint(file)), scope, values, _written(file.blanks, values, file.content))


def _resolved(blanks: Blanks, content: bytes, old: Entry | None, seen: bytes | None) -> dict[str, Whose]:
    """A value that this run did not know is as the last run had it, unless somebody changed one since."""
    before = old.values if old is not None and seen is not None and _untouched(blanks, old, seen) else None
    has = blanks.filled(content)
    found: dict[str, Whose] = {}
    for name, whose in blanks.values.items():
        known: Whose | None = (before or {}).get(name) if whose is None else whose
        found[name] = known if known is not None and has.get(name) else "team"
    return found


def is_generated(file: PlannedFile, entry: Entry | None, seen: bytes) -> bool:
    """Whether a file is as planned, or as an earlier run wrote it, but for values that may differ."""
    if file.blanks is None:
        return seen == file.content or (entry is not None and digest(seen) == entry.sha256)
    blanks = file.blanks
    if blanks.mask(seen, blanks.values) == fingerprint(file):
        return True
    return entry is not None and any(
        digest(blanks.mask(seen, names)) == entry.sha256 for names in _masks(blanks, file, entry, seen)
    )


def _masks(blanks: Blanks, file: PlannedFile, entry: Entry, seen: bytes) -> list[Collection[str]]:
    """The names that may have been blank when the entry was made; an old manifest does not say."""
    if entry.values is not None:
        return [entry.values]
    return [blanks.values, {*blanks.values, *_dropped(blanks, file, seen)}]


def lost(file: PlannedFile, entry: Entry | None, seen: bytes) -> list[str]:
    """Variables with a value that the file as planned has no place for, and that may be somebody's own."""
    blanks = file.blanks
    if blanks is None or entry is None:
        return []
    has, dropped = blanks.filled(seen), _dropped(blanks, file, seen)
    if entry.values is None:
        plain = digest(blanks.mask(seen, blanks.values)) == entry.sha256
        return [] if plain else [name for name in dropped if has[name]]
    own = _untouched(blanks, entry, seen)
    gone = [name for name in dropped if has[name] and name in entry.values]
    return [name for name in gone if not own or entry.values[name] == "team"]


def _dropped(blanks: Blanks, file: PlannedFile, seen: bytes) -> list[str]:
    kept = blanks.filled(file.content)
    return [name for name in blanks.filled(seen) if name not in kept]


def _untouched(blanks: Blanks, entry: Entry, seen: bytes) -> bool:
    return entry.values is not None and _written(blanks, entry.values, seen) == entry.written


def _written(blanks: Blanks, values: Mapping[str, Whose], data: bytes) -> str:
    return digest(blanks.mask(data, {name for name, whose in values.items() if whose != "run"}))
