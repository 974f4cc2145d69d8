"""Fenced code in a text that may try to hide where its code ends. Pure.

Only blocks of the plainest form count as code: a line of three or more backticks at the margin after an empty line,
with a language that nothing draws, up to a line of just as many backticks. Where any other line could open or close a
block (https://spec.commonmark.org/0.31.2/#fenced-code-blocks), nothing in the whole text counts as code.
"""

from __future__ import annotations

import re

LANGUAGES = ("", "diff", "python", "json", "yaml", "text")
"""Mermaid and its like are pictures, with links in them."""
_OPENS = re.compile(r"(`{3,})([a-z]*)")
_MAY_OPEN = re.compile(r"[\s>*+\-0-9.)]*(?:`{3,}[^`]*$|~{3})")


def parts(text: str) -> list[tuple[str, bool]]:
    """The text in pieces of whole lines, which joined by line ends are the text, and whether each is code."""
    found: list[tuple[str, bool]] = []
    lines = text.split("\n")
    start = position = 0
    while position < len(lines):
        opened = _OPENS.fullmatch(lines[position])
        if opened is None or (position and lines[position - 1].strip()):
            if _MAY_OPEN.match(lines[position]):
                return [(text, False)]
            position += 1
            continue
        end = _end(lines, position, opened[1])
        if end is None:
            return [(text, False)]
        found += [("\n".join(lines[start:position]), False)] if position > start else []
        found.append(("\n".join(lines[position : end + 1]), opened[2] in LANGUAGES))
        start = position = end + 1
    return [*found, ("\n".join(lines[start:]), False)] if start < len(lines) else found


def _end(lines: list[str], start: int, ticks: str) -> int | None:
    """The line that closes the block; None where it is not the plainest form, or is not there."""
    closes = re.compile(rf"\s*{ticks}`*\s*")
    for number in range(start + 1, len(lines)):
        if closes.fullmatch(lines[number]):
            return number if lines[number] == ticks else None
    return None
