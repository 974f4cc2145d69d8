"""Places in the spec, linked where the forge's address is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from infra.review.render.escape import code

if TYPE_CHECKING:
    from infra.review.report import Position, Report

_WEB = ("https://", "http://")


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses that a report cannot know.

    `source`: of a line in a revision, with `{commit}`, `{file}` and `{line}` to fill in, such as
    `https://github.com/acme/shop/blob/{commit}/{file}#L{line}`. `whole`: where the whole report is. Anything but http
    and https is left out.
    """

    source: str = ""
    whole: str = ""


@dataclass(frozen=True, slots=True)
class Places:
    """How places are shown: with links to these commits, or without."""

    links: Links
    head: str
    base: str

    def at(self, position: Position | None, *, table: bool = False) -> str:
        """`storage.yaml:12`, `storage.yaml:12 in the base`; empty for no position."""
        if position is None:
            return ""
        label = code(f"{position.file}:{position.line}", table=table)
        url = self._url(position)
        after = " in the base" if position.side == "base" else ""
        return (f"[{label}]({url})" if url else label) + after

    def after(self, position: Position | None, *, table: bool = False) -> str:
        """`at` in brackets with a space before it, for the end of a sentence."""
        found = self.at(position, table=table)
        return f" ({found})" if found else ""

    def _url(self, position: Position) -> str:
        commit = self.base if position.side == "base" else self.head
        if not commit or not self.links.source.startswith(_WEB):
            return ""
        file = quote(position.file.encode("utf-8", "replace"))
        values = {"commit": quote(commit.encode("utf-8", "replace")), "file": file, "line": str(position.line)}
        url = self.links.source
        for name, value in values.items():
            url = url.replace("{" + name + "}", value)
        return address(url)


def places(report: Report, links: Links | None) -> Places:
    """The report's places."""
    return Places(links or Links(), report.head.commit, report.base.commit)


def address(url: str) -> str:
    """An address as it may stand in `(...)`; empty unless it is of the web."""
    return quote(url, safe=":/?#[]@!$&'*+,;=%~") if url.startswith(_WEB) else ""
