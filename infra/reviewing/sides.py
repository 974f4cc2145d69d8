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
SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True)
class Sides:
    """The base has no document when there is nothing to compare with; `notes` say what was decided."""

    base: Opened
    head: Opened
    notes: tuple[str, ...] = ()


def open_sides(asked: Asked, folder: Path) -> Sides:
    """Open both; what a revision holds is written below `folder`. Raises UsageError for what is not there."""
    repository = _checkout(asked.spec)
    head = _head(asked, repository, folder)
    if asked.base is None and (asked.state or asked.preview):
        return Sides(NOTHING, head)
    wanted = asked.base or DEFAULT_BASE
    if _is_file(repository, wanted):
        return Sides(from_file(Path(wanted), wanted), head)
    if head.working and not head.content:
        return Sides(NOTHING, head)  # no spec, so there is no folder to look for a checkout in either
    repository = repository or git.repository(asked.spec.absolute().parent)
    if asked.base is None and not git.head_of(repository):
        raise UsageError("there is no commit here yet to compare with; name a file or a revision with --base")
    commit, notes = _base_commit(repository, wanted, head.commit)
    base = from_revision(repository, commit, wanted, asked.spec, folder / "base")
    if base.path is not None:
        return Sides(base, head, notes)
    moved = _moved(repository, asked.spec, commit, head.commit)
    if moved is None:
        return Sides(base, head, (*notes, f"{base.shown} is not there: everything is new"))
    base = from_revision(repository, commit, wanted, moved, folder / "base")
    return Sides(base, head, (*notes, f"the spec was {base.file} in {wanted}"))


def _moved(repository: Repository, spec: Path, base: str, head: str) -> Path | None:
    """Where the base has the spec that the head moved; as git sees it, so only once the move is committed."""
    own = head or git.head_of(repository)
    for path in (spec, spec.resolve()):
        inside = git.within(repository, path)
        found = git.former(repository, base, own, inside) if inside and own else None
        if found is not None:
            return repository.root / found
    return None


def _head(asked: Asked, repository: Repository | None, folder: Path) -> Opened:
    if asked.head is None:
        return from_working_tree(asked.spec, repository)
    if _is_file(repository, asked.head):
        return from_file(Path(asked.head), asked.head)
    repository = repository or git.repository(asked.spec.absolute().parent)
    commit = git.commit_of(repository, asked.head)
    found = from_revision(repository, commit, asked.head, asked.spec, folder / "head")
    if found.path is None:
        raise UsageError(f"{found.shown} is not there; name the spec with --spec")
    return found


def _checkout(spec: Path) -> Repository | None:
    try:
        return git.repository(spec.absolute().parent)
    except UsageError:
        return None


def _is_file(repository: Repository | None, text: str) -> bool:
    """Whether a side is meant as a file: a revision of that name goes first, and a file's name tells that it is a spec.

    Else a change could bring a file called `origin/main`, and would be compared with that.
    """
    path = Path(text)
    named = path.suffix in SUFFIXES or path.is_absolute() or text.startswith(("./", "../"))
    return named and path.is_file() and (repository is None or not git.names_commit(repository, text))


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
