"""What the specs of this folder give, to the letter: no change without somebody having read it.

`make golden` (that is `STOWPLAN_GOLDEN=1`) writes the expected files anew; read the difference before you commit it.
"""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.golden.rendering import EXPECTED, SPECS, opened, rendered


@pytest.mark.parametrize("name", SPECS)
def test_spec_gives_the_expected_modules(name):
    texts = rendered(opened(SPECS[name]))
    if os.environ.get("STOWPLAN_GOLDEN") == "1":
        write(name, texts)

    assert texts == {path.name: path.read_text(encoding="utf-8") for path in (EXPECTED / name).glob("*.py")}


def write(name: str, texts: dict[str, str]) -> None:
    folder = EXPECTED / name
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*.py"):
        path.unlink()
    for file, text in texts.items():
        (folder / file).write_text(text, encoding="utf-8")


def test_nothing_is_expected_of_a_spec_that_is_not_there():
    assert {path.name for path in EXPECTED.iterdir()} == set(SPECS)


@pytest.mark.parametrize("path", sorted(EXPECTED.rglob("*.py")), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_expected_modules_are_python(path):
    compile(path.read_text(encoding="utf-8"), path.name, "exec")


def test_expected_modules_are_formatted_as_ruff_does():
    command = [sys.executable, "-m", "ruff", "format", "--isolated", "--check", "--quiet", str(EXPECTED)]

    assert subprocess.run(command, check=False, capture_output=True, text=True).returncode == 0


def test_expected_modules_hold_no_account_and_no_domain():
    """What differs only by deploy comes from the environment."""
    text = "".join(path.read_text(encoding="utf-8") for path in EXPECTED.rglob("*.py"))

    assert "123456789012" not in text
    assert "newsroom" not in text
    assert ".acme.example" not in text
