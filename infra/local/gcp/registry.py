"""The applied resources, and what follows from them: policies, buckets, keys of service accounts, keys of the CDN."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from infra.decisions.gcp import policies as reading
from infra.local.gcp.world import Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from infra.decisions.gcp.policies import Policies
    from infra.local.gcp.world import World

ACCOUNT = "gcp:serviceaccount/account:Account"
KEY = "gcp:serviceaccount/key:Key"
SESSION_KEY = "stowplan:gcp:SessionKey"  # of the credentials a local environment gives a workload


class RegistryError(ValueError):
    """A resource cannot be made, changed or dropped; the message says why."""


def put(world: World, type_: str, id_: str, inputs: Mapping[str, Any], outputs: Mapping[str, Any]) -> Record:
    """Keep a resource in place of the one with its type and id."""
    record = world.records[type_, id_] = Record(type_, id_, inputs, outputs)
    world.policies.clear()
    return record


def drop(world: World, type_: str, id_: str) -> Record | None:
    """Forget a resource; the one that was there."""
    world.policies.clear()
    return world.records.pop((type_, id_), None)


def get(world: World, type_: str, id_: str) -> Record | None:
    """The resource of this type and id."""
    return world.records.get((type_, id_))


def of_type(world: World, type_: str) -> Iterator[Record]:
    """All resources of a type."""
    return (record for record in list(world.records.values()) if record.type == type_)


def named(world: World, type_: str, reference: object) -> Record | None:
    """The resource that a name, an id or a link ends with."""
    name = str(reference or "").rpartition("/")[2]
    return next((record for record in of_type(world, type_) if record.outputs.get("name") == name), None)


def policies(world: World) -> Policies:
    """The policies of what is applied now."""
    if not world.policies:
        items = ((record.type, record.inputs, record.outputs) for record in world.records.values())
        world.policies.append(reading.read(items))
    return world.policies[0]


def has_account(world: World, email: str) -> bool:
    """Whether there is a service account with this e-mail, not disabled."""
    return any(
        record.outputs["email"] == email and not record.inputs.get("disabled") for record in of_type(world, ACCOUNT)
    )


def public_keys(world: World, email: str) -> dict[str, str]:
    """The public keys (key id → PEM) of a service account that is there."""
    if not has_account(world, email):
        return {}
    keys = (*of_type(world, KEY), *of_type(world, SESSION_KEY))
    return {
        str(record.outputs["keyId"]): str(record.outputs["publicPem"])
        for record in keys
        if record.outputs["email"] == email
    }
