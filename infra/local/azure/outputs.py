"""What the resources of the local Azure answer with: their inputs, and what Azure adds to them."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from infra.local.azure.world import TENANT, get

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from infra.local.azure.world import World

    Computed = Callable[[World, str, Mapping[str, Any]], dict[str, Any]]


def outputs(world: World, type_name: str, made: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The outputs of a resource in wire names."""
    computed = _COMPUTED.get(type_name, _nothing)(world, made, inputs)
    return {**inputs, "name": made.rpartition("/")[2], "type": _arm_type(made), **computed}


def principal_of(made: str) -> str:
    """The object id of the identity with this resource id, the same in every local Azure."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{made.lower()}/principal"))


def _arm_type(made: str) -> str:
    """`Microsoft.Storage/storageAccounts/blobServices` of an id: what stands before the names."""
    if "/providers/" not in made:
        return "Microsoft.Resources/resourceGroups"
    provider, *parts = made.rpartition("/providers/")[2].split("/")
    return "/".join([provider, *parts[::2]])


def _nothing(world: World, made: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
    return {}


def _account(world: World, made: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
    name = inputs["accountName"]
    return {
        "primaryEndpoints": {"blob": f"https://{name}.blob.core.windows.net/"},
        "primaryLocation": inputs.get("location") or "westeurope",
        "provisioningState": "Succeeded",
        **_system_identity(made, inputs),
    }


def _identity(world: World, made: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
    client = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{made.lower()}/client"))
    return {"principalId": principal_of(made), "clientId": client, "tenantId": TENANT}


def _profile(world: World, made: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
    door = str(uuid.uuid5(uuid.NAMESPACE_URL, made.lower()))
    return {"frontDoorId": door, "provisioningState": "Succeeded", **_system_identity(made, inputs)}


def _system_identity(made: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """`identity` as Azure shows it: ids of the system's identity, and of each that the user assigned."""
    given = inputs.get("identity")
    if not given:
        return {}
    assigned = given.get("userAssignedIdentities") or ()
    shown: dict[str, Any] = {"type": given["type"], "userAssignedIdentities": {key: {} for key in assigned}}
    if "SystemAssigned" in given["type"]:
        shown |= {"principalId": principal_of(made), "tenantId": TENANT}
    return {"identity": shown}


def _endpoint(world: World, made: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
    port = world.listeners[made.lower()].port
    return {"hostName": f"127.0.0.1:{port}", "provisioningState": "Succeeded", "deploymentStatus": "Succeeded"}


def _domain(world: World, made: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
    token = uuid.uuid5(uuid.NAMESPACE_URL, made.lower()).hex
    return {
        "domainValidationState": "Pending",
        "validationProperties": {"validationToken": token, "expirationDate": "2099-01-01T00:00:00Z"},
    }


def _vault(world: World, made: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
    uri = f"https://{inputs['vaultName'].lower()}.vault.azure.net/"
    return {"properties": {**(inputs.get("properties") or {}), "vaultUri": uri}}


def _key(world: World, made: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
    uri = f"https://{inputs['vaultName'].lower()}.vault.azure.net/keys/{inputs['keyName']}"
    version = uuid.uuid5(uuid.NAMESPACE_URL, made.lower()).hex
    return {"keyUri": uri, "keyUriWithVersion": f"{uri}/{version}"}


def _container(world: World, made: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
    found = get(world, made)
    etag = found.outputs["etag"] if found else f'"0x{uuid.uuid4().hex[:15].upper()}"'
    return {"publicAccess": inputs.get("publicAccess") or "None", "etag": etag}


def _role(world: World, made: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
    return {"roleType": inputs.get("roleType") or "CustomRole"}


_COMPUTED: Mapping[str, Computed] = {
    "storage:StorageAccount": _account,
    "storage:BlobContainer": _container,
    "managedidentity:UserAssignedIdentity": _identity,
    "authorization:RoleDefinition": _role,
    "cdn:Profile": _profile,
    "cdn:AFDEndpoint": _endpoint,
    "cdn:AFDCustomDomain": _domain,
    "keyvault:Vault": _vault,
    "keyvault:Key": _key,
}
