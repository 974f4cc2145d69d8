"""Raw environment files, for readers that take quotes literally: `docker run --env-file`, kubectl, ECS."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.render.envfile import EnvValueError, Form, check_name, mask, masker, read_lines, redact, render_file

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.plan.files import EnvEntry

__all__ = ["mask", "masker", "raw_line", "read_raw_env", "redact", "render_raw_env"]

_MAX_BYTES = 60_000  # of one line: the Docker client refuses a file with a line of 65,536
# A newline ends a line, a return before it is cut off, NUL ends a variable, surrogates are no UTF-8.
_UNSAFE = re.compile("[\x00\n\r\ud800-\udfff]")


def raw_line(key: str, value: str) -> str:
    """`KEY=value`, the value verbatim; no final newline.

    Raises:
        EnvValueError: the value holds a line end or NUL or is longer than 60,000 bytes; the text never holds the value.
    """
    check_name(key)
    if _UNSAFE.search(value):
        raise EnvValueError(f"{key} holds a line end or NUL: put it in a file, or encode it as one line of base64")
    line = f"{key}={value}"
    if len(line.encode()) > _MAX_BYTES:
        raise EnvValueError(f"{key} is longer than {_MAX_BYTES} bytes: put it in a file")
    return line


def read_raw_env(text: str) -> dict[str, str]:
    """Name to value, everything after the `=` verbatim.

    Raises:
        EnvValueError: naming the first line that is not `NAME=value`, or that repeats a name.
    """
    return read_lines(_FORM, text)


def render_raw_env(entries: Sequence[EnvEntry], *, header: tuple[str, ...] = (), existing: str | None = None) -> str:
    """As `render_env`, in the raw form.

    Raises:
        EnvValueError: a value that cannot be written, a name given twice, or an existing line of another form.
    """
    return render_file(_FORM, entries, header, existing)


_FORM = Form(raw_line, str)
