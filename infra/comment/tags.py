"""The hidden first line by which a comment is found again."""

from __future__ import annotations

import re

from generator.errors import UsageError

PREFIX = "stowplan:review"
"""The tag of a comment that says only that there is no report; the first report takes such a comment over."""
_TAG = re.compile(r"[A-Za-z0-9][A-Za-z0-9:._/ -]{0,99}")
_LINE = re.compile(r"<!-- (stowplan:review[^\n]*?) -->")


def checked(tag: str) -> str:
    """The tag, if it can stand in an HTML comment; raises UsageError."""
    if not _TAG.fullmatch(tag) or "--" in tag:
        raise UsageError(f"--tag {tag[:100]!r} has to be letters, digits, spaces and : . _ / -, a hundred at most")
    return tag


def line(tag: str) -> str:
    """The first line of a comment with this tag."""
    return f"<!-- {tag} -->"


def of_project(project: str) -> str:
    """The tag of a project's review."""
    return checked(f"{PREFIX}:{project}")


def has(body: str, *tags: str) -> bool:
    """Whether a comment's first line is one of the tags."""
    return body.lstrip("\ufeff").splitlines()[:1] in [[line(tag)] for tag in tags]


def without(body: str) -> str | None:
    """A report's Markdown below its tag line; None when it does not begin with one."""
    first, _, rest = body.partition("\n")
    return rest if _LINE.fullmatch(first.rstrip()) else None


def read(body: str) -> str | None:
    """The tag of a report's comment; None where there is none, or the comment is outdated."""
    found = _LINE.fullmatch(body.partition("\n")[0].rstrip())
    return None if found is None or found[1].endswith(" outdated") else found[1]


def outdated(tag: str) -> str:
    """The tag of a comment that a newer one stands for: no run touches it again."""
    return f"{tag} outdated"
