"""Markdown as the tests read it: fenced blocks with the comment above them, tables after a marker, links, headings."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from generator.app import open_project

if TYPE_CHECKING:
    from generator.app import Project

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
OURS = tuple(DOCS / name for name in ("spec.md", "django.md", "provisioning.md", "security.md"))
PAGES = (ROOT / "README.md", *sorted(DOCS.glob("*.md")))

_BLOCK = re.compile(
    r"(?:^<!-- (?P<mark>[^\n]*?) -->\n+)?^```(?P<kind>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)
_TABLE = re.compile(r"^<!-- table: (?P<name>[\w -]+) -->\n+(?P<rows>(?:^\|.*\n)+)", re.MULTILINE)
_LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
_CODE = re.compile(r"`([^`\n]+)`")
_OURS = ("gen-settings", "stowplan")


@dataclass(frozen=True)
class Block:
    """A fenced block: `mark` is the text of the HTML comment right above it, `line` where its text starts."""

    page: str
    line: int
    kind: str
    mark: str
    text: str

    @property
    def id(self) -> str:
        return f"{self.page}:{self.line}"


def blocks(page: Path, *kinds: str) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    found = [
        Block(page.name, text[: match.start("text")].count("\n") + 1, match["kind"], match["mark"] or "", match["text"])
        for match in _BLOCK.finditer(text)
    ]
    return [block for block in found if block.kind in kinds]


def prose(page: Path) -> str:
    """The page without its fenced blocks."""
    return _BLOCK.sub("", page.read_text(encoding="utf-8"))


@cache
def tables(page: Path) -> dict[str, list[list[str]]]:
    """Marker to body rows, of every table under a `<!-- table: name -->` comment."""
    text = page.read_text(encoding="utf-8")
    return {match["name"]: [_cells(row) for row in match["rows"].splitlines()[2:]] for match in _TABLE.finditer(text)}


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", row.strip().strip("|"))]


def opened(folder: Path, text: str) -> Project:
    """The spec, written into the folder and checked."""
    (folder / "storage.yaml").write_text(text, encoding="utf-8")
    return open_project(str(folder / "storage.yaml"))


def links(page: Path) -> list[str]:
    return [found for found in _LINK.findall(prose(page)) if not found.startswith(("http:", "https:", "mailto:"))]


def anchors(page: Path) -> set[str]:
    """The anchors GitHub gives to a page's headings."""
    plain = [re.sub(r"[^\w\- ]", "", title.lower()) for title in _HEADING.findall(prose(page))]
    return {title.strip().replace(" ", "-") for title in plain}


def commands(page: Path) -> list[tuple[str, list[str]]]:
    """Every command line of ours as (program, arguments): in console blocks, and in the text between backticks."""
    lines = [line.removeprefix("$ ") for block in blocks(page, "console") for line in _joined(block.text)]
    inline = [_asked(text) for text in _CODE.findall(prose(page)) if text.startswith(_OURS) and _whole(text)]
    return [found for line in [*lines, *inline] for found in _ours(line)]


def _whole(text: str) -> bool:
    """Not an abbreviation such as `stowplan keys ...`."""
    return not re.search(r"\.\.\.|…|[<\[]|^stowplan[^ ]", text) and " " in text


def _asked(text: str) -> str:
    """A verb alone, as prose names it, is asked for its help: it is there if that works."""
    return text if " --" in text else f"{text} --help"


def _joined(text: str) -> list[str]:
    return [line for line in text.replace("\\\n", " ").splitlines() if line.startswith("$ ") or line.startswith(_OURS)]


def _ours(line: str) -> list[tuple[str, list[str]]]:
    lexer = shlex.shlex(line, posix=True, punctuation_chars="|;&<>")
    lexer.whitespace_split = True
    lexer.commenters = "#"
    words: list[list[str]] = [[]]
    skip = False
    for token in lexer:
        if set(token) <= set("|;&"):
            words.append([])
        elif set(token) <= set("<>"):
            skip = True
        elif skip:
            skip = False
        else:
            words[-1].append(token)
    return [(part[0], part[1:]) for part in words if part and part[0] in _OURS]
