"""The exact text of every diagnostic: `cases/<code>.yaml` gives `cases/<code>.txt`, and nothing else.

`STOWPLAN_GOLDEN=1` writes the texts instead; read the difference before you commit it.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from generator.checks import ACROSS, CHECKS
from generator.errors import SpecError
from generator.messages import SENTENCES
from generator.spec.document import open_document
from generator.spec.load import MAX_BYTES
from tests.failures.reading import SHOWN, diagnostics, text

CASES = Path(__file__).parent / "cases"
ROOT = Path(__file__).parents[2]
NO_FILE = {"SPEC001", "SPEC002", "SPEC026", "SPEC106", "SPEC115", "SPEC120", "SPEC150", "SPEC184"}
"""Codes whose case is no file of this folder: a test below or in `test_program` makes it."""


@pytest.mark.parametrize("case", sorted(CASES.glob("*.yaml")), ids=lambda path: path.stem)
def test_case_gives_exactly_its_text(case):
    found = text(case)
    expected = case.with_suffix(".txt")
    if os.environ.get("STOWPLAN_GOLDEN") == "1":
        expected.write_text(found, encoding="utf-8")

    assert found == expected.read_text(encoding="utf-8")
    assert case.stem in {item.code for item in diagnostics(case)}


def test_every_code_has_a_case():
    assert {path.stem for path in CASES.glob("*.yaml")} | NO_FILE == set(SENTENCES)


def test_every_text_has_a_case():
    assert {path.stem for path in CASES.glob("*.txt")} == {path.stem for path in CASES.glob("*.yaml")}


def test_missing_file(tmp_path):
    assert text(tmp_path / "none.yaml") == (
        "storage.yaml:1:1: error SPEC001 the file cannot be read: no such file or directory\n"
        "    fix: give the path of the spec, or write one with `gen-settings init`\n"
    )


def test_folder_in_place_of_a_file(tmp_path):
    assert text(tmp_path) == (
        "storage.yaml:1:1: error SPEC001 the file cannot be read: is a directory\n"
        "    fix: give the path of the spec, or write one with `gen-settings init`\n"
    )


def test_file_too_large(tmp_path):
    path = tmp_path / "storage.yaml"
    path.write_bytes(b"#" * (MAX_BYTES + 1))

    assert text(path) == (
        "storage.yaml:1:1: error SPEC002 the file is larger than 1,000,000 bytes\n"
        "    fix: a spec is a few hundred lines; check that this is the right file\n"
    )


def test_environment_that_is_not_there():
    document = open_document(ROOT / "storage.yaml", SHOWN, CHECKS, ACROSS)

    with pytest.raises(SpecError) as caught:
        document.environment("prd")
    assert str(caught.value) == (
        "storage.yaml:1:1: error SPEC026 there is no environment 'prd': did you mean 'prod'?\n"
        "    fix: environments of this spec: local, local-gcp, local-azure, test, prod"
    )


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_sentences_follow_the_house_rules(code):
    sentence = SENTENCES[code]
    for words in (sentence.message, sentence.hint):
        assert words == words.strip()
        assert not words.endswith(".")
        assert "\n" not in words
    assert not re.match(r"[A-Z][a-z]", sentence.hint)
    assert sentence.hint


def test_every_code_is_used():
    sources = [*(ROOT / "generator").rglob("*.py"), *(ROOT / "infra").rglob("*.py")]
    text = "".join(path.read_text(encoding="utf-8") for path in sources if path.name != "messages.py")

    assert [code for code in SENTENCES if f'"{code}"' not in text] == []
