"""A graph exported as a state, read back, and answered from: the program then registers what is deployed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from infra.export.stack import stack_export
from infra.offline.values import Secret, freeze
from infra.review.compare import changes
from infra.review.inputs import state
from infra.review.inputs.foreign import Names
from infra.review.inputs.veil import veiled
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


def test_a_secret_of_the_configuration_is_not_compared_with_its_stand_in():
    """The value is in an export that shows secrets; offline nobody has it."""
    graph = graph_of(str(ROOT / "examples" / "three-clouds.yaml"), "prod")
    rows = json.loads(stack_export(graph))
    (key,) = (row for row in rows["deployment"]["resources"] if row["type"].endswith("BackendBucketSignedUrlKey"))
    key["inputs"]["keyValue"] = {**key["inputs"]["keyValue"], "plaintext": json.dumps("AnotherKeyThatIsReal==")}
    deployed = state.read(json.dumps(rows), NAMES)

    assert changes(deployed, veiled(graph_of(str(ROOT / "examples" / "three-clouds.yaml"), "prod"))).changes == ()


def test_what_a_name_hides_is_hidden_on_both_sides():
    made = graph_of(str(ROOT / "storage.yaml"), "prod")
    (one, *rest) = (item for item in made.resources if item.type == "aws:s3/bucket:Bucket")
    tagged = replace(one, inputs=freeze({**one.inputs, "tags": {"rotation-token": "weekly", "team": "shop"}}))
    graph = replace(made, resources=tuple(tagged if item is one else item for item in made.resources))

    assert changes(state.read(stack_export(graph), NAMES), veiled(graph)).changes == ()
    assert rest
