"""Labels that say at a glance what a change does; added, and removed when it does so no more."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.errors import UsageError
from infra.comment.forge import Forge, Label

if TYPE_CHECKING:
    from infra.comment.totals import Totals

MEANINGS = {
    "none": ("c2e0c6", "No cloud resource changes"),
    "additive": ("0e8a16", "Storage resources are added, none changes"),
    "change": ("fbca04", "Storage resources change, no files are at risk"),
    "destructive": ("b60205", "Files, or what opens them, can be lost"),
    "broadened": ("d93f0b", "Somebody may do what they could not"),
    "public": ("e99695", "Somebody without a login may read more"),
    "settings": ("1d76db", "Django settings or variables change"),
}
"""Every label there is, by what follows the prefix: colour and description (GitHub takes 100 characters)."""


def wanted(totals: Totals) -> tuple[str, ...]:
    """What follows the prefix in the labels of a report; none where a spec could not be read."""
    if not totals.readable:
        return ()
    further = {"broadened": totals.broadened, "public": totals.public, "settings": totals.settings}
    return (_size(totals), *(name for name, holds in further.items() if holds))


def _size(totals: Totals) -> str:
    if totals.stateful:
        return "destructive"
    if totals.update or totals.replace or totals.delete:
        return "change"
    return "additive" if totals.create else "none"


def sync(forge: Forge, prefix: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """Leave exactly these of our labels on the pull request; returns what changed, as `+name` and `-name`.

    Labels that are not in `MEANINGS` are somebody else's, also below the prefix. Raises ForgeError.
    """
    ours = {f"{prefix}:{name}" for name in MEANINGS}
    there = forge.labels() & ours
    goal = {f"{prefix}:{name}" for name in names}
    forge.remove_labels(tuple(sorted(there - goal)))
    forge.add_labels(tuple(_label(prefix, name) for name in names if f"{prefix}:{name}" not in there))
    return (*(f"-{name}" for name in sorted(there - goal)), *(f"+{name}" for name in sorted(goal - there)))


def checked(prefix: str) -> str:
    """The prefix, if it can begin a label; raises UsageError."""
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9 ._/-]{0,29}", prefix):
        raise UsageError("--label-prefix has to be letters, digits and . _ / -, thirty at most")
    return prefix


def _label(prefix: str, name: str) -> Label:
    return Label(f"{prefix}:{name}", *MEANINGS[name])
