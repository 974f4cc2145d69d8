"""Revisions, asked of a real git."""

from __future__ import annotations

import subprocess
from pathlib import PurePosixPath

import pytest

from generator.errors import UsageError
from infra.review.inputs import git

WHO = ("-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false")


def run(folder, *arguments):
    return subprocess.run(
        ["git", *WHO, *arguments], cwd=folder, check=True, capture_output=True, text=True
    ).stdout.strip()


@pytest.fixture
def checkout(tmp_path):
    run(tmp_path, "init", "-q", "-b", "main")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a [b].yaml").write_text("one\n")
    (tmp_path / "link.yaml").symlink_to("/etc/passwd")
    run(tmp_path, "add", ".")
    run(tmp_path, "commit", "-qm", "one")
    return tmp_path


def test_a_file_of_a_commit(checkout):
    found = git.repository(checkout / "sub")
    commit = git.commit_of(found, "main")

    assert git.blob(found, commit, PurePosixPath("sub/a [b].yaml")).content == b"one\n"
    assert git.blob(found, commit, PurePosixPath("sub/none.yaml")) is None
    assert git.blob(found, commit, PurePosixPath("sub")) is None
    assert git.blob(found, commit, PurePosixPath("link.yaml")) is None


def test_what_is_no_revision(checkout):
    found = git.repository(checkout)

    for text in ("nope", "--help", "-x", "main:sub", "", "HEAD^{tree}", "main..HEAD"):
        with pytest.raises(UsageError, match="neither a file nor a revision"):
            git.commit_of(found, text)


def test_where_lines_went_apart(checkout):
    found = git.repository(checkout)
    first = git.commit_of(found, "HEAD")
    run(checkout, "switch", "-qc", "other")
    run(checkout, "commit", "-qm", "two", "--allow-empty")
    second = git.commit_of(found, "HEAD")
    run(checkout, "switch", "-q", "--orphan", "alone")
    run(checkout, "commit", "-qm", "three", "--allow-empty")

    assert git.merge_base(found, first, second) == first
    assert git.merge_base(found, first, git.commit_of(found, "HEAD")) == ""


def test_no_checkout(tmp_path):
    with pytest.raises(UsageError, match="is in no git checkout"):
        git.repository(tmp_path)


def test_no_git(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UsageError, match="there is no `git` here"):
        git.repository(tmp_path)
