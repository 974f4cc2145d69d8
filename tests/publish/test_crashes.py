"""A run may die at any moment: the package is old or new, no file is torn, and the next run makes all of it right."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from generator.publish.exchange import swap

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that can be forked and killed")


def crash(kind: str, folder: Path, way: str) -> dict:
    if way == "exchange" and not can_exchange(folder):
        pytest.skip("this file system cannot exchange folders")
    command = [sys.executable, "-m", "tests.publish.crashes", kind, str(folder), way]
    root = Path(__file__).parents[2]
    found = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert (found.returncode, found.stderr) == (0, "")
    result: dict = json.loads(found.stdout)
    return result


def can_exchange(folder: Path) -> bool:
    for name in ("one", "two"):
        (folder / name).mkdir()
    return swap(folder / "one", folder / "two")


@pytest.mark.parametrize("way", ["exchange", "single"])
def test_death_before_every_step_of_an_update(tmp_path, way):
    found = crash("update", tmp_path, way)
    assert found["problems"] == []
    assert found["count"] > 60


def test_death_before_every_step_of_a_first_run(tmp_path):
    found = crash("create", tmp_path, "single")
    assert found["problems"] == []
    assert found["count"] > 60


@pytest.mark.parametrize("way", ["exchange", "single"])
def test_kill_at_any_moment(tmp_path, way):
    assert crash("kills", tmp_path, way)["problems"] == []
