"""Both sides of a review, opened: which revision or file each is, and the spec there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from generator.errors import UsageError
from infra.review.inputs import git
from infra.review.inputs.side import Opened, from_file, from_revision, from_working_tree
from infra.reviewing.asked import DEFAULT_BASE

if TYPE_CHECKING:
    from infra.review.inputs.git import Repository
    from infra.reviewing.asked import Asked

NOTHING = Opened("nothing", "")


@dataclass(frozen=True)
class Sides:
    """The base has no document when there is nothing to compare with; `notes` say what was decided."""

    base: Opened
    head: Opened
    notes: tuple[str, ...] = ()


def open_sides(asked: Asked, folder: Path) -> Sides:
    """Open both; what a revision holds is written below `folder`. Raises UsageError for what is not there."""
    head = _head(asked, folder)
    if asked.base is None and (asked.state or asked.preview):
        return Sides(NOTHING, head)
    wanted = asked.base or DEFAULT_BASE
    if _is_file(wanted):
        return Sides(from_file(Path(wanted), wanted), head)
    repository = git.repository(asked.spec.resolve().parent)
    commit, notes = _base_commit(repository, wanted, head.commit)
    base = from_revision(repository, commit, wanted, asked.spec, folder / "base")
    if base.path is None:
        notes += (f"{base.shown} is not there: everything is new",)
    return Sides(base, head, notes)


def _head(asked: Asked, folder: Path) -> Opened:
    if asked.head is None:
        return from_working_tree(asked.spec, _checkout(asked.spec))
    if _is_file(asked.head):
        return from_file(Path(asked.head), asked.head)
    repository = git.repository(asked.spec.resolve().parent)
    commit = git.commit_of(repository, asked.head)
    found = from_revision(repository, commit, asked.head, asked.spec, folder / "head")
    if found.path is None:
        raise UsageError(f"{found.shown} is not there; name the spec with --spec")
    return found


def _checkout(spec: Path) -> Repository | None:
    try:
        return git.repository(spec.resolve().parent)
    except UsageError:
        return None


def _is_file(text: str) -> bool:
    return Path(text).is_file()


def _base_commit(repository: Repository, wanted: str, head: str) -> tuple[str, tuple[str, ...]]:
    """The commit from which the head went apart, so that what others merged meanwhile is not shown backwards."""
    commit = git.commit_of(repository, wanted)
    own = head or git.commit_of(repository, "HEAD")
    common = git.merge_base(repository, commit, own)
    if not common:
        return commit, (
            f"{wanted} and the head have no common commit in this clone (a shallow one?): their tips are compared",
        )
    note = f"compared with {common[:12]}, where the head left {wanted}"
    return common, () if common == commit else (note,)
