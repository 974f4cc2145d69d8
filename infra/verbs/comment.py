"""`stowplan comment`: post a report to a pull request, and keep it one comment."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from infra.comment.posting import Draft, Order


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this verb. No option takes the token: it comes from the environment."""
    add = parser.add_argument
    add("--report", required=True, metavar="FILE", help="the report as JSON, by `stowplan diff`")
    add("--body", required=True, metavar="FILE", help="the report as Markdown, by `stowplan diff`")
    add("--forge", choices=("github", "gitlab"), help="where to (default: by the variables of CI, else github)")
    add("--repository", metavar="OWNER/NAME", help="the repository (default: that of CI)")
    add("--number", type=_number, default=0, metavar="N", help="the pull request (default: that of the event)")
    add("--number-file", metavar="FILE", help="a number that chooses where several pull requests have the same commit")
    add("--api", metavar="URL", help="the forge's API (default: that of CI, else the public one)")
    add(
        "--mode", choices=("update", "hide-and-new", "off"), default="update",
        help="edit the comment, or hide it and write a new one, or set labels only (default: %(default)s)",
    )  # fmt: skip
    add(
        "--label-prefix", default="storage", metavar="TEXT",
        help="what labels begin with; empty for no labels (default: %(default)s)",
    )  # fmt: skip
    add("--tag", default="", metavar="TEXT", help="by which the comment is found (default: stowplan:review:PROJECT)")
    add("--author", default="", metavar="LOGIN", help="whose comments are ours (default: the token's owner)")
    add("--missing-ok", action="store_true", help="where the files are not there, say so in the comment")
    add("--patience", type=_seconds, default=300, metavar="SECONDS", help="for rate limits (default: %(default)s)")
    add("--dry-run", metavar="FILE", help="send nothing; write the comment to FILE, and print the labels")


def run(options: argparse.Namespace) -> int:
    """Post, and say what was done."""
    try:
        import urllib3  # noqa: F401
    except ImportError as error:
        from generator.errors import MissingExtraError

        raise MissingExtraError("urllib3", "comment", "posting a comment") from error
    from generator.errors import UsageError
    from infra.comment.clock import Clock
    from infra.comment.posting import deliver, draft, event_at
    from infra.comment.surroundings import surroundings, token_of

    where = surroundings(options, os.environ)
    order = _order(options)
    event = event_at(where)
    if options.dry_run:
        return _rehearse(options.dry_run, order, draft(order, where, event))
    if not where.repository:
        raise UsageError("which repository? Give --repository OWNER/NAME")
    for line in deliver(order, where, event, token_of(where.forge, os.environ), Clock()):
        print(f"stowplan: {line}")
    return 0


def _rehearse(name: str, order: Order, made: Draft) -> int:
    from generator.errors import UsageError

    try:
        Path(name).write_text(made.posting.body, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{name} cannot be written: {error.strerror}") from error
    labels = [f"{order.prefix}:{item}" for item in made.names] if order.prefix else []
    print(f"stowplan: the comment would be {name}; labels: {' '.join(labels) or 'none'}")
    return 0


def _order(options: argparse.Namespace) -> Order:
    from infra.comment import labels, tags, texts, totals
    from infra.comment.posting import Order, hinted

    optional = options.missing_ok
    report = _read(options.report, totals.LARGEST, optional=optional)
    body = _read(options.body, texts.LARGEST * 4, optional=optional)
    number = _read(options.number_file, 100, optional=True) if options.number_file else None
    return Order(
        report,
        body.decode("utf-8", "replace") if body is not None else None,
        options.mode,
        tags.checked(options.tag) if options.tag else "",
        labels.checked(options.label_prefix) if options.label_prefix else "",
        options.author,
        hinted(number.decode("ascii", "replace") if number is not None else None),
        options.patience,
    )


def _read(name: str, largest: int, *, optional: bool) -> bytes | None:
    """A file's bytes, at most `largest` and one more; None when it is not there and may be so.

    Raises UsageError.
    """
    from generator.errors import UsageError

    path = Path(name)
    if optional and not path.exists():
        return None
    if not path.is_file() or path.is_symlink():
        raise UsageError(f"there is no file {name}")
    try:
        with path.open("rb") as file:
            return file.read(largest + 1)
    except OSError as error:
        raise UsageError(f"{name} cannot be read: {error.strerror}") from error


def _number(text: str) -> int:
    """A pull request's number, as argparse takes a type."""
    import argparse

    if not (text.isascii() and text.isdigit() and 0 < len(text) < 10 and int(text)):
        raise argparse.ArgumentTypeError("a pull request's number is digits")
    return int(text)


def _seconds(text: str) -> float:
    """Seconds, as argparse takes a type."""
    import argparse

    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise argparse.ArgumentTypeError("seconds are digits")
    return float(text)
