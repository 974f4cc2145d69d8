"""JSON that somebody else wrote, read without ever showing what it holds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from generator.errors import OutputsError

if TYPE_CHECKING:
    from pathlib import Path

LARGEST = 200_000_000


def text_of(path: Path, how: str) -> str:
    """The file's text; raises OutputsError with `how` to make one."""
    try:
        if path.stat().st_size > LARGEST:
            raise OutputsError(f"{path} is larger than {LARGEST // 1_000_000} MB")
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise OutputsError(f"{path} cannot be read: {error.strerror}; `{how}` writes one") from None
    except UnicodeDecodeError:
        raise OutputsError(f"{path} is not UTF-8; `{how}` writes JSON") from None


def document(text: str, how: str) -> dict[str, Any]:
    """The JSON object; raises OutputsError, which shows nothing of the text."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise OutputsError(f"this is no JSON object; `{how}` writes one")
    return found
