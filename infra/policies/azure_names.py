"""Names and resource ids on Azure. What has to be a GUID follows from names, so that it is the same every time."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, NamedTuple

from generator.spec.facts import bucket_name, resource_group_name

if TYPE_CHECKING:
    from generator.spec.model import Spec

LOCAL_SUBSCRIPTION = "00000000-0000-4000-8000-000000000001"
LOCAL_TENANT = "00000000-0000-4000-8000-000000000002"
"""Nobody's: what stands for them where `target: local` names none. A real cloud refuses them."""

DELEGATOR = "db58b8e5-c6ad-4a2a-8342-4190687cbf4a"
"""Storage Blob Delegator: `generateUserDelegationKey/action` and nothing else."""
CRYPTO_USER = "e147488a-f6f5-4113-8e2d-b22465e65bf6"
"""Key Vault Crypto Service Encryption User: reads, wraps and unwraps with a key.
https://learn.microsoft.com/azure/role-based-access-control/built-in-roles"""

ACCOUNTS = "Microsoft.Storage/storageAccounts"
SERVICES = f"{ACCOUNTS}/blobServices"
METRICS = {"BlobCapacity": "Average", "BlobCount": "Average"}
"""Metric of the blob service -> how it is aggregated:
https://learn.microsoft.com/azure/azure-monitor/reference/supported-metrics/microsoft-storage-storageaccounts-metrics"""

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "stowplan")


class Zone(NamedTuple):
    """An Azure DNS zone, from its resource id."""

    group: str
    name: str

    def relative(self, domain: str) -> str:
        """The domain's name in the zone; `@` is the zone itself. DNS tells no letters apart by case (RFC 4343)."""
        name, zone_name = domain.lower(), self.name.lower()
        return "@" if name == zone_name else name.removesuffix(f".{zone_name}")


def subscription(spec: Spec) -> str | None:
    """The subscription, when it is known without asking the cloud."""
    return spec.azure.subscription_id or (LOCAL_SUBSCRIPTION if spec.target == "local" else None)


def tenant(spec: Spec) -> str | None:
    """The tenant, when it is known without asking the cloud."""
    return spec.azure.tenant_id or (LOCAL_TENANT if spec.target == "local" else None)


def group_id(spec: Spec) -> str:
    """The resource group's id. Raises ValueError without a subscription, which a group that exists needs."""
    known = subscription(spec)
    if known is None:
        raise ValueError("a resource group or an account that exists needs `azure.subscription_id`; the checks say so")
    return f"/subscriptions/{known}/resourceGroups/{resource_group_name(spec)}"


def account_id(spec: Spec, store: str) -> str:
    """The id of a store's account, known from names alone. Raises ValueError as `group_id`."""
    return f"{group_id(spec)}/providers/Microsoft.Storage/storageAccounts/{bucket_name(spec, store)}"


def container_path(container: str) -> str:
    """What follows an account's id in a container's."""
    return f"/blobServices/default/containers/{container}"


def subscription_of(resource_id: str) -> str:
    """`/subscriptions/<id>` of any resource id."""
    return "/".join(resource_id.split("/")[:3])


def definition_path(guid: str) -> str:
    """What follows the subscription in a role definition's id, as Azure itself answers it."""
    return f"/providers/Microsoft.Authorization/roleDefinitions/{guid}"


def role_guid(account: str, principal: str) -> str:
    """A role definition's name. Accounts are unique in the world, as a tenant's role definitions have to be.

    What the role allows is no part of it, so that a grant that changes is an edit.
    """
    return _guid("role", account, principal)


def role_title(account: str, principal: str) -> str:
    """The name people see, unique in the tenant too."""
    return f"{account} blobs for {principal}"


def assignment_guid(account: str, part: str, role: str, principal: str) -> str:
    """A role assignment's name: a random one would meet `RoleAssignmentExists` when it is made again.

    `part` is the container or what else the scope is, "" for the account; `role` is no set of actions, as in
    `role_guid`. https://github.com/pulumi/pulumi-azure-native/issues/625
    """
    return _guid("assignment", account, part, role, principal)


def cdn_identity(account: str) -> str:
    """The name of the identity of Front Door before an account."""
    return f"{account}-cdn"


def key_identity(account: str) -> str:
    """The name of the identity that an account reads its key by."""
    return f"{account}-key"


def zone(resource_id: str) -> Zone:
    """A zone's group and name. Raises ValueError for what is no zone's id."""
    parts = resource_id.split("/")
    if len(parts) != 9 or parts[6].lower() != "microsoft.network" or parts[7].lower() != "dnszones":
        raise ValueError(f"{resource_id!r} is not the resource id of an Azure DNS zone; the checks say so")
    return Zone(parts[4], parts[8])


def domain_label(domain: str) -> str:
    """The name of a custom domain in its profile: letters, digits and dashes."""
    return domain.replace(".", "-").replace("*", "wildcard")


def _guid(*parts: str) -> str:
    return str(uuid.uuid5(_NAMESPACE, "|".join(parts)))
