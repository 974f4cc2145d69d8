"""The graph as an exported state, read by Rego as conftest and OPA do."""

from __future__ import annotations

import json

import pytest
from regopy import Interpreter  # type: ignore[import-untyped]

from infra.export.stack import stack_export
from infra.offline.graph import freeze
from infra.offline.values import Secret, Unknown
from tests.export.graphs import changed, graph, resource, without

BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
RULES = """
package main

blocked[name] {
  block := input.deployment.resources[_]
  block.type == "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
  block.inputs.blockPublicPolicy == true
  parts := split(block.urn, "::")
  name := parts[3]
}

deny[message] {
  found := input.deployment.resources[_]
  found.type == "aws:s3/bucket:Bucket"
  parts := split(found.urn, "::")
  name := parts[3]
  not blocked[name]
  message := sprintf("%s can be made public", [name])
}

deny[message] {
  found := input.deployment.resources[_]
  found.type == "aws:s3/bucket:Bucket"
  not found.protect
  parts := split(found.urn, "::")
  message := sprintf("%s is not protected", [parts[3]])
}
"""


def denied(found):
    """What a team's Rego says, as `conftest test` evaluates it."""
    rego = Interpreter()
    rego.add_module("policy", RULES)
    rego.set_input(json.loads(stack_export(found)))
    return sorted(json.loads(str(rego.query("data.main.deny")))["expressions"][0])


def test_rego_reads_it(shop):
    assert denied(shop) == []


def test_rego_sees_what_is_wrong(shop):
    assert denied(without(shop, BLOCK, "media")) == ["media can be made public"]
    assert denied(changed(shop, BLOCK, "logs", blockPublicPolicy=False)) == ["logs can be made public"]
    assert denied(graph(resource("aws:s3/bucket:Bucket", "mine"))) == [
        "mine can be made public",
        "mine is not protected",
    ]


def test_resources_come_after_what_they_need(trio):
    rows = json.loads(stack_export(trio))["deployment"]["resources"]
    seen = set()
    for row in rows:
        provider = row.get("provider", "").rpartition("::")[0]
        needed = {row.get("parent"), *row.get("dependencies", ()), provider} - {None, ""}
        assert needed <= seen, row["urn"]
        seen.add(row["urn"])
    assert rows[0]["type"] == "pulumi:pulumi:Stack"
    assert len(rows) == len(trio.resources) + 1


def test_secrets_and_unknown_values():
    made = graph(resource("aws:x/y:Y", "a", {"secret": Secret("d" * 64), "later": Unknown(), "tags": {"k": Secret()}}))
    (row,) = json.loads(stack_export(made))["deployment"]["resources"][1:]

    assert row["inputs"]["secret"]["plaintext"] == '"[secret]"'
    assert row["inputs"]["tags"]["k"] == row["inputs"]["secret"]
    assert row["inputs"]["later"] == "04da6b54-80e4-46f7-96ec-b56ff0331ba9"


@pytest.mark.parametrize("value", [{}, {"a": None}, {"a": [1, 2.5, True, "x"]}, {"a": {"b": {}}}])
def test_values_stay_what_they_are(value):
    (row,) = json.loads(stack_export(graph(resource("a:b/c:C", "n", value))))["deployment"]["resources"][1:]

    assert row.get("inputs", {}) == value == json.loads(json.dumps(value))
    assert freeze(value) == freeze(row.get("inputs", {}))


def test_the_same_graph_gives_the_same_bytes(trio):
    assert stack_export(trio) == stack_export(trio)
