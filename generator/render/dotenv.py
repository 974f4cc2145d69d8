r"""Quoted environment files: what shells, systemd, Compose, Node and the Python readers all read the same way.

The rule was found by fuzzing 14 readers. Each clause keeps some of them right: `'` and controls (most readers, and code
execution on `source`), a leading `$` and a wrapping `"` (django-environ), `${` and `\\` (python-dotenv), a trailing
backslash (python-dotenv, Compose, systemd). Readers that take quotes literally need `raw_env`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.render.envfile import (
    MARKER,
    UNSAFE,
    EnvValueError,
    Form,
    blank,
    check_name,
    filled,
    mask,
    masker,
    read_lines,
    redact,
    render_file,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.plan.files import EnvEntry

__all__ = [
    "MARKER", "EnvValueError", "blank", "env_line", "filled", "mask", "masker", "read_env", "redact", "render_env",
]  # fmt: skip

_WAY_OUT = "put it in a file and name the file, or encode it as one line of base64"


def env_line(key: str, value: str) -> str:
    """`KEY='value'`, or `KEY="value"` where only that is read alike everywhere; no final newline.

    Raises:
        EnvValueError: no quoting is read the same by every reader; the text never holds the value.
    """
    check_name(key)
    if UNSAFE.search(value):
        raise EnvValueError(f"{key} holds a control or line-separator character: {_WAY_OUT}")
    if not _differs_in_single_quotes(value):
        return f"{key}='{value}'"
    if "'" in value and not any(char in value for char in '"\\$`'):
        return f'{key}="{value}"'
    raise EnvValueError(
        f"{key} holds quotes, $ or backslashes that no quoting makes every reader read alike: {_WAY_OUT}"
    )


def read_env(text: str) -> dict[str, str]:
    """Name to value of a file in the form `env_line` writes, or with plain unquoted values.

    Raises:
        EnvValueError: naming the first line that readers disagree on, or that repeats a name.
    """
    return read_lines(_FORM, text)


def render_env(entries: Sequence[EnvEntry], *, header: tuple[str, ...] = (), existing: str | None = None) -> str:
    """The text of a file, entries in the order given; values the user filled in and own lines of `existing` are kept.

    Raises:
        EnvValueError: a value that cannot be written, a name given twice, or an existing line that readers disagree on.
    """
    return render_file(_FORM, entries, header, existing)


def _differs_in_single_quotes(value: str) -> bool:
    wrapped = len(value) > 1 and value[0] == value[-1] == '"'
    return "'" in value or value.startswith("$") or "${" in value or "\\\\" in value or value.endswith("\\") or wrapped


def _value(text: str) -> str:
    text = text.rstrip(" \t")
    for pattern in (r"'([^']*)'", r'"([^"\\$`]*)"', r"""([^\s'"#$`\\]*)"""):
        found = re.fullmatch(pattern, text)
        if found:
            return found[1]
    raise EnvValueError("readers disagree on this quoting: use single quotes around the whole value")


_FORM = Form(env_line, _value)
