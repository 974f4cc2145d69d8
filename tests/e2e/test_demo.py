"""`make demo`, as a newcomer runs it, in a copy of the checkout."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """What the demo prints."""
    root = tmp_path_factory.mktemp("checkout")
    shutil.copytree(
        ROOT / "examples", root / "examples", ignore=shutil.ignore_patterns("__pycache__", ".env.*", ".stowplan")
    )
    shutil.copytree(ROOT / "keys", root / "keys", ignore=shutil.ignore_patterns("local-*"))
    shutil.copy(ROOT / "storage.yaml", root)
    done = subprocess.run([sys.executable, "examples/demo.py"], cwd=root, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    return done.stdout


def test_public_files_are_served_and_private_ones_only_when_signed(told):
    lines = [line.split()[0:2] for line in told.splitlines() if line.startswith(("    200", "    403"))]

    assert [status for status, _ in lines] == ["200", "200", "200", "403", "403", "200"]


def test_the_web_workload_stays_inside_its_grants(told):
    words = [
        line.split()[0]
        for line in told.splitlines()
        if " s3://" in line and line.startswith(("    allowed", "    Access"))
    ]

    assert words == ["allowed"] + ["AccessDenied"] * 6


def test_it_ends_with_who_may_do_what(told):
    table = told[told.index("who may  ") :].splitlines()

    assert [line.strip().split("  ", 1)[0] for line in table[2:5]] == ["web", "worker", "deploy"]
    assert table[2].split() == ["web", "read", "read", "write", "delete", "list", "read", "write", "list", "write"]


def test_nothing_is_left_running(told):
    assert told.rstrip().endswith("local: stopped")


def test_what_it_prints_holds_no_secret(told):
    assert "AWS_SECRET_ACCESS_KEY" not in told
    assert "PRIVATE KEY" not in told
