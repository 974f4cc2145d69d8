"""The same spec gives the same bytes, however its keys are ordered and whatever Python's hashes are."""

from __future__ import annotations

import hashlib
import json
import os
import random
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from generator.spec.load import parse
from tests.golden.rendering import SPECS, opened, rendered

if TYPE_CHECKING:
    from pathlib import Path

ORDERED = {"public_keys"}
"""Mappings whose order says something: the newest key comes last."""
SCRIPT = """
import hashlib, json
from tests.golden.rendering import SPECS, opened, rendered
texts = {name: rendered(opened(path)) for name, path in SPECS.items()}
print(hashlib.sha256(json.dumps(texts, sort_keys=True).encode()).hexdigest())
"""


def shuffled(rng: random.Random, tree: Any, key: str = "") -> Any:
    if isinstance(tree, list):
        return [shuffled(rng, item) for item in tree]
    if not isinstance(tree, dict):
        return tree
    items = list(tree.items())
    if key not in ORDERED:
        rng.shuffle(items)
    return {name: shuffled(rng, item, name) for name, item in items}


def again(path: Path, tree: Any) -> dict[str, str]:
    path.write_text(json.dumps(tree), encoding="utf-8")
    return rendered(opened(path))


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("name", SPECS)
def test_the_order_of_keys_does_not_matter(tmp_path, name, seed):
    tree = parse(SPECS[name].read_text(encoding="utf-8")).data

    found = again(tmp_path / SPECS[name].name, shuffled(random.Random(seed), tree))
    assert found == rendered(opened(SPECS[name]))


def test_hashes_do_not_matter():
    texts = {name: rendered(opened(path)) for name, path in SPECS.items()}
    here = hashlib.sha256(json.dumps(texts, sort_keys=True).encode()).hexdigest()

    for seed in ("0", "1", "4242"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        ran = subprocess.run(
            [sys.executable, "-c", SCRIPT], env=environment, capture_output=True, text=True, check=True
        )
        assert ran.stdout.strip() == here
