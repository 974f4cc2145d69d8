"""What both commands share: help of a known width, and short-lived processes that do no more than they must."""

from __future__ import annotations

import argparse
import os


class Formatter(argparse.RawDescriptionHelpFormatter):
    """Help as wide as the terminal; argparse would import shutil, and the compressors with it, to learn that."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=_width())


def _width() -> int:
    """Columns, less the two that argparse leaves free; 80 where there is no terminal."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isdigit() and int(columns) > 0:
        return int(columns) - 2
    try:
        return os.get_terminal_size(1).columns - 2
    except OSError:
        return 78


def hurry() -> None:
    """For a process that imports much and ends soon: no garbage collection, no search for pydantic plugins."""
    import gc

    gc.disable()
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")


def leave(code: int) -> None:
    """End the process now: tearing down thousands of classes, only to end, takes longer than a whole check."""
    import sys

    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:  # a full disk or a closed pipe: what was to be said is lost, and the code says so
            code = code or 1
    os._exit(code)
