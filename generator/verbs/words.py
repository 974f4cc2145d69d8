"""Status words, in colour on a terminal that wants it (https://no-color.org)."""

from __future__ import annotations

import os
import sys

_COLOURS = {
    "create": 32, "created": 32,
    "update": 33, "updated": 33,
    "edited": 31, "replaced": 31,
    "obsolete": 35, "removed": 35, "left": 35,
}  # fmt: skip


def painted(word: str) -> str:
    """The word, coloured when standard output is a terminal and NO_COLOR is not set."""
    code = _COLOURS.get(word)
    if code is None or os.environ.get("NO_COLOR") or not sys.stdout.isatty() or os.environ.get("TERM") == "dumb":
        return word
    return f"\033[{code}m{word}\033[0m"
