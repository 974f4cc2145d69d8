"""Making, changing and removing the resources of the local Azure, and what each of them does when it is made.

A request is a resource's inputs in wire names. Versions, soft delete, lifecycle, locks, network rules, custom domains,
firewalls and keys are kept and shown, and have no effect.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from generator.errors import LocalCloudError
from infra.local.azure import forward
from infra.local.azure.checks import check
from infra.local.azure.kinds import KINDS, identifier
from infra.local.azure.outputs import outputs
from infra.local.azure.world import Record, get, of_type

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from infra.local.aws.httpd import Listener
    from infra.local.azure.kinds import Kind
    from infra.local.azure.world import World

    Serve = Callable[[str], Listener]

_SINGLETONS = frozenset({"storage:BlobServiceProperties", "storage:ManagementPolicy"})


def create(world: World, type_name: str, given: Mapping[str, Any], serve: Serve) -> Record:
    """Make a resource; a Front Door endpoint gets a server of its own through `serve(id)`. Raises LocalCloudError."""
    with world.lock:
        kind = _kind(type_name)
        inputs = {**kind.defaults, **given}
        if not inputs.get(kind.name):
            inputs[kind.name] = _made_up(kind)
        try:
            made = identifier(kind, inputs)
            parent = kind.parent.format(**inputs)
        except KeyError as missing:
            raise LocalCloudError(f"the input {missing} is missing") from missing
        if parent and get(world, parent) is None:
            raise LocalCloudError(f"ParentResourceNotFound: there is no {parent}")
        if get(world, made) is not None and type_name not in _SINGLETONS:
            raise LocalCloudError(f"Conflict: {made} exists already")
        check(world, type_name, made, inputs)
        _begin(world, type_name, made, inputs, serve)
        return _keep(world, type_name, made, inputs)


def update(world: World, made: str, given: Mapping[str, Any]) -> Record:
    """Replace a resource's inputs; its names stay. Raises LocalCloudError."""
    with world.lock:
        old = get(world, made)
        if old is None:
            raise LocalCloudError(f"ResourceNotFound: there is no {made}")
        kind = _kind(old.type)
        inputs = {**kind.defaults, kind.name: old.inputs[kind.name], **given}
        check(world, old.type, old.id, inputs)
        return _keep(world, old.type, old.id, inputs)


def delete(world: World, made: str) -> None:
    """Remove a resource and all below it; nothing happens when it is gone."""
    with world.lock:
        start = made.lower()
        gone = [key for key in world.records if key == start or key.startswith(f"{start}/")]
        for key in reversed(gone):
            _end(world, world.records.pop(key))


def close(world: World) -> None:
    """Stop every endpoint's server."""
    with world.lock:
        listeners = list(world.listeners.values())
        world.listeners.clear()
    for listener in listeners:
        listener.close()


def _keep(world: World, type_name: str, made: str, inputs: Mapping[str, Any]) -> Record:
    record = Record(type_name, made, inputs, outputs(world, type_name, made, inputs))
    world.records[made.lower()] = record
    return record


def _begin(world: World, type_name: str, made: str, inputs: Mapping[str, Any], serve: Serve) -> None:
    if type_name == "storage:BlobContainer":
        forward.make_container(world.azurite, inputs["accountName"], inputs["containerName"])
    if type_name == "cdn:AFDEndpoint":
        world.listeners[made.lower()] = serve(made)
    if type_name == "storage:StorageAccount" and _taken(world, inputs["accountName"]):
        raise LocalCloudError(f"StorageAccountAlreadyTaken: {inputs['accountName']} is taken")


def _end(world: World, record: Record) -> None:
    if record.type == "storage:BlobContainer":
        forward.drop_container(world.azurite, record.inputs["accountName"], record.inputs["containerName"])
    listener = world.listeners.pop(record.id.lower(), None)
    if listener is not None:
        listener.close()


def _taken(world: World, account: str) -> bool:
    return any(item.inputs["accountName"] == account for item in of_type(world, "storage:StorageAccount"))


def _kind(type_name: str) -> Kind:
    if type_name not in KINDS:
        raise LocalCloudError(f"resources of type {type_name!r} are not emulated")
    return KINDS[type_name]


def _made_up(kind: Kind) -> str:
    made = str(uuid.uuid4())
    return made if "0-9a-fA-F-" in kind.pattern else f"local{made.replace('-', '')[:12]}"
