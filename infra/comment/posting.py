"""From files and an event to a comment and labels on one pull request."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from generator.errors import UsageError
from infra.comment import github, gitlab, labels, tags, texts, totals, upsert
from infra.comment.client import Client
from infra.comment.target import Event, chosen, event_of, number_in
from infra.comment.upsert import Mode, Posting

if TYPE_CHECKING:
    from infra.comment.clock import Clock
    from infra.comment.forge import Forge
    from infra.comment.surroundings import Surroundings
    from infra.comment.totals import Totals


@dataclass(frozen=True, slots=True)
class Order:
    """What to post: the two files' contents (None when they are not there), and how."""

    report: bytes | None
    body: str | None
    mode: Mode = "update"
    tag: str = ""
    prefix: str = "storage"
    author: str = ""
    hint: int | None = None
    patience: float = 300.0


@dataclass(frozen=True, slots=True)
class Draft:
    """The comment and what follows the prefix in its labels; without a tag the one that is there is kept."""

    posting: Posting
    names: tuple[str, ...]


def draft(order: Order, where: Surroundings, event: Event) -> Draft:
    """What will be posted; raises UsageError for files that are none of `stowplan diff`."""
    address = event.address or where.address
    if order.report is None or order.body is None:
        text = texts.missing(order.tag or tags.PREFIX, address)
        return Draft(Posting(order.tag, text, text), ())
    found: Totals = totals.read(order.report)
    tag = order.tag or (tags.of_project(found.project) if found.project else "")
    first = tag or tags.PREFIX
    body = texts.whole(order.body, first, where.places, foreign=event.foreign)
    return Draft(Posting(tag, body, texts.short(found, first, address)), labels.wanted(found))


def event_at(where: Surroundings) -> Event:
    """The event of this run; nothing where no file says it."""
    if not where.event_file:
        return Event()
    try:
        return event_of(Path(where.event_file).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError("GITHUB_EVENT_PATH cannot be read") from error


def deliver(order: Order, where: Surroundings, event: Event, token: str, clock: Clock) -> tuple[str, ...]:
    """Post the comment and set the labels; returns what was done, a sentence each.

    Raises UsageError and ForgeError.
    """
    client = connect(order, where, token, clock)
    number = where.number or event.number or _found(client, where, event, order.hint)
    if number is None:
        return ("nothing is posted: no open pull request has this commit as its head any more",)
    forge = _forge(client, where, number, order.author)
    made = draft(order, where, event)
    posting = made.posting if made.posting.tag else _retagged(forge, made.posting)
    done = upsert.post(forge, posting, order.mode)
    changed = labels.sync(forge, order.prefix, made.names) if order.prefix else ()
    said = f"the comment on {where.repository} {number}: {done}"
    return (said, f"labels: {' '.join(changed)}") if changed else (said,)


def connect(order: Order, where: Surroundings, token: str, clock: Clock) -> Client:
    """The client of this forge."""
    match where.forge:
        case "github":
            return Client(where.api, github.headers(token), clock=clock, patience=order.patience)
        case "gitlab":
            return Client(where.api, gitlab.headers(token), gitlab.RIGHTS, clock, order.patience)


def _forge(client: Client, where: Surroundings, number: int, author: str) -> Forge:
    match where.forge:
        case "github":
            return github.GitHub(client, where.repository, number, author)
        case "gitlab":
            return gitlab.GitLab(client, where.repository, number, author)


def _found(client: Client, where: Surroundings, event: Event, hint: int | None) -> int | None:
    """The pull request of another run's commit."""
    if not event.head:
        raise UsageError("which pull request? Give --number, or run after a pull request's workflow")
    return chosen(list(github.open_pulls(client, where.repository, event.head)), event, hint)


def _retagged(forge: Forge, posting: Posting) -> Posting:
    """Without a readable spec nobody knows the project, nor its tag: it is that of the comment which is there."""
    tag = upsert.only_tag(forge)
    former, line = tags.line(tags.PREFIX), tags.line(tag)
    body, short = posting.body.replace(former, line, 1), posting.short.replace(former, line, 1)
    return replace(posting, tag=tag, body=body, short=short)


def hinted(text: str | None) -> int | None:
    """The number in the file that came with the report; it only chooses between pull requests of the same commit."""
    return number_in(text) if text is not None else None
