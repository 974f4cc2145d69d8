"""Azure's part of the graph as an ARM template, which Checkov, Trivy and `az deployment what-if` read.

Source: "Understand the structure and syntax of ARM templates" and the template reference of Microsoft.Storage,
Microsoft.Authorization, Microsoft.ManagedIdentity and Microsoft.Cdn (learn.microsoft.com/azure/templates). Names nest
as the resources do: `account/default/container`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from infra.export.azurerm import plain
from infra.offline.values import Secret, Sensitive, Unknown, dump
from infra.review.owners import real

if TYPE_CHECKING:
    from infra.offline.graph import Graph, Resource
    from infra.offline.values import Value

SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"


@dataclass(frozen=True, slots=True)
class Kind:
    """ARM's type and API version; the inputs whose values make the name, literals with a leading `=`."""

    type: str
    version: str
    names: tuple[str, ...]


_STORAGE, _CDN, _ROLES = "Microsoft.Storage/storageAccounts", "Microsoft.Cdn/profiles", "Microsoft.Authorization"
_STORED, _FRONT, _RIGHTS = "2023-05-01", "2024-02-01", "2022-04-01"
_KINDS = {
    "storage:StorageAccount": Kind(_STORAGE, _STORED, ("accountName",)),
    "storage:BlobServiceProperties": Kind(f"{_STORAGE}/blobServices", _STORED, ("accountName", "=default")),
    "storage:BlobContainer": Kind(
        f"{_STORAGE}/blobServices/containers", _STORED, ("accountName", "=default", "containerName")
    ),
    "storage:ManagementPolicy": Kind(f"{_STORAGE}/managementPolicies", _STORED, ("accountName", "=default")),
    "authorization:RoleAssignment": Kind(f"{_ROLES}/roleAssignments", _RIGHTS, ("roleAssignmentName",)),
    "authorization:RoleDefinition": Kind(f"{_ROLES}/roleDefinitions", _RIGHTS, ("roleDefinitionId",)),
    "authorization:ManagementLockByScope": Kind(f"{_ROLES}/locks", "2020-05-01", ("lockName",)),
    "managedidentity:UserAssignedIdentity": Kind(
        "Microsoft.ManagedIdentity/userAssignedIdentities", "2023-01-31", ("resourceName",)
    ),
    "managedidentity:FederatedIdentityCredential": Kind(
        "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials",
        "2023-01-31",
        ("resourceName", "federatedIdentityCredentialResourceName"),
    ),
    "cdn:Profile": Kind(_CDN, _FRONT, ("profileName",)),
    "cdn:AFDEndpoint": Kind(f"{_CDN}/afdEndpoints", _FRONT, ("profileName", "endpointName")),
    "cdn:AFDOriginGroup": Kind(f"{_CDN}/originGroups", _FRONT, ("profileName", "originGroupName")),
    "cdn:AFDOrigin": Kind(f"{_CDN}/originGroups/origins", _FRONT, ("profileName", "originGroupName", "originName")),
    "cdn:Route": Kind(f"{_CDN}/afdEndpoints/routes", _FRONT, ("profileName", "endpointName", "routeName")),
    "cdn:AFDCustomDomain": Kind(f"{_CDN}/customDomains", _FRONT, ("profileName", "customDomainName")),
    "cdn:RuleSet": Kind(f"{_CDN}/ruleSets", _FRONT, ("profileName", "ruleSetName")),
    "cdn:Rule": Kind(f"{_CDN}/ruleSets/rules", _FRONT, ("profileName", "ruleSetName", "ruleName")),
}
_TOP = ("location", "tags", "sku", "kind", "identity", "zones", "extendedLocation", "scope")
_NOWHERE = ("resourceGroupName", "resourceGroup")
_RENAMED = {"enableHttpsTrafficOnly": "supportsHttpsTrafficOnly", "networkRuleSet": "networkAcls"}
_PACKAGE = "azure-native:"


def arm_template(graph: Graph) -> str:
    """The template's JSON text; the same graph gives the same bytes."""
    rows = [_row(item, _KINDS[_short(item)]) for item in graph.resources if _short(item) in _KINDS]
    ordered = sorted(rows, key=lambda row: (row["type"], row["name"]))
    return dump({"$schema": SCHEMA, "contentVersion": "1.0.0.0", "resources": ordered}) + "\n"


def left_out(graph: Graph) -> tuple[str, ...]:
    """The types of Azure's resources that the template does not have; other clouds' have no place in one."""
    azure = [item for item in graph.resources if real(item) and _short(item)]
    return tuple(sorted({item.type for item in azure if _short(item) not in _KINDS}))


def _short(resource: Resource) -> str:
    token = plain(resource.type)
    return token.removeprefix(_PACKAGE) if token.startswith(_PACKAGE) else ""


def _row(resource: Resource, kind: Kind) -> dict[str, Any]:
    inputs = {key: _value(item) for key, item in resource.inputs.items() if not isinstance(item, Unknown)}
    used = {name for name in kind.names if not name.startswith("=")}
    rest = {key: item for key, item in inputs.items() if key not in {*used, *_TOP, *_NOWHERE}}
    return {
        "type": kind.type,
        "apiVersion": kind.version,
        "name": "/".join(_part(name, inputs, resource) for name in kind.names),
        **{key: inputs[key] for key in _TOP if key in inputs},
        "properties": {_RENAMED.get(key, key): item for key, item in rest.items()},
    }


def _part(name: str, inputs: Mapping[str, Any], resource: Resource) -> str:
    """One part of the name; what the engine makes up later is called after the resource."""
    if name.startswith("="):
        return name[1:]
    found = inputs.get(name)
    return found if isinstance(found, str) and found else resource.name


def _value(value: Value) -> Any:
    match value:
        case Secret() | Sensitive():
            return "[secret]"
        case Unknown():
            return None
        case Mapping():
            return {key: _value(item) for key, item in value.items() if not isinstance(item, Unknown)}
        case list() | tuple():
            return [_value(item) for item in value]
        case _:
            return value
