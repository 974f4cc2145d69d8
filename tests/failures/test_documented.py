"""`docs/diagnostics.md` has every code, and what it shows is what a user sees."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from generator.messages import SENTENCES

HERE = Path(__file__).parent
PAGE = (HERE.parents[1] / "docs/diagnostics.md").read_text(encoding="utf-8")
SECTIONS = {part[:7]: part for part in PAGE.split("\n## ")[1:]}


def block(language: str, section: str) -> str:
    found = re.search(f"```{language}\n(.*?)\n```", section, re.DOTALL)
    return found[1] if found else ""


def test_every_code_has_a_heading_in_order():
    assert re.findall(r"^## (.*)$", PAGE, re.MULTILINE) == list(SENTENCES)


@pytest.mark.parametrize("code", SENTENCES)
def test_section_says_what_it_means_and_where_the_rule_is_from(code):
    meaning, *_ = SECTIONS[code].removeprefix(code).strip().split("\n\n")

    assert len(meaning) > 20
    assert meaning.endswith(".")
    assert "\nSource: " in SECTIONS[code]
    assert SENTENCES[code].severity == block("text", SECTIONS[code]).partition(" ")[0]


@pytest.mark.parametrize("path", sorted((HERE / "cases").glob("*.txt")), ids=lambda path: path.stem)
def test_section_shows_what_the_case_gives(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    pairs = [f"{first.partition(': ')[2]}\n{hint}" for first, hint in zip(lines[::2], lines[1::2], strict=True)]
    example = block("yaml", SECTIONS[path.stem])

    assert block("text", SECTIONS[path.stem]) in pairs
    if example:
        written = path.with_suffix(".yaml").read_text(encoding="utf-8").splitlines()
        assert [line for line in example.splitlines() if line not in written] == []
