"""Graphs made by hand, and changed ones."""

from __future__ import annotations

from dataclasses import replace

from infra.offline.graph import Graph, Resource, freeze

HEAD = "urn:pulumi:prod::other"


def resource(type_, name, inputs=None, needs=(), **rest):
    """A custom resource directly under the stack; `needs` are urns that its property `bucket` refers to."""
    return Resource(
        urn=f"{HEAD}::{type_}::{name}",
        type=type_,
        name=name,
        inputs=freeze(inputs or {}),
        property_dependencies=freeze({"bucket": tuple(needs)} if needs else {}),
        **rest,
    )


def graph(*resources):
    return Graph("other", "prod", tuple(resources))


def without(found, type_, name):
    """The graph without one resource, and without references to it."""
    gone = {item.urn for item in found.resources if (item.type, item.name) == (type_, name)}
    assert gone
    return replace(found, resources=tuple(item for item in found.resources if item.urn not in gone))


def changed(found, type_, name, **inputs):
    """The graph with other inputs of one resource."""

    meant = [item for item in found.resources if (item.type, item.name) == (type_, name)]
    assert meant
    made = {item.urn: replace(item, inputs=freeze({**item.inputs, **inputs})) for item in meant}
    return replace(found, resources=tuple(made.get(item.urn, item) for item in found.resources))
