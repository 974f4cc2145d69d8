"""What a user sees of a spec: every diagnostic, as the commands print it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.checks import ACROSS, CHECKS
from generator.errors import SpecError
from generator.spec.document import open_document

if TYPE_CHECKING:
    from pathlib import Path

    from generator.diagnostics import Diagnostic

SHOWN = "storage.yaml"


def diagnostics(path: Path) -> tuple[Diagnostic, ...]:
    try:
        return open_document(path, SHOWN, CHECKS, ACROSS).warnings
    except SpecError as error:
        return error.diagnostics


def text(path: Path) -> str:
    return "".join(item.text() + "\n" for item in diagnostics(path))
