"""Storage accounts, containers, roles and assignments as requests see them, read from the resources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from infra.decisions.azure import rbac
from infra.local.azure import cors
from infra.local.azure.faults import FaultError
from infra.local.azure.world import of_type

if TYPE_CHECKING:
    from infra.decisions.azure.rbac import Assignment, Role
    from infra.local.azure.world import World


@dataclass(frozen=True, slots=True)
class Account:
    """What the account itself decides: whether keys count, whether anyone may read at all, and CORS."""

    name: str
    id: str
    shared_key: bool
    public: bool
    cors: tuple[cors.Rule, ...]


@dataclass(frozen=True, slots=True)
class Container:
    """A container; `public` is None, Blob or Container in Azure's words."""

    name: str
    public: str


def account(world: World, name: str) -> Account:
    """The account of this name; FaultError when there is none."""
    for record in of_type(world, "storage:StorageAccount"):
        if record.inputs["accountName"] == name:
            services = of_type(world, "storage:BlobServiceProperties", record.id)
            rules = tuple(rule for item in services for rule in cors.rules(item.inputs.get("cors") or {}))
            return Account(
                name,
                record.id,
                shared_key=record.inputs.get("allowSharedKeyAccess") is not False,  # null counts as true
                public=record.inputs.get("allowBlobPublicAccess") is True,
                cors=rules,
            )
    raise FaultError("ResourceNotFound", f"there is no storage account {name!r} here")


def container_id(account_id: str, name: str) -> str:
    """The resource id of a container."""
    return f"{account_id}/blobServices/default/containers/{name}"


def containers(world: World, found: Account) -> list[Container]:
    """The account's containers by name."""
    records = of_type(world, "storage:BlobContainer", found.id)
    made = [Container(item.inputs["containerName"], item.inputs.get("publicAccess") or "None") for item in records]
    return sorted(made, key=lambda item: item.name)


def container(world: World, found: Account, name: str) -> Container | None:
    """The container of this name, if there is one."""
    return next((item for item in containers(world, found) if item.name == name), None)


def assignments(world: World) -> list[Assignment]:
    """Every role assignment."""
    return [
        rbac.Assignment(
            str(item.inputs["principalId"]),
            role(world, item.inputs["roleDefinitionId"]) or rbac.Role(),
            item.inputs["scope"],
            item.inputs.get("condition") or "",
        )
        for item in of_type(world, "authorization:RoleAssignment")
    ]


def role(world: World, definition_id: str) -> Role | None:
    """A role by its definition's id, of which the last part alone counts: one made here, or one of Azure's own."""
    name = definition_id.rpartition("/")[2].lower()
    for item in of_type(world, "authorization:RoleDefinition"):
        if item.id.lower().endswith(f"/{name}"):
            return rbac.role(item.inputs.get("permissions") or ())
    return rbac.BUILT_IN.get(name)
