"""A graph exported as a state, read back, and answered from: the program then registers what is deployed."""

from __future__ import annotations

from pathlib import Path

import pytest

from infra.export.stack import stack_export
from infra.offline.values import Secret
from infra.review.inputs import state
from infra.review.inputs.foreign import Names
from infra.stack import graph_of
from tests.isolation.graphs import AZURE, GOOGLE

ROOT = Path(__file__).parents[3]
NAMES = Names("stowplan", "prod")


def inputs(graph):
    return {
        item.urn: {key: "secret" if isinstance(value, Secret) else value for key, value in item.inputs.items()}
        for item in graph.resources
        if not item.type.startswith("pulumi:providers:")
    }


@pytest.mark.parametrize(
    "case", ["storage.yaml", "examples/three-clouds.yaml", GOOGLE, AZURE], ids=["shop", "trio", "g", "a"]
)
def test_what_is_exported_is_what_the_program_wants(case, tmp_path):
    path = ROOT / case if case.endswith(".yaml") else tmp_path / "storage.yaml"
    if not case.endswith(".yaml"):
        path.write_text(case)
    graph = graph_of(str(path), "prod")
    deployed = state.read(stack_export(graph), NAMES)
    again = graph_of(str(path), "prod", state.answers(deployed))

    assert inputs(deployed) == inputs(graph) == inputs(again)
