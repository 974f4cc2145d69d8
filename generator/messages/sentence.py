"""A sentence about a spec."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from generator.diagnostics import Severity


class Sentence(NamedTuple):
    """`message` and `hint` are format strings; their slots are filled by the check that found the problem."""

    severity: Severity
    message: str
    hint: str


def error(message: str, hint: str) -> Sentence:
    """Something that is refused."""
    return Sentence("error", message, hint)


def warning(message: str, hint: str) -> Sentence:
    """Something to know."""
    return Sentence("warning", message, hint)
