"""The README's review is what the command prints for that change, and its pictures are those of the example."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from tests.docs.pages import ROOT, blocks

STOWPLAN = str(Path(sys.executable).parent / "stowplan")
EDITS = {"expire_days: 7": "expire_days: 3", "uploads: [write]": "uploads: [read, write]"}
GIT = ["git", "-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"]


def test_the_review_is_what_is_printed(tmp_path):
    text = (ROOT / "storage.yaml").read_text()
    (tmp_path / "storage.yaml").write_text(text)
    shutil.copytree(ROOT / "keys", tmp_path / "keys")
    for arguments in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-qm", "base"]):
        subprocess.run([*GIT, *arguments], cwd=tmp_path, check=True, capture_output=True)
    for before, after in EDITS.items():
        text = text.replace(before, after)
    (tmp_path / "storage.yaml").write_text(text)
    done = subprocess.run(
        [STOWPLAN, "diff", "--base", "main", "--env", "prod"],
        cwd=tmp_path, env={"PATH": "/usr/bin:/bin", "COLUMNS": "110"}, capture_output=True, text=True, check=True,
    )  # fmt: skip

    (block,) = (block for block in blocks(ROOT / "README.md", "text") if block.mark == "review")
    assert block.text in done.stdout


def test_the_picture_of_rights_is_the_examples():
    done = subprocess.run(
        [STOWPLAN, "explain", "--env", "prod", "--format", "svg"], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert (ROOT / "docs/images/access.svg").read_text() == done.stdout


def test_the_picture_of_a_review_is_a_picture():
    assert (ROOT / "docs/images/review.png").read_bytes().startswith(b"\x89PNG\r\n")
