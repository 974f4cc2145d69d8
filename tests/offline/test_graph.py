from __future__ import annotations

import subprocess
import sys
from dataclasses import FrozenInstanceError
from typing import Any

import pytest

from infra.offline.graph import Graph, Resource, Secret, canonical_json, children, find, freeze, from_json, topological


def _resource(name: str, **more: Any) -> Resource:
    return Resource(urn=f"urn:{name}", type="t:m:T", name=name, **more)


def test_importing_the_graph_imports_no_pulumi():
    code = (
        "import sys, infra.offline.graph; "
        "print([name for name in sys.modules if name.split('.')[0] in {'pulumi', 'grpc', 'google'}])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_topological_puts_parents_providers_and_dependencies_first_and_ties_in_canonical_order():
    resources = (
        _resource("a", dependencies=("urn:z",)),
        _resource("b"),
        _resource("c", parent="urn:y"),
        _resource("d", options=freeze({"provider": "urn:x"})),
        _resource("x"),
        _resource("y", custom=False),
        _resource("z"),
    )
    ordered = [resource.name for resource in topological(Graph("p", "s", resources))]
    assert ordered == ["b", "x", "y", "z", "a", "c", "d"]


def test_a_dependency_on_another_stack_is_no_obstacle():
    graph = Graph("p", "s", (_resource("a", dependencies=("urn:elsewhere",)),))
    assert [resource.name for resource in topological(graph)] == ["a"]


def test_a_cycle_is_an_error():
    graph = Graph("p", "s", (_resource("a", dependencies=("urn:b",)), _resource("b", dependencies=("urn:a",))))
    with pytest.raises(ValueError, match="cycle"):
        topological(graph)


def test_find_and_children():
    graph = Graph("p", "s", (_resource("a", custom=False), _resource("b", parent="urn:a")))
    assert find(graph, "urn:b") == graph.resources[1]
    assert find(graph, "urn:c") is None
    assert [child.name for child in children(graph, "urn:a")] == ["b"]
    assert [child.name for child in children(graph, "")] == ["a"]


def test_canonical_json_has_no_digest_source_or_empty_field():
    row = _resource("a", inputs=freeze({"password": Secret("0123456789")}), source=("main.py", 3))
    assert canonical_json(Graph("p", "s", (row,))) == (
        '{\n "outputs": {},\n "project": "p",\n "resources": [\n  {\n   "custom": true,\n'
        '   "inputs": {\n'
        '    "password": {\n     "secret": true\n    }\n   },\n   "name": "a",\n   "type": "t:m:T",\n'
        '   "urn": "urn:a"\n  }\n ],\n "stack": "s"\n}'
    )


def test_canonical_json_does_not_depend_on_the_order_of_anything():
    one = _resource("a", inputs={"x": 1, "y": 2})
    other = _resource("a", inputs={"y": 2, "x": 1})
    last = _resource("b")
    assert canonical_json(Graph("p", "s", (last, other))) == canonical_json(Graph("p", "s", (one, last)))


def test_a_graph_survives_json():
    full = _resource(
        "a",
        parent="urn:p",
        custom=False,
        inputs=freeze({"tags": {"a": "b"}, "list": [1, {"secret": True}]}),
        outputs=freeze({"id": "${a}"}),
        dependencies=("urn:b",),
        property_dependencies=freeze({"x": ["urn:b"]}),
        options=freeze({"protect": False, "aliases": [{"type": "old"}]}),
    )
    graph = Graph("p", "s", (full,), freeze({"x": Secret()}))
    assert from_json(canonical_json(graph)) == graph


def test_resources_are_immutable():
    with pytest.raises(FrozenInstanceError):
        setattr(_resource("a"), "na" + "me", "b")
