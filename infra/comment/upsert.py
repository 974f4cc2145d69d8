"""One comment of ours with one tag, whatever happened to it meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, assert_never

from infra.comment import tags
from infra.comment.errors import ForgeError

if TYPE_CHECKING:
    from collections.abc import Callable

    from infra.comment.forge import Comment, Forge

Mode = Literal["update", "hide-and-new", "off"]
Done = Literal["created", "updated", "unchanged", "nothing"]
FOLDED = "<details><summary>An earlier review</summary>"


@dataclass(frozen=True, slots=True)
class Posting:
    """What is to stand there: `body` with its tag line, `short` where the forge takes the body for too long."""

    tag: str
    body: str
    short: str


def post(forge: Forge, posting: Posting, mode: Mode) -> Done:
    """Make the comment say `posting`; a comment that says it already is left alone.

    Raises ForgeError.
    """
    match mode:
        case "off":
            return "nothing"
        case "update":
            return _fitting(forge, posting, lambda body: _update(forge, posting.tag, body))
        case "hide-and-new":
            return _fitting(forge, posting, lambda body: _renew(forge, posting.tag, body))
        case _:
            assert_never(mode)


def _fitting(forge: Forge, posting: Posting, write: Callable[[str], Done]) -> Done:
    """Write the body, or the short one where it does not fit."""
    if len(posting.body) > forge.limit:
        return write(posting.short)
    try:
        return write(posting.body)
    except ForgeError as error:
        if error.kind != "too long":
            raise
        return write(posting.short)


def _update(forge: Forge, tag: str, body: str) -> Done:
    """Edit the oldest; the others are of runs at the same time, and go."""
    found = _tagged(forge, tag)
    if found and (done := _edited(forge, found[0], body)):
        _delete(forge, found[1:])
        return done
    found = found[1:]
    if found and (done := _edited(forge, found[0], body)):
        return done
    _create(forge, tag, body)
    _settle(forge, tag, body)
    return "created"


def _renew(forge: Forge, tag: str, body: str) -> Done:
    """Write a new one, then fold the former ones away, unless the last says the same."""
    found = _tagged(forge, tag)
    if found and same(found[-1].body, body):
        return "unchanged"
    _create(forge, tag, body)
    for comment in found:
        forge.hide(comment)
        _edited(forge, comment, _folded(tag, comment.body, forge.limit))
    return "created"


def _edited(forge: Forge, comment: Comment, body: str) -> Done | None:
    """None when the comment has been deleted meanwhile."""
    if same(comment.body, body):
        return "unchanged"
    try:
        forge.edit(comment, body)
    except ForgeError as error:
        if error.kind != "gone":
            raise
        return None
    return "updated"


def _create(forge: Forge, tag: str, body: str) -> None:
    """Write a comment; when nobody knows whether it was written, look before writing it again."""
    tries = 0
    while True:
        try:
            forge.create(body)
        except ForgeError as error:
            if error.kind != "dropped":
                raise
            tries += 1
            forge.pause(tries, str(error))
            if any(same(comment.body, body) for comment in _tagged(forge, tag)):
                return
        else:
            return


def _settle(forge: Forge, tag: str, body: str) -> None:
    """After writing: where a run at the same time wrote one too, the oldest stays, and says what this run says."""
    found = _tagged(forge, tag)
    if len(found) > 1 and _edited(forge, found[0], body):
        _delete(forge, found[1:])


def _delete(forge: Forge, comments: list[Comment]) -> None:
    for comment in comments:
        forge.delete(comment)


def _tagged(forge: Forge, tag: str) -> list[Comment]:
    """Those with the tag, oldest first; or one that says that an earlier run made no report."""
    own = forge.own()
    return [item for item in own if tags.has(item.body, tag)] or [
        item for item in own if tags.has(item.body, tags.PREFIX)
    ][:1]


def same(there: str, wanted: str) -> bool:
    """Whether a comment says this already; forges trim ends and may keep `\\r\\n`."""
    return there.replace("\r\n", "\n").strip() == wanted.replace("\r\n", "\n").strip()


def only_tag(forge: Forge) -> str:
    """The tag of the reports here, where there is one; else that of a comment without a report."""
    found = {tags.read(item.body) for item in forge.own()} - {None}
    return (found.pop() if len(found) == 1 else None) or tags.PREFIX


def _folded(tag: str, body: str, limit: int) -> str:
    """A former comment, under a tag that no run looks for, its text folded."""
    first, rest = tags.line(tags.outdated(tag)), body.partition("\n")[2].strip()
    text = f"{first}\n{FOLDED}\n\n{rest}\n\n</details>\n"
    return text if len(text) <= limit else f"{first}\nAn earlier review; its text is left out, as it is too long.\n"
