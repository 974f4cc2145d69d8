"""A comment as a forge's parser reads it: markdown-it with HTML, tables and addresses that become links."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token

PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
OURS = re.compile(
    r"<details><summary>[^<>]*(?:<code>[^<>]*</code>[^<>]*)?</summary>|</details>"
    r"|<!-- stowplan:review:[A-Za-z0-9._-]* -->"
)
BARE = re.compile(
    r"(?i)(?<![\w/])@\w|#\d|\bGH-\d|://|www\.|\w@\w|(?<![^\W_])[0-9a-f]{7,40}(?![^\W_])|!\d|:[\w+-]+:|[<>`*_~$\\^\[\]{}]|&\w"
)
"""What a forge would make something of when it stands in plain text, or what is left of markup that went wrong."""


def tokens(text: str) -> Iterator[Token]:
    """All tokens of a comment, those inside of lines too."""
    for token in PARSER.parse(text):
        yield token
        yield from token.children or ()


def html_of(text: str) -> list[str]:
    """Each line of HTML in it that is not a folding of ours or the hidden tag."""
    found = [token.content for token in tokens(text) if token.type in ("html_block", "html_inline")]
    return [line for block in found for line in block.splitlines() if line and not OURS.fullmatch(line)]


def bare(text: str) -> list[str]:
    """Plain text in which a forge would find a reference, or which is broken markup; `[!CAUTION]` is ours."""
    found = [token.content for token in tokens(text) if token.type == "text"]
    return [item for item in found if BARE.search(item) and item != "[!CAUTION]"]


def links(text: str) -> list[str]:
    """Where it links to, and what it shows."""
    ends = {"link_open": "href", "image": "src"}
    return [str(token.attrs[ends[token.type]]) for token in tokens(text) if token.type in ends]


def kinds(text: str) -> set[str]:
    """The kinds of its tokens."""
    return {token.type for token in tokens(text)}


def cells(text: str) -> list[int]:
    """How many cells each row of its tables has."""
    rows: list[int] = []
    for token in PARSER.parse(text):
        if token.type == "tr_open":
            rows.append(0)
        elif token.type in ("td_open", "th_open"):
            rows[-1] += 1
    return rows
