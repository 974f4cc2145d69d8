"""Where the spec says what becomes a property of Azure: infra/components/azure read backwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_ACCOUNT = ("stores.*.name", "naming.account", "project")
_LOCATION = ("stores.*.location", "azure.location")
_GROUP = ("resourceGroupName", ("azure.resource_group.name", "azure.resource_group", "project", "azure.location"))
_IDENTITY = ("naming.identity", "project")
_GRANTS = ("workloads.*.grants", "storages", "stores")
_KEY = ("stores.*.encryption.key", "stores.*.encryption.identity", "stores.*.encryption.type", "stores.*.encryption")
_DOMAIN = ("stores.*.cdn.domain", "stores.*.cdn.dns_zone", "stores.*.cdn")
_PROFILE = (_GROUP, ("profileName", (*_ACCOUNT, "stores.*.cdn")))
_FRONT = (*_PROFILE, ("", ("stores.*.cdn", "storages")))
_NETWORK = ("stores.*.network.default", "stores.*.network.ip_rules", "stores.*.network.subnets", "stores.*.network")

PATHS: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "azure-native:storage:StorageAccount": (
        _GROUP,
        ("accountName", _ACCOUNT),
        ("location", _LOCATION),
        ("sku", ("stores.*.redundancy",)),
        ("accessTier", ("stores.*.access_tier",)),
        ("allowBlobPublicAccess", ("storages",)),
        ("allowSharedKeyAccess", ("stores.*.shared_key",)),
        ("keyPolicy", ("stores.*.shared_key",)),
        ("encryption.requireInfrastructureEncryption", ("stores.*.encryption.infrastructure", "stores.*.encryption")),
        ("encryption", _KEY),
        ("identity", _KEY),
        ("networkRuleSet.defaultAction", ("stores.*.network.default", "stores.*.network")),
        ("networkRuleSet", _NETWORK),
        ("publicNetworkAccess", ("stores.*.network.public", "stores.*.network")),
        ("sasPolicy", ("storages",)),
    ),
    "azure-native:storage:BlobContainer": (
        _GROUP,
        ("accountName", (*_ACCOUNT, *_LOCATION)),
        ("containerName", ("stores.*.container", "stores.*.isolation", "storages")),
        ("publicAccess", ("storages",)),
        ("", ("stores.*.container", "stores.*.isolation", "storages")),
    ),
    "azure-native:storage:BlobServiceProperties": (
        _GROUP,
        ("accountName", _ACCOUNT),
        ("isVersioningEnabled", ("stores.*.versioning",)),
        ("deleteRetentionPolicy", ("stores.*.soft_delete_days",)),
        ("containerDeleteRetentionPolicy", ("stores.*.soft_delete_days",)),
        ("cors", ("stores.*.cors", "site.origins")),
    ),
    "azure-native:storage:ManagementPolicy": (
        _GROUP,
        ("accountName", _ACCOUNT),
        ("", ("stores.*.lifecycle", "stores")),
    ),
    "azure-native:resources:ResourceGroup": (
        _GROUP,
        ("location", ("azure.location",)),
        ("options.protect", ("stores", "target")),
        ("options.retainOnDelete", ("stores", "target")),
        ("", ("azure.resource_group", "stores")),
    ),
    "azure-native:authorization:ManagementLockByScope": (("", ("stores.*.lock",)),),
    "azure-native:authorization:RoleAssignment": (
        ("principalId", ("workloads.*.runs_on", "workloads.*.service_principal")),
        ("", _GRANTS),
    ),
    "azure-native:authorization:RoleDefinition": (("", ("workloads", "storages", "stores.*.cdn")),),
    "azure-native:managedidentity:UserAssignedIdentity": (
        _GROUP,
        ("resourceName", (*_IDENTITY, *_ACCOUNT)),
        ("location", ("azure.location", *_LOCATION)),
        ("", ("workloads.*.runs_on", "stores.*.cdn", "stores.*.encryption")),
    ),
    "azure-native:managedidentity:FederatedIdentityCredential": (
        _GROUP,
        ("resourceName", _IDENTITY),
        ("", ("workloads.*.runs_on",)),
    ),
    "azure-native:keyvault:Vault": (_GROUP, ("vaultName", _ACCOUNT), ("location", _LOCATION), ("", _KEY)),
    "azure-native:keyvault:Key": (_GROUP, ("vaultName", _ACCOUNT), ("", _KEY)),
    "azure-native:cdn:Profile": (("sku", ("stores.*.cdn.sku",)), *_FRONT),
    "azure-native:cdn:AFDEndpoint": _FRONT,
    "azure-native:cdn:AFDOriginGroup": _FRONT,
    "azure-native:cdn:AFDOrigin": (
        ("sharedPrivateLinkResource", ("stores.*.cdn.origin_access", "stores.*.cdn.private_link_location")),
        *_FRONT,
    ),
    "azure-native:cdn:AFDCustomDomain": (*_PROFILE, ("tlsSettings", ("stores.*.cdn.minimum_tls",)), ("", _DOMAIN)),
    "azure-native:cdn:Route": (
        *_PROFILE,
        ("patternsToMatch", ("storages",)),
        ("linkToDefaultDomain", _DOMAIN),
        ("customDomains", _DOMAIN),
        ("", ("storages", "stores.*.cdn")),
    ),
    "azure-native:cdn:RuleSet": _FRONT,
    "azure-native:cdn:Rule": (*_PROFILE, ("", ("stores.*.cdn.headers", "site.origins", "storages", "stores.*.cdn"))),
    "azure-native:cdn:SecurityPolicy": (*_PROFILE, ("", ("stores.*.cdn.waf_policy_id",))),
    "azure-native:dns:RecordSet": (("zoneName", ("stores.*.cdn.dns_zone",)), ("", _DOMAIN)),
    "azure-native:monitor:DiagnosticSetting": (("", ("stores.*.access_logs", "stores.*.cdn.logs")),),
    "azure-native:monitor:MetricAlert": (
        _GROUP,
        ("actions", ("stores.*.alarms.notify",)),
        ("", ("stores.*.alarms",)),
    ),
}
"""Type -> (wire path, spec paths)."""
