"""The comment's text: what the report says, made safe, or one paragraph where that cannot be posted. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.errors import UsageError
from infra.comment import tags, untrusted

if TYPE_CHECKING:
    from infra.comment.totals import Totals

LARGEST = 4_000_000
"""Characters of a report's Markdown that are looked at: four times of what any forge takes."""
FORK = "*The code of this report comes from a fork, so the report is its author's word: look at the changes, too.*"


def whole(markdown: str, tag: str, places: tuple[str, ...], *, foreign: bool) -> str:
    """The comment with its tag line; links below `places` stay, `foreign` says that it comes from a fork.

    Raises UsageError for a text that does not begin as a report's.
    """
    if len(markdown) > LARGEST:
        raise UsageError(f"--body has more than {LARGEST} characters")
    rest = tags.without(markdown.replace("\r\n", "\n"))
    if rest is None:
        raise UsageError(
            "--body does not begin with the line that `stowplan diff` writes: <!-- stowplan:review:... -->"
        )
    text = untrusted.clean(rest, places).strip("\n")
    return "\n\n".join(part for part in (f"{tags.line(tag)}\n{text}", FORK if foreign else "") if part) + "\n"


def short(totals: Totals, tag: str, address: str) -> str:
    """One paragraph with totals, where the forge does not take the whole."""
    return (
        f"{tags.line(tag)}\n## Storage review{_named(totals.project)}\n\nThe review is too long for a comment. "
        f"Resources created: {totals.create}, updated: {totals.update}, replaced: {totals.replace}, "
        f"deleted: {totals.delete}. Changes that can lose files: {totals.stateful}. "
        f"Permissions broadened: {_yes(totals.broadened)}. {_found(address, 'The whole review is an artifact of')}\n"
    )


def missing(tag: str, address: str) -> str:
    """What stands there when a run ended without a report; the former report would no longer be true."""
    said = "There is no review of the newest commit: the run ended before it made one."
    return f"{tags.line(tag)}\n## Storage review\n\n{said} {_found(address, 'What went wrong is in')}\n"


def _named(project: str) -> str:
    return f": {project}" if project else ""


def _yes(holds: bool) -> str:
    return "yes" if holds else "no"


def _found(address: str, said: str) -> str:
    return f"{said} [the run]({address})." if address else f"{said} the run."
