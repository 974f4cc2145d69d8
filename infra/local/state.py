"""The file that says where a local cloud runs: JSON of strings, mode 0600, replaced in one step."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def path_of(state_dir: Path, name: str) -> Path:
    """The state file of the cloud of this name (`aws`)."""
    return state_dir / f"{name}.json"


def save(path: Path, record: Mapping[str, str]) -> None:
    """Write a record that holds secrets, readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".tmp-")  # mode 0600
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(record, file, indent=1)
    Path(temporary).replace(path)


def load(path: Path) -> dict[str, str] | None:
    """The record; None when there is none or it is not one."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    valid = isinstance(record, dict) and all(isinstance(value, str) for value in record.values())
    return record if valid else None


def forget(path: Path, token: str) -> None:
    """Remove the record if it is still the one with this token."""
    record = load(path)
    if record is not None and record.get("token") == token:
        path.unlink(missing_ok=True)
