"""Azure's resources in the words of Terraform's azurerm provider, which more rules of scanners know than ARM's.

Names: registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/storage_account and `storage_container`,
`storage_management_policy`, `role_assignment`, `role_definition`, `management_lock`, `user_assigned_identity`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from infra.offline.graph import thaw
from infra.offline.values import Secret, Unknown

if TYPE_CHECKING:
    from collections.abc import Callable

    from infra.offline.graph import Graph, Resource

TYPES = {
    "azure-native:storage:StorageAccount": "azurerm_storage_account",
    "azure-native:storage:BlobContainer": "azurerm_storage_container",
    "azure-native:resources:ResourceGroup": "azurerm_resource_group",
    "azure-native:authorization:RoleAssignment": "azurerm_role_assignment",
    "azure-native:authorization:RoleDefinition": "azurerm_role_definition",
    "azure-native:authorization:ManagementLockByScope": "azurerm_management_lock",
    "azure-native:managedidentity:UserAssignedIdentity": "azurerm_user_assigned_identity",
}
_ACCESS = {"Blob": "blob", "Container": "container"}


def plain(token: str) -> str:
    """The token without an API version: `azure-native:storage/v20230501:StorageAccount` -> `...:storage:...`."""
    return re.sub(r"(?<=[a-z])/v[0-9]{8}(?:preview|privatepreview)?(?=:)", "", token)


def values(resource: Resource, graph: Graph) -> dict[str, Any]:
    """The attributes; those that are not known are absent."""
    inputs = thaw(resource.inputs)
    made = _MAKERS.get(plain(resource.type), _plainly)(inputs, resource, graph)
    return {key: _shown(value) for key, value in made.items() if value is not None and not isinstance(value, Unknown)}


def _plainly(inputs: Mapping[str, Any], resource: Resource, graph: Graph) -> dict[str, Any]:
    names = {"resourceGroupName": "resource_group_name", "location": "location", "tags": "tags", "scope": "scope"}
    own = ("principalId", "principalType", "roleDefinitionId", "condition", "conditionVersion", "roleName", "level")
    found = {re.sub(r"(?=[A-Z])", "_", key).lower(): inputs.get(key) for key in own}
    return {**{there: inputs.get(here) for here, there in names.items()}, **found, **_lock(inputs)}


def _lock(inputs: Mapping[str, Any]) -> dict[str, Any]:
    return {"lock_level": inputs["level"], "level": None} if "level" in inputs else {}


def _account(inputs: Mapping[str, Any], resource: Resource, graph: Graph) -> dict[str, Any]:
    tier, _, replication = str((inputs.get("sku") or {}).get("name", "")).partition("_")
    minimum = inputs.get("minimumTlsVersion")
    return {
        "name": inputs.get("accountName"),
        "resource_group_name": inputs.get("resourceGroupName"),
        "location": inputs.get("location"),
        "account_kind": inputs.get("kind"),
        "account_tier": tier or None,
        "account_replication_type": replication or None,
        "min_tls_version": minimum,
        "https_traffic_only_enabled": inputs.get("enableHttpsTrafficOnly"),
        "enable_https_traffic_only": inputs.get("enableHttpsTrafficOnly"),  # the name before azurerm 4
        "allow_nested_items_to_be_public": inputs.get("allowBlobPublicAccess"),
        "shared_access_key_enabled": inputs.get("allowSharedKeyAccess"),
        "default_to_oauth_authentication": inputs.get("defaultToOAuthAuthentication"),
        "cross_tenant_replication_enabled": inputs.get("allowCrossTenantReplication"),
        "local_user_enabled": inputs.get("isLocalUserEnabled"),
        "infrastructure_encryption_enabled": (inputs.get("encryption") or {}).get("requireInfrastructureEncryption"),
        "public_network_access_enabled": _enabled(inputs.get("publicNetworkAccess")),
        "network_rules": _network(inputs.get("networkRuleSet")),
        "sas_policy": _sas(inputs.get("sasPolicy")),
        "blob_properties": _blob(resource, graph),
        "tags": inputs.get("tags"),
    }


def _enabled(value: Any) -> bool | None:
    return None if value is None or isinstance(value, Unknown) else value == "Enabled"


def _network(rules: Any) -> list[dict[str, Any]] | None:
    if not isinstance(rules, Mapping):
        return None
    bypass = str(rules.get("bypass") or "None").replace(" ", "").split(",")
    addresses = [item.get("iPAddressOrRange") for item in rules.get("ipRules") or () if isinstance(item, Mapping)]
    return [{"default_action": rules.get("defaultAction"), "bypass": bypass, "ip_rules": addresses}]


def _sas(policy: Any) -> list[dict[str, Any]] | None:
    if not isinstance(policy, Mapping):
        return None
    return [
        {"expiration_period": policy.get("sasExpirationPeriod"), "expiration_action": policy.get("expirationAction")}
    ]


def _blob(account: Resource, graph: Graph) -> list[dict[str, Any]] | None:
    """What azure-native keeps in a resource of its own, the account's blob service."""
    services = [item for item in graph.resources if plain(item.type) == "azure-native:storage:BlobServiceProperties"]
    mine = [item for item in services if account.urn in _needed(item) or _same(item, account)]
    if not mine:
        return None
    inputs = thaw(mine[0].inputs)
    return [{
        "versioning_enabled": inputs.get("isVersioningEnabled"),
        "change_feed_enabled": (inputs.get("changeFeed") or {}).get("enabled"),
        "delete_retention_policy": _days(inputs.get("deleteRetentionPolicy")),
        "container_delete_retention_policy": _days(inputs.get("containerDeleteRetentionPolicy")),
    }]  # fmt: skip


def _needed(item: Resource) -> set[str]:
    return {*item.dependencies, *(urn for urns in item.property_dependencies.values() for urn in urns)}


def _same(item: Resource, account: Resource) -> bool:
    name = item.inputs.get("accountName")
    return isinstance(name, str) and name == account.inputs.get("accountName")


def _days(policy: Any) -> list[dict[str, Any]]:
    on = isinstance(policy, Mapping) and policy.get("enabled")
    return [{"days": policy.get("days")}] if on else []


def _container(inputs: Mapping[str, Any], resource: Resource, graph: Graph) -> dict[str, Any]:
    return {
        "name": inputs.get("containerName"),
        "storage_account_name": inputs.get("accountName"),
        "container_access_type": _ACCESS.get(str(inputs.get("publicAccess")), "private"),
        "metadata": inputs.get("metadata"),
    }


def _definition(inputs: Mapping[str, Any], resource: Resource, graph: Graph) -> dict[str, Any]:
    permissions = [
        {
            "actions": item.get("actions") or [], "not_actions": item.get("notActions") or [],
            "data_actions": item.get("dataActions") or [], "not_data_actions": item.get("notDataActions") or [],
        }
        for item in inputs.get("permissions") or () if isinstance(item, Mapping)
    ]  # fmt: skip
    return {"name": inputs.get("roleName"), "scope": inputs.get("scope"), "permissions": permissions}


_MAKERS: Mapping[str, Callable[[Mapping[str, Any], Resource, Graph], dict[str, Any]]] = {
    "azure-native:storage:StorageAccount": _account,
    "azure-native:storage:BlobContainer": _container,
    "azure-native:authorization:RoleDefinition": _definition,
}


def _shown(value: Any) -> Any:
    match value:
        case Secret():
            return "[secret]"
        case Unknown():
            return None
        case Mapping():
            return {key: _shown(item) for key, item in value.items()}
        case list() | tuple():
            return [_shown(item) for item in value]
        case _:
            return value
