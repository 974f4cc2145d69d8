"""Specs for tests: a small valid one, written with changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.checks import ACROSS, CHECKS
from generator.errors import SpecError
from generator.spec.document import Document, open_document

if TYPE_CHECKING:
    from pathlib import Path

    from generator.diagnostics import Diagnostic

SMALL = """\
version: 1
project: shop
stores:
  media: {provider: s3}
storages:
  default: {store: media, prefix: media/, access: private}
environments: {prod: {}}
"""


def opened(folder: Path, text: str | bytes) -> Document:
    """The document of a file with this text; the file is `storage.yaml` to a user."""
    path = folder / "storage.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return open_document(path, "storage.yaml", CHECKS, ACROSS)


def problems(folder: Path, text: str | bytes) -> tuple[Diagnostic, ...]:
    """Every diagnostic, the warnings of a valid spec too, but not SPEC121, which has a case of its own: these specs are
    about other things than which storage is the default."""
    try:
        told = opened(folder, text).warnings
    except SpecError as error:
        told = error.diagnostics
    return tuple(item for item in told if item.code != "SPEC121")


def found(folder: Path, text: str | bytes) -> list[tuple[str, int, int, str]]:
    """Code, line, column and path of every diagnostic."""
    return [(item.code, item.line, item.column, item.path) for item in problems(folder, text)]
