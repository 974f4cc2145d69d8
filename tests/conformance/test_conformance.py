"""What each provider answers, recorded; a change of any answer is shown here and in docs/parity.md.

`STOWPLAN_GOLDEN=1 pytest tests/conformance` records the answers and writes the tables anew.
"""

from __future__ import annotations

import json
import os

import pytest

from infra.local.azure.cloud import available
from tests.conformance.page import ANSWERS, IN_README, PAGE, README, capabilities, conformance, numbers, placed
from tests.conformance.questions import QUESTIONS
from tests.conformance.site import answers, site
from tests.conformance.specs import STORES

GOLDEN = os.environ.get("STOWPLAN_GOLDEN") == "1"


def recorded() -> dict[str, dict[str, str]]:
    return json.loads(ANSWERS.read_text(encoding="utf-8"))


@pytest.mark.parametrize("provider", STORES)
def test_every_question(provider, tmp_path):
    if provider == "azure" and (reason := available()):
        pytest.skip(f"the local Azure cannot run: {reason}")
    with site(provider, tmp_path) as folder:
        found = answers(folder)
    if GOLDEN:
        _record(provider, found)

    assert found == {question: known[provider] for question, known in recorded().items()}


def test_no_question_is_left_out():
    assert set(recorded()) == set(QUESTIONS)
    assert {frozenset(found) for found in recorded().values()} == {frozenset(STORES)}


@pytest.mark.parametrize(
    ("path", "name", "content"),
    [
        (PAGE, "capabilities", capabilities()),
        (PAGE, "numbers", numbers()),
        (PAGE, "conformance", conformance() if ANSWERS.exists() else ""),
        (README, "capabilities", capabilities(IN_README)),
    ],
    ids=["page", "numbers", "answers", "readme"],
)
def test_the_tables_are_the_tables(path, name, content):
    text = path.read_text(encoding="utf-8")
    if GOLDEN:
        content = conformance() if name == "conformance" else content
        path.write_text(placed(text, name, content), encoding="utf-8")
        text = path.read_text(encoding="utf-8")

    assert placed(text, name, content) == text


def _record(provider: str, found: dict[str, str]) -> None:
    known = recorded() if ANSWERS.exists() else {}
    merged = {question: {**known.get(question, {}), provider: answer} for question, answer in found.items()}
    order = [question for question in QUESTIONS if question in merged]
    ANSWERS.write_text(
        json.dumps({question: merged[question] for question in order}, indent=1, ensure_ascii=False) + "\n",
        encoding="utf-8",
    )
