"""Specs, their graphs and what is read from them, once for each test process; and graphs that somebody has edited."""

from __future__ import annotations

import dataclasses
import json
import tempfile
from functools import cache
from pathlib import Path

from generator.app import open_project
from infra.explain.clouds import read
from infra.explain.matrix import matrix
from infra.explain.question import question, reply
from infra.offline.graph import freeze, thaw
from infra.stack import graph_of
from tests.isolation.conftest import SPEC as AWS
from tests.isolation.graphs import AZURE, GOOGLE

ROOT = Path(__file__).parents[2]
SPECS = {"aws": AWS, "google": GOOGLE, "azure": AZURE}
FILES = {"shop": ROOT / "storage.yaml", "trio": ROOT / "examples/three-clouds.yaml"}
BUCKET_POLICY = "aws:s3/bucketPolicy:BucketPolicy"
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"


@cache
def written(name):
    """The file of a spec: one of the repository, one of the texts above, or any other text; with keys for the shop."""
    path = Path(tempfile.mkdtemp(prefix="explain-")) / "storage.yaml"
    text = FILES[name].read_text(encoding="utf-8") if name in FILES else SPECS.get(name, name)
    path.write_text(text, encoding="utf-8")
    for place in ("keys/prod-2026.pub.pem", ".stowplan/local/local/keys/media-2026.pub.pem"):
        (path.parent / place).parent.mkdir(parents=True, exist_ok=True)
        (path.parent / place).write_bytes((ROOT / "keys/prod-2026.pub.pem").read_bytes())
    return path


@cache
def opened(name, environment="prod"):
    """(spec, graph)."""
    path = written(name)
    return open_project(str(path)).document.environment(environment), graph_of(str(path), environment)


@cache
def world(name, environment="prod"):
    spec, graph = opened(name, environment)
    return read(graph, spec)


@cache
def whole(name, environment="prod"):
    return matrix(world(name, environment), opened(name, environment)[0])


def can(name, who, action, path, graph=None):
    """The reply to a question, on the spec's own graph or on an edited one."""
    spec, _ = opened(name)
    found = world(name) if graph is None else read(graph, spec)
    return reply(found, spec, question(spec, who, action, path))


def edited(name, type_, resource, change, graph=None):
    """The graph with the inputs of one resource changed by `change(inputs)`; it gives back the new ones."""
    graph = graph or opened(name)[1]
    found = [item for item in graph.resources if (item.type, item.name) == (type_, resource)]
    assert len(found) == 1, found
    new = dataclasses.replace(found[0], inputs=freeze(change(thaw(found[0].inputs))))
    return dataclasses.replace(graph, resources=tuple(new if item is found[0] else item for item in graph.resources))


def statements(change):
    """An edit of a policy's list of statements, for `edited`."""

    def edit(inputs):
        document = json.loads(inputs["policy"])
        return {**inputs, "policy": json.dumps({**document, "Statement": change(document["Statement"])})}

    return edit


def adding(*new):
    return statements(lambda found: [*found, *new])


def cells(found, who, way="identity"):
    """alias -> marks, of one row."""
    from infra.explain.forms.grid import mark

    return {
        alias: " ".join(map(mark, rights))
        for (row, alias), rights in found.cells.items()
        if (row.who, row.way) == (who, way)
    }
