"""Which pull request a report is about: by the event that started the run, and never by the report alone. Pure.

After `workflow_run` the event names the commit that the untrusted run was about, by GitHub's own word; the pull request
is the open one whose head is that commit. What the untrusted run says (`hint`) only chooses where there are several.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from generator.errors import UsageError


@dataclass(frozen=True, slots=True)
class Event:
    """What started this run: the pull request's `number`, or the `commit` and `head` (OWNER:BRANCH) of another run.

    `address` is a page that shows the run, `foreign` says that the code came from a fork.
    """

    number: int | None = None
    commit: str = ""
    head: str = ""
    repository: str = ""
    address: str = ""
    foreign: bool = False


def event_of(text: str) -> Event:
    """The event in GITHUB_EVENT_PATH's JSON; raises UsageError for `workflow_run` of something else."""
    try:
        event = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError("GITHUB_EVENT_PATH holds no JSON") from error
    match event:
        case {"workflow_run": dict(run)}:
            return _of_run(run, event)
        case {
            "pull_request": {"number": int(number), "head": {"sha": str(commit), "repo": head}, "base": {"repo": base}}
        }:
            return Event(number, commit, foreign=_name(head) != _name(base))
        case _:
            return Event()


def _of_run(run: dict[str, Any], event: dict[str, Any]) -> Event:
    if run.get("event") != "pull_request":
        raise UsageError(f"the run was started by {str(run.get('event'))[:40]!r}, and not by a pull request")
    match run:
        case {"head_sha": str(commit), "head_branch": str(branch), "head_repository": {"owner": {"login": str(owner)}}}:
            address = str(run.get("html_url") or "")
            foreign = _name(run["head_repository"]) != _name(event.get("repository"))
            return Event(None, commit, f"{owner}:{branch}", _name(run["head_repository"]), address, foreign)
        case _:
            raise UsageError("the event does not say which commit the run was about: has the fork been deleted?")


def chosen(pulls: list[Any], event: Event, hint: int | None) -> int | None:
    """The number of the pull request, None when there is none with this commit any more.

    `pulls` are GitHub's. Raises UsageError when there are several, and `hint` is none of them.
    """
    numbers = sorted(number for item in pulls if (number := _number(item, event)) is not None)
    if len(numbers) > 1 and hint in numbers:
        return hint
    if len(numbers) > 1:
        shown = ", ".join(f"{number}" for number in numbers)
        raise UsageError(f"the commit is the head of several pull requests ({shown}): give --number")
    return numbers[0] if numbers else None


def _number(item: Any, event: Event) -> int | None:
    """The pull request's number, if it is open and its head is the event's commit in the event's repository."""
    match item:
        case {"number": int(number), "state": "open", "head": {"sha": str(commit), "repo": repository}}:
            return number if commit == event.commit and _name(repository) == event.repository else None
        case _:
            return None


def number_in(text: str) -> int | None:
    """A number that somebody wrote into a file: digits, a few, or nothing that counts."""
    found = re.fullmatch(r"\s*([0-9]{1,9})\s*", text, re.ASCII)
    return int(found[1]) if found else None


def _name(repository: Any) -> str:
    return str(repository.get("full_name") or "") if isinstance(repository, dict) else ""
