"""A graph as the analyzer protocol takes it. Secrets are replaced before anything is sent."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from google.protobuf import struct_pb2
from pulumi.runtime.proto import analyzer_pb2 as wire

from infra.offline.values import Secret, Sensitive, Unknown

if TYPE_CHECKING:
    from infra.offline.graph import Resource
    from infra.offline.values import Value

SECRET = "[secret]"  # noqa: S105 - what is sent in place of one
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""The engine's mark of a text that is not known (`pulumi_policy.proxy`)."""
_MARKED = "4dabf18193072939515e22adb298388d"
_DEEPEST = 60


def request_of(resource: Resource, provider: Resource | None) -> Any:
    """The question about one resource."""
    return wire.AnalyzeRequest(
        type=resource.type,
        properties=_struct(resource.inputs),
        urn=resource.urn,
        name=resource.name,
        options=_options(resource),
        provider=_provider(provider),
    )


def resource_of(resource: Resource, provider: Resource | None) -> Any:
    """A resource in the question about the whole stack, with what it depends on."""
    return wire.AnalyzerResource(
        type=resource.type,
        properties=_struct(resource.inputs),
        urn=resource.urn,
        name=resource.name,
        options=_options(resource),
        provider=_provider(provider),
        parent=resource.parent,
        dependencies=list(resource.dependencies),
        propertyDependencies={
            name: wire.AnalyzerPropertyDependencies(urns=list(urns))
            for name, urns in resource.property_dependencies.items()
        },
    )


def _struct(values: Mapping[str, Value]) -> struct_pb2.Struct:
    found = struct_pb2.Struct()
    found.update({str(name): _plain(value, 0) for name, value in values.items()})
    return found


def _plain(value: Value, depth: int) -> Any:
    """The value as protobuf takes it; what is nested deeper than 60 is left out, as protobuf refuses it."""
    if depth > _DEEPEST:
        return None
    match value:
        case Secret() | Sensitive():
            return SECRET
        case Unknown():
            return UNKNOWN
        case Mapping():
            rows = {str(name): _plain(item, depth + 1) for name, item in value.items()}
            return SECRET if _MARKED in rows else rows
        case list() | tuple():
            return [_plain(item, depth + 1) for item in value]
        case float() if not math.isfinite(value):
            return str(value)
        case bool() | int() | float() | str() | None:
            return value
        case _:
            return str(value)


def _options(resource: Resource) -> Any:
    given = resource.options
    return wire.AnalyzerResourceOptions(
        protect=given.get("protect") is True,
        ignoreChanges=_texts(given.get("ignoreChanges")),
        additionalSecretOutputs=_texts(given.get("additionalSecretOutputs")),
        aliases=_texts(given.get("aliases")),
        parent=resource.parent,
    )


def _texts(value: Value) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, (tuple, list)) else []


def _provider(provider: Resource | None) -> Any:
    """Name and type only: what a provider is configured with is not for packs."""
    if provider is None:
        return None
    return wire.AnalyzerProviderResource(type=provider.type, urn=provider.urn, name=provider.name)
