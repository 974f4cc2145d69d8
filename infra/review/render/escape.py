"""A user's text in Markdown, in HTML and on a terminal: shown as it is, and nothing but shown.

Markdown is GitHub's and GitLab's (https://github.github.com/gfm, https://docs.gitlab.com/user/markdown). Both find
mentions, issues, commits and addresses in the rendered text, where a backslash is gone; neither looks into code spans.
So every word that is not plain letters goes into one.
"""

from __future__ import annotations

import html as _html
import re
import unicodedata

_INVISIBLE = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_QUOTED = re.compile(r"(?<!`)`([^`\s]|[^`\s][^`\n]*[^`\s])`(?!`)")
_WORD = re.compile(r"([(\"']*)(.*?)([.,;:!?)\"']*)", re.DOTALL)
_PLAIN_WORD = re.compile(r"(?:[^\W_]|[.,;:'\"()/+=%?–—→…-])*")  # noqa: RUF001 - dashes that a sentence may have
_REFERENCE = re.compile(
    # addresses, emoji, milestones, issues, commits
    r"://|www\.|:[\w+-]+:|^%|GH-\d|(?<![^\W_])[0-9a-f]{7,40}(?![^\W_])",
    re.IGNORECASE,
)
_BLOCK = re.compile(r"(\d+)([.)])(?=\s|$)|([-+=])(?=\s|$|\3)")  # what opens a list or a line at the start
_BACKTICKS = re.compile(r"`+")

PROSE = 600
VALUE = 300
"""How many characters of one text are shown."""


def plain(text: str) -> str:
    """One line in which every character can be seen: controls, bidi marks and the like as `\\u202e`."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_visible(character) for character in text)


def _shown(text: str, limit: int) -> str:
    """One visible line without `<!--`: a comment's hidden tag is looked for in its raw text, code or not."""
    return plain(short(text, limit)).replace("<!--", "<! --")


def _visible(character: str) -> str:
    if character in _NAMED:
        return _NAMED[character]
    if unicodedata.category(character) not in _INVISIBLE:
        return character
    point = ord(character)
    return f"\\x{point:02x}" if point < 0x100 else f"\\u{point:04x}" if point < 0x10000 else f"\\U{point:08x}"


def short(text: str, limit: int) -> str:
    """`text`, or its beginning and how long it is; `limit` in characters."""
    return text if len(text) <= limit else f"{text[:limit]}… ({len(text):,} characters)"


def code(text: str, *, table: bool = False, limit: int = VALUE) -> str:
    """A code span of `text`; `table`: inside a cell, where a pipe needs a backslash even in code."""
    shown = _shown(text, limit)
    if not shown.strip():
        return "(blank)" if shown else "(empty)"
    if not table:
        return _span(shown)
    # A backslash before a pipe cannot be said inside a cell's code span: there the span is cut in two.
    pieces = re.split(r"(?<=\\)\|", shown)
    return "\\|".join(_span(piece.replace("|", "\\|")) if piece else "" for piece in pieces)


def _span(text: str) -> str:
    fence = "`" * (1 + max((len(run) for run in _BACKTICKS.findall(text)), default=0))
    pad = " " if text[0] in "` " or text[-1] in "` " else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def prose(text: str, *, table: bool = False, limit: int = PROSE) -> str:
    """A sentence: plain words as they are, words with signs in them as code, `in backticks` too."""
    pieces: list[str] = []
    for index, piece in enumerate(_QUOTED.split(short(text, limit))):
        if index % 2:
            pieces.append(code(piece, table=table))
        else:
            pieces.append(_words(piece, table=table))
    return _apart(pieces)


def _apart(pieces: list[str]) -> str:
    """The pieces as one line; two code spans that touch get a space, or their backticks would run together."""
    line = ""
    for piece in [*pieces[:-1], pieces[-1].rstrip()]:
        line += (" " if line.endswith("`") and piece.startswith("`") else "") + piece
    return _BLOCK.sub(lambda found: _unblocked(found), line, count=1) if _BLOCK.match(line) else line


def _unblocked(found: re.Match[str]) -> str:
    return f"{found[1]}\\{found[2]}" if found[1] else f"\\{found[3]}"


def _words(text: str, *, table: bool) -> str:
    lead, trail = (" " if text[:1].isspace() else ""), (" " if text[-1:].isspace() else "")
    return lead + " ".join(_word(word, table=table) for word in text.split()) + trail if text.strip() else lead


def _word(word: str, *, table: bool) -> str:
    before, core, after = _WORD.fullmatch(word).groups()  # type: ignore[union-attr]  # it matches any text
    if after.startswith(")") and "(" in core:
        core, after = core + ")", after[1:]
    if plain(core) == core and _PLAIN_WORD.fullmatch(core) and not _REFERENCE.search(word):
        return word
    return before + code(core, table=table) + after if core else code(word, table=table)


def fence(text: str, limit: int = VALUE) -> str:
    """What may stand in a line of a fenced block; the fence itself is `ticks` of all lines."""
    return _shown(text, limit)


def ticks(lines: list[str]) -> str:
    """A fence that none of the lines can close."""
    longest = max((len(run) for line in lines for run in _BACKTICKS.findall(line)), default=0)
    return "`" * max(3, longest + 1)


def html(text: str, limit: int = VALUE) -> str:
    """For `<summary>`, where Markdown is not read but names are still found: inside `<code>`."""
    return f"<code>{_html.escape(plain(short(text, limit)), quote=True)}</code>"
