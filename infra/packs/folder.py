"""A pack's folder: which file it is, and which Python runs it.

Source: https://www.pulumi.com/docs/iac/using-pulumi/crossguard/configuration/ and `runtime.options` of a project.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from infra.packs.records import PackError

MANIFEST = "PulumiPolicy.yaml"
_LARGEST = 100_000


class Folder(NamedTuple):
    """`shown` is as the user wrote it; `main` and `python` are files that exist."""

    shown: str
    path: Path
    main: Path
    python: Path


def open_folder(folder: Path) -> Folder:
    """The pack in a folder. Raises PackError when it is no pack in Python, or its Python is missing."""
    path = folder.resolve()
    manifest = _manifest(folder)
    runtime = manifest.get("runtime")
    name, options = (runtime.get("name"), runtime.get("options")) if isinstance(runtime, dict) else (runtime, None)
    if name != "python":
        raise PackError(f"{folder}: {MANIFEST} has no `runtime: python`; packs in other languages are not run")
    entry = manifest.get("main")
    main = path / entry if isinstance(entry, str) and entry else path
    main = main / "__main__.py" if main.is_dir() else main
    if not main.is_file():
        raise PackError(f"{folder}: there is no {main.name}")
    return Folder(str(folder), path, main, _python(folder, path, options))


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        text = (folder / MANIFEST).read_bytes()[:_LARGEST].decode("utf-8")
        document = yaml.safe_load(text)
    except OSError as error:
        raise PackError(f"{folder}: {MANIFEST} cannot be read: {error.strerror}") from None
    except (UnicodeDecodeError, yaml.YAMLError, ValueError, RecursionError):
        raise PackError(f"{folder}: {MANIFEST} is not YAML") from None
    return document if isinstance(document, dict) else {}


def _python(folder: Path, path: Path, options: Any) -> Path:
    named = options.get("virtualenv") if isinstance(options, dict) else None
    if not isinstance(named, str) or not named:
        return Path(sys.executable)
    python = path / named / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.is_file():
        raise PackError(
            f"{folder}: its virtual environment {named!r} is not there: "
            f"python -m venv {folder}/{named} && {folder}/{named}/bin/pip install -r {folder}/requirements.txt"
        )
    return python
