"""The resource types the local Azure makes: where their ids lie, what they must say, what a change replaces.

Ids and names: "Resource naming rules" and each type's page in the ARM template reference. `fixed` are the inputs whose
change makes a new resource (azure-native provider, `replaceOnChanges`), besides the names in the id.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from string import Formatter
from typing import TYPE_CHECKING, Any

from infra.local.azure.world import SUBSCRIPTION

if TYPE_CHECKING:
    from collections.abc import Mapping

_GROUP = SUBSCRIPTION + "/resourceGroups/{resourceGroupName}"
_ACCOUNT = _GROUP + "/providers/Microsoft.Storage/storageAccounts/{accountName}"
_IDENTITY = _GROUP + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{resourceName}"
_PROFILE = _GROUP + "/providers/Microsoft.Cdn/profiles/{profileName}"
_VAULT = _GROUP + "/providers/Microsoft.KeyVault/vaults/{vaultName}"
_AUTHORIZATION = "{scope}/providers/Microsoft.Authorization"


@dataclass(frozen=True, slots=True)
class Kind:
    """A type: its id as a template of inputs, the input that names it, defaults of inputs in the id, patterns of names.

    `parent` is the template of the resource it cannot be without.
    """

    id: str
    name: str
    parent: str = ""
    defaults: Mapping[str, str] = field(default_factory=dict)
    pattern: str = r".{1,260}"
    fixed: tuple[str, ...] = ()


KINDS: Mapping[str, Kind] = {
    "resources:ResourceGroup": Kind(_GROUP, "resourceGroupName", fixed=("location",)),
    "storage:StorageAccount": Kind(
        _ACCOUNT, "accountName", pattern=r"[a-z0-9]{3,24}", fixed=("location", "isHnsEnabled", "enableNfsV3")
    ),
    "storage:BlobServiceProperties": Kind(
        _ACCOUNT + "/blobServices/{blobServicesName}", "blobServicesName", _ACCOUNT, {"blobServicesName": "default"},
        pattern="default",
    ),
    "storage:BlobContainer": Kind(
        _ACCOUNT + "/blobServices/default/containers/{containerName}", "containerName", _ACCOUNT,
        pattern=r"(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]|\$web|\$root",
        fixed=("defaultEncryptionScope", "denyEncryptionScopeOverride"),
    ),
    "storage:ManagementPolicy": Kind(
        _ACCOUNT + "/managementPolicies/{managementPolicyName}", "managementPolicyName", _ACCOUNT,
        {"managementPolicyName": "default"}, pattern="default",
    ),
    "managedidentity:UserAssignedIdentity": Kind(
        _IDENTITY, "resourceName", pattern=r"[A-Za-z0-9][\w-]{2,127}", fixed=("location",)
    ),
    "managedidentity:FederatedIdentityCredential": Kind(
        _IDENTITY + "/federatedIdentityCredentials/{federatedIdentityCredentialResourceName}",
        "federatedIdentityCredentialResourceName", _IDENTITY, pattern=r"[A-Za-z0-9][\w-]{2,119}",
    ),
    "authorization:RoleDefinition": Kind(  # Azure answers this id whatever scope it was made in
        SUBSCRIPTION + "/providers/Microsoft.Authorization/roleDefinitions/{roleDefinitionId}", "roleDefinitionId",
        pattern=r"[0-9a-fA-F-]{36}", fixed=("scope",),
    ),
    "authorization:RoleAssignment": Kind(
        _AUTHORIZATION + "/roleAssignments/{roleAssignmentName}", "roleAssignmentName", pattern=r"[0-9a-fA-F-]{36}",
        fixed=("principalId", "principalType", "roleDefinitionId"),
    ),
    "authorization:ManagementLockByScope": Kind(_AUTHORIZATION + "/locks/{lockName}", "lockName"),
    "cdn:Profile": Kind(_PROFILE, "profileName", fixed=("location", "sku")),
    "cdn:AFDEndpoint": Kind(
        _PROFILE + "/afdEndpoints/{endpointName}", "endpointName", _PROFILE,
        pattern=r"[A-Za-z0-9][A-Za-z0-9-]{0,44}[A-Za-z0-9]",
    ),
    "cdn:AFDOriginGroup": Kind(_PROFILE + "/originGroups/{originGroupName}", "originGroupName", _PROFILE),
    "cdn:AFDOrigin": Kind(
        _PROFILE + "/originGroups/{originGroupName}/origins/{originName}", "originName",
        _PROFILE + "/originGroups/{originGroupName}",
    ),
    "cdn:Route": Kind(
        _PROFILE + "/afdEndpoints/{endpointName}/routes/{routeName}", "routeName",
        _PROFILE + "/afdEndpoints/{endpointName}",
    ),
    "cdn:AFDCustomDomain": Kind(
        _PROFILE + "/customDomains/{customDomainName}", "customDomainName", _PROFILE, fixed=("hostName",)
    ),
    "cdn:RuleSet": Kind(
        _PROFILE + "/ruleSets/{ruleSetName}", "ruleSetName", _PROFILE, pattern=r"[A-Za-z][A-Za-z0-9]{0,59}"
    ),
    "cdn:Rule": Kind(
        _PROFILE + "/ruleSets/{ruleSetName}/rules/{ruleName}", "ruleName", _PROFILE + "/ruleSets/{ruleSetName}",
        pattern=r"[A-Za-z][A-Za-z0-9]{0,259}",
    ),
    "cdn:SecurityPolicy": Kind(_PROFILE + "/securityPolicies/{securityPolicyName}", "securityPolicyName", _PROFILE),
    "keyvault:Vault": Kind(
        _VAULT, "vaultName", pattern=r"(?!.*--)[A-Za-z][A-Za-z0-9-]{1,22}[A-Za-z0-9]", fixed=("location",)
    ),
    "keyvault:Key": Kind(_VAULT + "/keys/{keyName}", "keyName", _VAULT, pattern=r"[A-Za-z0-9-]{1,127}"),
}  # fmt: skip


def identifier(kind: Kind, inputs: Mapping[str, Any]) -> str:
    """The id of a resource with these inputs. KeyError for a missing one, ValueError for a name Azure refuses."""
    name = str(inputs[kind.name])
    if re.fullmatch(kind.pattern, name) is None:
        raise ValueError(f"{kind.name} is {name!r}, which Azure does not take")
    return kind.id.format(**{key: str(inputs[key]).rstrip("/") for key in places(kind)})


def places(kind: Kind) -> tuple[str, ...]:
    """The inputs in the id: a change of one makes a new resource."""
    return tuple(found for _, found, _, _ in Formatter().parse(kind.id) if found)
