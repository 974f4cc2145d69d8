"""What earlier runs wrote: path to hash and scope.

Two files of one form: `<package>/stowplan.json` is committed with the package; `.stowplan/manifest.json` stays on this
machine, for files that are not committed either, such as `.env`: each checkout has its own.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from generator.errors import PublishError
from generator.publish.jail import STATE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import PurePosixPath

LOCAL = STATE / "manifest.json"
_NOTE = "written by gen-settings: which files it generated, and their hashes; keep it with them"
_VERSION = 1


@dataclass(frozen=True)
class Entry:
    """`scope`: the environment the file belongs to, or what else the caller sorts files by."""

    sha256: str
    scope: str


def digest(data: bytes) -> str:
    """The hash of a file, as the manifest and the journal write it."""
    return sha256(data).hexdigest()


def load(data: bytes | None, path: PurePosixPath) -> dict[str, Entry]:
    """Path to entry; empty for no file.

    Raises:
        PublishError: the file is not a manifest of this version, for example after a merge left its marks in it.
    """
    if data is None:
        return {}
    try:
        found = json.loads(data)
        if found["version"] != _VERSION:
            raise PublishError(f"{path} is of version {found['version']!r}, not {_VERSION}: use the newer gen-settings")
        return {str(name): _entry(value) for name, value in found["files"].items()}
    except (ValueError, TypeError, KeyError, AttributeError):
        way_out = "restore it from version control, or delete it and compare what gen-settings then reports as edited"
        raise PublishError(f"{path} cannot be read as a manifest: {way_out}") from None


def _entry(value: dict[str, object]) -> Entry:
    if sorted(value) != ["scope", "sha256"] or not all(isinstance(item, str) for item in value.values()):
        raise TypeError
    return Entry(**{name: str(item) for name, item in value.items()})


def dump(entries: Mapping[str, Entry]) -> bytes:
    """The file's text: sorted, so that two runs and two machines write the same bytes."""
    files = {path: asdict(entry) for path, entry in entries.items()}
    text = json.dumps({"note": _NOTE, "version": _VERSION, "files": files}, indent=2, sort_keys=True)
    return f"{text}\n".encode()
