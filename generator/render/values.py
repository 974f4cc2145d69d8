"""A whole generated module from values: docstring, sorted imports, assignments, and the gate that reads it back."""

from __future__ import annotations

import itertools
import textwrap
from typing import TYPE_CHECKING, TypeAlias

from generator.render import shell as shells
from generator.render.gate import check_module
from generator.render.imports import import_block
from generator.render.literals import WIDTH, Call, Name, Ref, Source, SourceError, Value, identifier, source

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Assignment", "Call", "Name", "Ref", "Source", "SourceError", "Value", "module", "source"]

Assignment: TypeAlias = "tuple[str, Value, str | None]"


def module(docstring: str, assignments: Sequence[Assignment], *, template: str = "module.py.jinja") -> str:
    """The text of a module: (name, value, comment or None) in the order given, formatted, compiled and read back.

    `template` is a file in templates/ that places `docstring`, `imports` and `body`.

    Raises:
        SourceError: a value or name that is not safe, a name given twice, or a text the gate refuses.
    """
    values = {identifier(name): value for name, value, _ in assignments}
    if len(values) != len(assignments):
        raise SourceError("a name is assigned twice")
    targets = frozenset[str]().union(*(source(value).imports for value in values.values()))
    text = shells.render(
        template,
        docstring=_docstring(docstring),
        imports=import_block(targets),
        body=_body(assignments),
    )
    check_module(text, targets, values)
    return text


def _body(assignments: Sequence[Assignment]) -> str:
    """One-line assignments together, an empty line around every other."""
    blocks = [_assignment(*item) for item in assignments]
    text = blocks[0] if blocks else ""
    for before, block in itertools.pairwise(blocks):
        text += ("\n\n" if "\n" in before or "\n" in block else "\n") + block
    return text


def _assignment(name: str, value: Value, comment: str | None) -> str:
    text = source(value, column=len(name) + 3).text
    too_long = "\n" not in text and len(name) + 3 + len(text) > WIDTH
    if too_long and 4 + len(text) <= WIDTH:
        text = f"(\n    {text}\n)"  # as ruff does when that makes the line fit
    return "\n".join([*_comment(comment), f"{name} = {text}"])


def _comment(text: str | None) -> list[str]:
    """Comment lines of printable ASCII; any other text only as its escaped form, since a newline would start code."""
    if not text:
        return []
    plain = text if text.isascii() and text.isprintable() else ascii(text)
    return [f"# {line}" for line in textwrap.wrap(plain, WIDTH - 2, break_long_words=False, break_on_hyphens=False)]


def _docstring(text: str) -> str:
    lines = [line.rstrip() for line in text.strip().split("\n")]
    if not all(line.isascii() and line.isprintable() for line in lines) or '"' in text or "\\" in text or not text:
        raise SourceError("a docstring holds printable ASCII lines without double quotes and backslashes")
    return "\n".join([*lines, ""]) if len(lines) > 1 else lines[0]
