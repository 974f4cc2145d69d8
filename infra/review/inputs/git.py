"""What a revision holds, asked of the `git` program; nothing is checked out and no hook runs."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from generator.errors import UsageError

_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Repository:
    """A checkout; `root` is its folder."""

    root: Path


@dataclass(frozen=True, slots=True)
class Blob:
    """One file of one commit."""

    commit: str
    path: PurePosixPath
    content: bytes


def repository(folder: Path) -> Repository:
    """The checkout that holds `folder`; raises UsageError when there is none, or no git."""
    code, out, error = _git(folder, "rev-parse", "--show-toplevel")
    if code:
        reason = error.decode(errors="replace").strip().splitlines()
        raise UsageError(
            f"{folder} is in no git checkout that can be read: {_plain(reason)}; compare two files instead"
        )
    return Repository(Path(os.fsdecode(out.removesuffix(b"\n"))))


def commit_of(found: Repository, revision: str) -> str:
    """The full id of a commit; raises UsageError for what names none."""
    commit = _commit(found, revision)
    if not commit:
        raise UsageError(
            f"{revision!r} is neither a file nor a revision here; "
            "fetch it first (`git fetch origin`; in CI, `fetch-depth: 0`); a file ends in .yaml or .yml"
        )
    return commit


def names_commit(found: Repository, revision: str) -> bool:
    """Whether the text is a revision here."""
    return bool(_commit(found, revision))


def _commit(found: Repository, revision: str) -> str:
    code, out, _ = _git(found.root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    return "" if code else out.decode().strip()


def head_of(found: Repository) -> str:
    """The commit that is checked out; empty before the first one."""
    code, out, _ = _git(found.root, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
    return "" if code else out.decode().strip()


def merge_base(found: Repository, one: str, other: str) -> str:
    """The commit from which two lines went apart, empty when a shallow clone does not have it."""
    code, out, _ = _git(found.root, "merge-base", one, other)
    return "" if code else out.decode().split()[0]


def within(found: Repository, path: Path) -> PurePosixPath | None:
    """The path's place in the checkout as it is spelled, None for one outside.

    Links within the checkout are not followed: a change may make a link of the spec, and the base's spec lies where it
    always lay.
    """
    whole, root = Path(os.path.abspath(path)), found.root.resolve()  # noqa: PTH100 - `resolve` follows links
    top = next((folder for folder in reversed(whole.parents) if folder.resolve() == root), None)
    return PurePosixPath(whole.relative_to(top).as_posix()) if top else None


def blob(found: Repository, commit: str, path: PurePosixPath) -> Blob | None:
    """A file at a commit, links followed within the commit; None when it is not there, or is a folder."""
    asked = f"{commit}:{path}"
    if "\n" in asked:
        return None
    code, out, _ = _git(found.root, "cat-file", "--batch", "--follow-symlinks", stdin=os.fsencode(asked) + b"\n")
    header, _, rest = out.partition(b"\n")
    words = header.split()
    if code or len(words) != 3 or words[1] != b"blob":
        return None
    return Blob(commit, path, rest[: int(words[2])])


def former(found: Repository, base: str, head: str, path: PurePosixPath) -> PurePosixPath | None:
    """Where a file of `head` lay in `base`, by git's own search for renames; None when it was not moved."""
    arguments = ("diff-tree", "-r", "-z", "--no-ext-diff", "-M", "--diff-filter=R", "--name-status", base, head)
    code, out, _ = _git(found.root, *arguments)
    words = [] if code else out.split(b"\0")
    moved = {os.fsdecode(new): os.fsdecode(old) for old, new in zip(words[1::3], words[2::3], strict=False)}
    return PurePosixPath(moved[str(path)]) if str(path) in moved else None


def _git(folder: Path, *arguments: str, stdin: bytes = b"") -> tuple[int, bytes, bytes]:
    command = ["git", "-C", str(folder), "-c", "core.fsmonitor=false", "--literal-pathspecs", *arguments]
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=_SECONDS, input=stdin)
    except FileNotFoundError:
        raise UsageError("there is no `git` here; compare two files instead") from None
    except subprocess.TimeoutExpired:
        raise UsageError(f"git did not answer within {_SECONDS} seconds") from None
    return done.returncode, done.stdout, done.stderr


def _plain(lines: list[str]) -> str:
    return lines[0].removeprefix("fatal: ") if lines else "git says nothing"
