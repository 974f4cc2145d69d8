"""Twenty thousand broken specs, the same ones on every run."""

from __future__ import annotations

import random
from collections import Counter

import pytest
import yaml

from generator.spec.load import parse
from tests.properties.bases import EVERYTHING, EXAMPLE, GOOGLE, KEPT, MIXED, SERVED
from tests.properties.mutate import mutated, plant, scratched, written
from tests.properties.outcome import outcome

CHUNKS = 8
EACH = 2_500
BASES = (SERVED,) * 9 + (KEPT,) * 9 + (GOOGLE,) * 5 + (MIXED,) * 4 + (EXAMPLE,) * 2 + (EVERYTHING,)
RENDERED = set[str]()
TREES = {text: parse(text).data for text in set(BASES)}


def broken(rng: random.Random) -> tuple[str | bytes, str | None]:
    """A text, and the secret planted in it."""
    base = rng.choice(BASES)
    if rng.random() < 0.3:
        return scratched(rng, base), None
    tree = mutated(rng, TREES[base])
    secret = plant(rng, tree) if tree and rng.random() < 0.1 else None
    return written(rng, tree), secret


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_any_file_opens_or_is_refused_at_a_place(chunk):
    rng = random.Random(chunk)
    counted = Counter[str]()
    for number in range(EACH):
        text, secret = broken(rng)
        try:
            codes = outcome(text, secret, RENDERED)
        except Exception as error:
            error.add_note(f"chunk {chunk}, number {number}:\n{text!r}")
            raise
        counted.update(codes or ["valid"])
        counted["all"] += 1

    assert counted["all"] == EACH
    assert counted["valid"] > EACH // 20
    assert len(counted) > 40


@pytest.mark.parametrize("text", TREES, ids=[str(number) for number in range(len(TREES))])
def test_the_bases_are_valid(text):
    assert outcome(text, None, set()) == []
    assert outcome(yaml.safe_dump(TREES[text]), None, set()) == []
