"""What replaces a resource of Azure.

Sources: pulumi-azure-native 3 replaces a resource when a part of its id changes (pulumi/pulumi-azure-native#77, #2283),
for what the API description calls create-only (`x-ms-mutability`, #137), and for its own list,
provider/pkg/gen/replacement.go: a storage account's `isHnsEnabled` and `location`, a profile's `location` and its
sku's `name`, a role assignment's `principalId` and `scope`, a resource group's `location`; nothing else of a container.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_GROUP = "resourceGroupName"
_IN_ACCOUNT = (_GROUP, "accountName")
_IN_PROFILE = (_GROUP, "profileName")
FORCES: Mapping[str, tuple[str, ...]] = {
    "azure-native:storage:StorageAccount": (*_IN_ACCOUNT, "isHnsEnabled", "location"),
    "azure-native:storage:BlobContainer": (*_IN_ACCOUNT, "containerName"),
    "azure-native:storage:BlobContainerImmutabilityPolicy": (*_IN_ACCOUNT, "containerName", "immutabilityPolicyName"),
    "azure-native:storage:BlobServiceProperties": (*_IN_ACCOUNT, "blobServicesName"),
    "azure-native:storage:ManagementPolicy": (*_IN_ACCOUNT, "managementPolicyName"),
    "azure-native:storage:EncryptionScope": (*_IN_ACCOUNT, "encryptionScopeName"),
    "azure-native:storage:FileShare": (*_IN_ACCOUNT, "shareName"),
    "azure-native:storage:Table": (*_IN_ACCOUNT, "tableName"),
    "azure-native:storage:Queue": (*_IN_ACCOUNT, "queueName"),
    "azure-native:storage:Blob": (*_IN_ACCOUNT, "blobName", "containerName", "source", "type"),
    "azure-native:resources:ResourceGroup": (_GROUP, "location"),
    "azure-native:authorization:RoleAssignment": ("principalId", "roleAssignmentName", "scope"),
    "azure-native:authorization:RoleDefinition": ("roleDefinitionId", "scope"),
    "azure-native:authorization:ManagementLockByScope": ("lockName", "scope"),
    "azure-native:authorization:ManagementLockAtResourceGroupLevel": (_GROUP, "lockName"),
    "azure-native:authorization:ManagementLockAtResourceLevel": (
        _GROUP, "lockName", "parentResourcePath", "resourceName", "resourceProviderNamespace", "resourceType",
    ),
    "azure-native:authorization:ManagementLockAtSubscriptionLevel": ("lockName",),
    "azure-native:managedidentity:UserAssignedIdentity": (_GROUP, "location", "resourceName"),
    "azure-native:managedidentity:FederatedIdentityCredential": (
        _GROUP, "federatedIdentityCredentialResourceName", "resourceName",
    ),
    "azure-native:keyvault:Vault": (_GROUP, "vaultName"),
    "azure-native:keyvault:Key": (
        _GROUP, "keyName", "properties.curveName", "properties.keySize", "properties.kty", "vaultName",
    ),
    "azure-native:cdn:Profile": (*_IN_PROFILE, "location", "sku.name"),
    "azure-native:cdn:AFDEndpoint": (*_IN_PROFILE, "endpointName", "location"),
    "azure-native:cdn:AFDCustomDomain": (*_IN_PROFILE, "customDomainName"),
    "azure-native:cdn:AFDOriginGroup": (*_IN_PROFILE, "originGroupName"),
    "azure-native:cdn:AFDOrigin": (*_IN_PROFILE, "originGroupName", "originName"),
    "azure-native:cdn:Route": (*_IN_PROFILE, "endpointName", "routeName"),
    "azure-native:cdn:RuleSet": (*_IN_PROFILE, "ruleSetName"),
    "azure-native:cdn:Rule": (*_IN_PROFILE, "ruleName", "ruleSetName"),
    "azure-native:cdn:Secret": (*_IN_PROFILE, "secretName"),
    "azure-native:cdn:SecurityPolicy": (*_IN_PROFILE, "securityPolicyName"),
    "azure-native:dns:RecordSet": (_GROUP, "recordType", "relativeRecordSetName", "zoneName"),
    "azure-native:dns:Zone": (_GROUP, "location", "zoneName"),
    "azure-native:monitor:DiagnosticSetting": ("name", "resourceUri"),
    "azure-native:monitor:MetricAlert": (_GROUP, "location", "ruleName"),
    "azure:storage/account:Account": (
        "accountTier", "dnsEndpointType", "edgeZone", "infrastructureEncryptionEnabled", "isHnsEnabled", "location",
        "name", "nfsv3Enabled", "queueEncryptionKeyType", _GROUP, "tableEncryptionKeyType",
    ),
    "azure:storage/container:Container": ("name", "storageAccountId", "storageAccountName"),
}  # fmt: skip
"""Type -> wire paths."""
