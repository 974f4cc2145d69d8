"""Graphs to export, made once a process."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from infra.stack import graph_of
from tests.isolation.graphs import AZURE, GOOGLE

ROOT = Path(__file__).parents[2]


@cache
def _graph(path):
    return graph_of(path, "prod")


@pytest.fixture(scope="session")
def shop():
    return _graph(str(ROOT / "storage.yaml"))


@pytest.fixture(scope="session")
def trio():
    return _graph(str(ROOT / "examples" / "three-clouds.yaml"))


@pytest.fixture(scope="session")
def clouds(tmp_path_factory):
    """By name: rich specs of Google Cloud and of Azure."""
    made = {}
    for name, text in {"google": GOOGLE, "azure": AZURE}.items():
        path = tmp_path_factory.mktemp(name) / "storage.yaml"
        path.write_text(text)
        made[name] = graph_of(str(path), "prod")
    return made
