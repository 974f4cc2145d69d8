"""What earlier runs wrote: path to hash and scope.

Two files of one form: `<package>/stowplan.json` is committed with the package; `.stowplan/manifest.json` stays on this
machine, for files that are not committed either, such as `.env`: each checkout has its own.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any, get_args

from generator.errors import PublishError
from generator.plan.files import Whose
from generator.publish.jail import STATE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import PurePosixPath

LOCAL = STATE / "manifest.json"
_NOTE = "written by gen-settings: which files it generated, and their hashes; keep it with them"
_VERSION = 1


@dataclass(frozen=True)
class Entry:
    """What a run wrote.

    `scope`: the environment the file belongs to, or what else the caller sorts files by.
    `values`: of an environment file, its variables and whose the values are; never the values themselves. None for
    other files, and for an entry of a release that did not write it.
    `written`: the hash of the file with only the values that a run wrote.
    """

    sha256: str
    scope: str
    values: Mapping[str, Whose] | None = None
    written: str = ""


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


def _entry(value: dict[str, Any]) -> Entry:
    values, texts = value.get("values"), {name: item for name, item in value.items() if name != "values"}
    wanted = {"scope", "sha256"} if values is None else {"scope", "sha256", "written"}
    if texts.keys() != wanted or not all(isinstance(item, str) for item in texts.values()):
        raise TypeError
    if values is not None and not set(values.values()) <= set(get_args(Whose)):
        raise TypeError
    return Entry(**texts, values=values)


def dump(entries: Mapping[str, Entry]) -> bytes:
    """The file's text: sorted, so that two runs and two machines write the same bytes."""
    files = {path: _as_json(entry) for path, entry in entries.items()}
    text = json.dumps({"note": _NOTE, "version": _VERSION, "files": files}, indent=2, sort_keys=True)
    return f"{text}\n".encode()


def _as_json(entry: Entry) -> dict[str, object]:
    found: dict[str, object] = {"sha256": entry.sha256, "scope": entry.scope}
    return found if entry.values is None else {**found, "values": dict(entry.values), "written": entry.written}
