"""What a revision holds, asked of the `git` program; nothing is checked out and no hook runs."""

from __future__ import annotations

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
    return Repository(Path(out.decode().strip()))


def commit_of(found: Repository, revision: str) -> str:
    """The full id of a commit; raises UsageError for what names none."""
    code, out, _ = _git(found.root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if code:
        raise UsageError(
            f"{revision!r} is neither a file nor a revision here; "
            "fetch it first (`git fetch origin`; in CI, `fetch-depth: 0`)"
        )
    return out.decode().strip()


def head_of(found: Repository) -> str:
    """The commit that is checked out; empty before the first one."""
    code, out, _ = _git(found.root, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
    return "" if code else out.decode().strip()


def merge_base(found: Repository, one: str, other: str) -> str:
    """The commit from which two lines went apart, empty when a shallow clone does not have it."""
    code, out, _ = _git(found.root, "merge-base", one, other)
    return "" if code else out.decode().split()[0]


def blob(found: Repository, commit: str, path: PurePosixPath) -> Blob | None:
    """A file at a commit; None when it is not there, or is a folder or a link."""
    code, out, _ = _git(found.root, "ls-tree", "-z", "--full-tree", commit, "--", str(path))
    entry = out.decode(errors="replace").partition("\t")[0].split()
    if code or len(entry) != 3 or entry[1] != "blob" or entry[0] == "120000":
        return None
    code, content, _ = _git(found.root, "cat-file", "blob", entry[2])
    return None if code else Blob(commit, path, content)


def _git(folder: Path, *arguments: str) -> tuple[int, bytes, bytes]:
    command = ["git", "-C", str(folder), "-c", "core.fsmonitor=false", "--literal-pathspecs", *arguments]
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=_SECONDS, stdin=subprocess.DEVNULL)
    except FileNotFoundError:
        raise UsageError("there is no `git` here; compare two files instead") from None
    except subprocess.TimeoutExpired:
        raise UsageError(f"git did not answer within {_SECONDS} seconds") from None
    return done.returncode, done.stdout, done.stderr


def _plain(lines: list[str]) -> str:
    return lines[0].removeprefix("fatal: ") if lines else "git says nothing"
