"""The key of an account: Microsoft's, one of yours, or one made in a vault of this stack."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
from pulumi_azure_native.authorization import RoleAssignment
from pulumi_azure_native.keyvault import Key, KeyRotationPolicyActionType, SkuName, Vault
from pulumi_azure_native.managedidentity import UserAssignedIdentity

from infra.names import child
from infra.policies.azure_names import CRYPTO_USER, assignment_guid, key_identity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pulumi_azure_native.storage import EncryptionArgsDict, EncryptionServicesArgsDict, IdentityArgsDict

    from generator.spec.azure import AzureCmk, AzureEncryption
    from infra.components.azure.group import Group

KEY = "storage"
"""The key's name in its vault."""

_SERVICES: EncryptionServicesArgsDict = {
    "blob": {"enabled": True, "key_type": "Account"},
    "file": {"enabled": True, "key_type": "Account"},
}


@dataclass(frozen=True)
class Encrypted:
    """What the account is given; `after` has to be there first."""

    encryption: EncryptionArgsDict
    identity: IdentityArgsDict | None = None
    after: Sequence[pulumi.Resource] = ()


@dataclass(frozen=True)
class KeyArgs:
    """`account` names the vault too: both are unique in the world, of 3 to 24 letters and digits."""

    wanted: AzureEncryption
    group: Group
    account: str
    location: str
    keep: bool
    tags: Mapping[str, str]


def encrypted(parent: pulumi.Resource, name: str, args: KeyArgs) -> Encrypted:
    """The encryption of an account; `infrastructure` can be decided once only, when the account is made."""
    wanted = args.wanted
    if wanted.type == "microsoft-managed":
        return Encrypted(
            {
                "key_source": "Microsoft.Storage",
                "require_infrastructure_encryption": wanted.infrastructure,
                "services": _SERVICES,
            }
        )
    if wanted.key == "create":
        return _made(parent, name, args, wanted)
    vault, key, version = _address(wanted.key)
    return _by_key(wanted, vault, key, version, wanted.identity or "", ())


def _made(parent: pulumi.Resource, name: str, args: KeyArgs, wanted: AzureCmk) -> Encrypted:
    """The identity comes first: Azure refuses an account that gets it and encrypts by it in one request.

    A kept account reads by it, so it stays too, with its right.
    """
    options = pulumi.ResourceOptions(parent=parent, retain_on_delete=args.keep)
    reader = UserAssignedIdentity(
        child(name, "key"),
        resource_name_=key_identity(args.account),
        resource_group_name=args.group.name,
        location=args.location,
        tags=args.tags,
        opts=options,
    )
    vault = _vault(parent, name, args, reader.tenant_id)
    key = _key(parent, name, args, vault)
    reads = RoleAssignment(
        child(name, "key"),
        role_assignment_name=assignment_guid(args.account, KEY, CRYPTO_USER, key_identity(args.account)),
        scope=pulumi.Output.concat(vault.id, "/keys/", key.name),
        role_definition_id=args.group.definition_id(CRYPTO_USER),
        principal_id=reader.principal_id,
        principal_type="ServicePrincipal",
        opts=options,
    )
    address = key.key_uri.apply(lambda uri: _address(uri)[0])
    return _by_key(wanted, address, key.name, "", reader.id, [reads])


def _vault(parent: pulumi.Resource, name: str, args: KeyArgs, tenant: pulumi.Output[str]) -> Vault:
    """Purge protection is what an account's key needs, and cannot be taken back.

    https://learn.microsoft.com/azure/storage/common/customer-managed-keys-overview
    """
    return Vault(
        name,
        vault_name=args.account,
        resource_group_name=args.group.name,
        location=args.location,
        properties={
            "tenant_id": tenant,
            "sku": {"family": "A", "name": SkuName.STANDARD},
            "enable_rbac_authorization": True,
            "enable_soft_delete": True,
            "soft_delete_retention_in_days": 90,
            "enable_purge_protection": True,
            "public_network_access": "Enabled",
            "network_acls": {"default_action": "Deny", "bypass": "AzureServices"},
        },
        tags=args.tags,
        opts=pulumi.ResourceOptions(parent=parent, protect=args.keep, retain_on_delete=args.keep),
    )


def _key(parent: pulumi.Resource, name: str, args: KeyArgs, vault: Vault) -> Key:
    """A new version every year, which the account takes by itself as it names none; each ends a year after that."""
    return Key(
        name,
        key_name=KEY,
        vault_name=vault.name,
        resource_group_name=args.group.name,
        properties={
            "kty": "RSA",
            "key_size": 3072,
            "key_ops": ["wrapKey", "unwrapKey"],
            "rotation_policy": {
                "attributes": {"expiry_time": "P2Y"},
                "lifetime_actions": [
                    {"action": {"type": KeyRotationPolicyActionType.ROTATE}, "trigger": {"time_after_create": "P1Y"}}
                ],
            },
        },
        tags=args.tags,
        opts=pulumi.ResourceOptions(parent=parent, protect=args.keep, retain_on_delete=args.keep),
    )


def _by_key(
    wanted: AzureCmk,
    vault: pulumi.Input[str],
    key: pulumi.Input[str],
    version: str,
    identity: pulumi.Input[str],
    after: Sequence[pulumi.Resource],
) -> Encrypted:
    return Encrypted(
        {
            "key_source": "Microsoft.Keyvault",
            "key_vault_properties": {"key_vault_uri": vault, "key_name": key, "key_version": version},
            "encryption_identity": {"encryption_user_assigned_identity": identity},
            "require_infrastructure_encryption": wanted.infrastructure,
            "services": _SERVICES,
        },
        {"type": "UserAssigned", "user_assigned_identities": [identity]},
        after,
    )


def _address(url: str) -> tuple[str, str, str]:
    """The vault, the key's name and its version, "" for the newest, of `https://<vault>/keys/<name>[/<version>]`."""
    vault, _, rest = url.partition("/keys/")
    key, _, version = rest.partition("/")
    return vault, key, version
