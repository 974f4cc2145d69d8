"""What the outputs of Azure's resource types look like; see `infra.offline.symbol_table` for the templates.

Shapes: https://learn.microsoft.com/azure/templates for ids, the REST reference of each service for the rest. The
subscription and the group of an id are symbols too, as no resource is told its own. What lies below another resource
is named by the program through its parent's id, so its own id need not say the parent's name.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from infra.offline.symbol_table import Kind

_SUBSCRIPTION = "/subscriptions/${{azure.subscription}}"
_GROUP = f"{_SUBSCRIPTION}/resourceGroups/${{{{azure.resourceGroup}}}}"
_ENDPOINTS = ("blob", "dfs", "file", "queue", "table", "web")


def _attribute(token: str, key: str) -> str:
    return f"{token[:-1]}.{key}}}"


def _below(path: str, named_by: str, **more: Any) -> Kind:
    """A resource of the group, as in `Microsoft.Cdn/profiles`."""
    return Kind({"name": "{name}"}, named_by=named_by, id=f"{_GROUP}/providers/{path}/{{t}}", **more)


def _endpoints(token: str) -> Mapping[str, Any]:
    """Of the public cloud; the sovereign ones have other suffixes."""
    return {"primaryEndpoints": {kind: f"https://{token}.{kind}.core.windows.net/" for kind in _ENDPOINTS}}


def _identity(token: str, _inputs: Mapping[str, Any]) -> Mapping[str, Any]:
    return {key: _attribute(token, key) for key in ("principalId", "clientId", "tenantId")}


def _key(token: str, inputs: Mapping[str, Any]) -> Mapping[str, Any]:
    uri = f"https://{inputs.get('vaultName')}.vault.azure.net/keys/{inputs.get('keyName') or token}"
    return {"keyUri": uri, "keyUriWithVersion": f"{uri}/{_attribute(token, 'version')}"}


def _own_identity(_token: str, inputs: Mapping[str, Any]) -> Mapping[str, Any]:
    """Asked for as a list of ids, answered as a mapping by id."""
    given = inputs.get("identity")
    if not isinstance(given, Mapping):
        return {}
    ids = given.get("userAssignedIdentities") or ()
    return {"identity": {"type": given.get("type"), "userAssignedIdentities": {str(one): {} for one in ids}}}


def _account(token: str, inputs: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**_endpoints(token), **_own_identity(token, inputs)}


def _endpoint(token: str, _inputs: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"hostName": f"{token}.azurefd.net"}


def _proof(token: str, _inputs: Mapping[str, Any]) -> Mapping[str, Any]:
    found = {"validationToken": _attribute(token, "proof"), "expirationDate": _attribute(token, "expires")}
    return {"validationProperties": found}


def _fqdn(token: str, inputs: Mapping[str, Any]) -> Mapping[str, Any]:
    name, zone = inputs.get("relativeRecordSetName"), inputs.get("zoneName")
    return {"fqdn": f"{zone}." if name == "@" else f"{name or token}.{zone}."}


TABLE: Mapping[str, Kind] = MappingProxyType({
    "azure-native:resources:ResourceGroup": Kind(
        {"name": "{name}"}, named_by="resourceGroupName", id=f"{_SUBSCRIPTION}/resourceGroups/{{t}}"
    ),
    "azure-native:storage:StorageAccount": _below(
        "Microsoft.Storage/storageAccounts", "accountName", computed=_account
    ),
    "azure-native:storage:BlobContainer": _below(
        "Microsoft.Storage/storageAccounts/blobServices/containers", "containerName"
    ),
    "azure-native:storage:BlobServiceProperties": _below(
        "Microsoft.Storage/storageAccounts/blobServices", "blobServicesName"
    ),
    "azure-native:storage:ManagementPolicy": _below(
        "Microsoft.Storage/storageAccounts/managementPolicies", "managementPolicyName"
    ),
    "azure-native:authorization:ManagementLockByScope": _below("Microsoft.Authorization/locks", "lockName"),
    "azure-native:authorization:RoleDefinition": Kind(
        {"name": "{name}"},
        named_by="roleDefinitionId",
        id=f"{_SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/{{name}}",
    ),
    "azure-native:authorization:RoleAssignment": _below(
        "Microsoft.Authorization/roleAssignments", "roleAssignmentName"
    ),
    "azure-native:managedidentity:UserAssignedIdentity": _below(
        "Microsoft.ManagedIdentity/userAssignedIdentities", "resourceName", computed=_identity
    ),
    "azure-native:managedidentity:FederatedIdentityCredential": _below(
        "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials",
        "federatedIdentityCredentialResourceName",
    ),
    "azure-native:keyvault:Vault": _below("Microsoft.KeyVault/vaults", "vaultName"),
    "azure-native:keyvault:Key": _below("Microsoft.KeyVault/vaults/keys", "keyName", computed=_key),
    "azure-native:cdn:Profile": _below("Microsoft.Cdn/profiles", "profileName", computed=_own_identity),
    "azure-native:cdn:AFDEndpoint": _below("Microsoft.Cdn/profiles/afdEndpoints", "endpointName", computed=_endpoint),
    "azure-native:cdn:AFDOriginGroup": _below("Microsoft.Cdn/profiles/originGroups", "originGroupName"),
    "azure-native:cdn:AFDOrigin": _below("Microsoft.Cdn/profiles/originGroups/origins", "originName"),
    "azure-native:cdn:Route": _below("Microsoft.Cdn/profiles/afdEndpoints/routes", "routeName"),
    "azure-native:cdn:RuleSet": _below("Microsoft.Cdn/profiles/ruleSets", "ruleSetName"),
    "azure-native:cdn:Rule": _below("Microsoft.Cdn/profiles/ruleSets/rules", "ruleName"),
    "azure-native:cdn:AFDCustomDomain": _below(
        "Microsoft.Cdn/profiles/customDomains", "customDomainName", computed=_proof
    ),
    "azure-native:cdn:SecurityPolicy": _below("Microsoft.Cdn/profiles/securityPolicies", "securityPolicyName"),
    "azure-native:dns:RecordSet": _below(
        "Microsoft.Network/dnszones/recordsets", "relativeRecordSetName", computed=_fqdn
    ),
    "azure-native:monitor:DiagnosticSetting": _below("Microsoft.Insights/diagnosticSettings", "name"),
    "azure-native:monitor:MetricAlert": _below("Microsoft.Insights/metricAlerts", "ruleName"),
})  # fmt: skip
