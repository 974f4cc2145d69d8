"""An account with its containers and everything that says what they are. Who may use them is `access`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
from pulumi_azure_native.authorization import ManagementLockByScope
from pulumi_azure_native.storage import (
    AccessTier,
    BlobContainer,
    BlobServiceProperties,
    ExpirationAction,
    ManagementPolicy,
    PublicAccess,
    StorageAccount,
)

from infra.components.azure.encryption import KeyArgs, encrypted
from infra.names import child
from infra.policies.azure_names import container_path

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pulumi_azure_native.storage import (
        CorsRuleArgsDict,
        DeleteRetentionPolicyArgsDict,
        ManagementPolicyRuleArgsDict,
        NetworkRuleSetArgsDict,
        SasPolicyArgsDict,
    )

    from generator.spec.azure import AzureStore
    from generator.spec.parts import Alarms
    from infra.components.azure.group import Group

DEFAULT = "default"
"""What Azure calls an account's blob service and its management policy; there are no others."""
KEY_DAYS = 90
"""How old an account key may be before the account counts as out of order."""
_SET_BEFORE = ("tags", "encryption.requireInfrastructureEncryption")
"""Of an adopted account: tags are its own, and the second encryption was decided when it was made."""


@dataclass(frozen=True)
class Container:
    """A container: `part` is "" for a store's only one, `public` lets anyone read its blobs, and list none."""

    name: str
    part: str
    public: bool


@dataclass(frozen=True)
class StoreArgs:
    """An account with its physical name; `spec` is in the vendor's words.

    `keep` protects what holds data and leaves it in the cloud when it leaves the program. `sas_period` is how long
    links are meant to last, in Azure's words. `import_id` adopts an account that exists, with its containers.
    """

    spec: AzureStore
    account: str
    location: str
    group: Group
    keep: bool
    sas_period: str | None
    import_id: str | None
    containers: Sequence[Container]
    network: NetworkRuleSetArgsDict
    lifecycle: Sequence[ManagementPolicyRuleArgsDict]
    cors: Sequence[CorsRuleArgsDict]
    alarms: Alarms | None
    tags: Mapping[str, str]


class Store(pulumi.ComponentResource):
    """The account and its containers, by their names; `parts` is all that can be deleted by itself."""

    account: StorageAccount
    containers: Mapping[str, BlobContainer]
    parts: Sequence[pulumi.Resource]

    def __init__(self, name: str, args: StoreArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("stowplan:azure:Store", name, {}, opts)
        self.account = _account(self, name, args)
        service = _service(self, name, args, self.account)
        self.containers = {found.name: _container(self, name, args, found, self.account) for found in args.containers}
        policies = [_policy(self, name, args, self.account, service)] if args.lifecycle else []
        self.parts = [self.account, service, *self.containers.values(), *policies]
        if args.alarms is not None:
            from infra.components.azure.alarms import Watched, add_alarms  # Azure Monitor takes long to import

            add_alarms(self, name, Watched(self.account, args.account, args.group), args.alarms, args.tags)
        self.register_outputs({"account": self.account.name, "id": self.account.id})

    def scope(self, container: str) -> pulumi.Output[str]:
        """The id of a container, which exists when this is known."""
        return pulumi.Output.concat(self.account.id, container_path(""), self.containers[container].name)

    @property
    def service(self) -> pulumi.Output[str]:
        """The id of the blob service, which metrics and logs are about."""
        return pulumi.Output.concat(self.account.id, "/blobServices/default")

    @property
    def host(self) -> pulumi.Output[str]:
        """The host that blobs are read from; the sovereign clouds have suffixes of their own."""
        return self.account.primary_endpoints.apply(lambda found: found.blob.partition("://")[2].rstrip("/"))


def _kept(parent: Store, args: StoreArgs, path: str = "", ignored: Sequence[str] = ()) -> pulumi.ResourceOptions:
    """`path` is the resource's below the account. Adopted, it keeps what is `ignored`: else the engine refuses it."""
    options = pulumi.ResourceOptions(parent=parent, protect=args.keep, retain_on_delete=args.keep)
    if args.import_id is None:
        return options
    seen = pulumi.ResourceOptions(import_=f"{args.import_id}{path}", ignore_changes=list(ignored))
    return pulumi.ResourceOptions.merge(options, seen)


def _account(parent: Store, name: str, args: StoreArgs) -> StorageAccount:
    """Every property that opens an account is said: unsaid, TLS is 1.0, keys are on and the network is open.

    CIS Azure 3.0, section 4; https://learn.microsoft.com/rest/api/storagerp/storage-accounts/create
    """
    wanted = args.spec
    key = encrypted(
        parent, name, KeyArgs(wanted.encryption, args.group, args.account, args.location, args.keep, args.tags)
    )
    return StorageAccount(
        name,
        account_name=args.account,
        resource_group_name=args.group.name,
        location=args.location,
        kind="StorageV2",
        sku={"name": f"Standard_{wanted.redundancy}"},
        access_tier=AccessTier(wanted.access_tier),
        allow_blob_public_access=any(found.public for found in args.containers),
        allow_cross_tenant_replication=False,
        allow_shared_key_access=wanted.shared_key,
        default_to_o_auth_authentication=True,
        enable_https_traffic_only=True,
        enable_nfs_v3=False,
        encryption=key.encryption,
        identity=key.identity,
        is_hns_enabled=False,
        is_local_user_enabled=False,
        is_sftp_enabled=False,
        key_policy={"key_expiration_period_in_days": KEY_DAYS} if wanted.shared_key else None,
        minimum_tls_version="TLS1_2",
        network_rule_set=args.network,
        public_network_access="Enabled" if wanted.network.public else "Disabled",
        sas_policy=_sas_policy(args.sas_period) if args.sas_period else None,
        tags=None if args.import_id else args.tags,
        opts=pulumi.ResourceOptions.merge(
            _kept(parent, args, ignored=_SET_BEFORE), pulumi.ResourceOptions(depends_on=list(key.after))
        ),
    )


def _sas_policy(period: str) -> SasPolicyArgsDict:
    """A link that lasts longer is logged, not refused: who signs with an account key may have a reason."""
    return {"expiration_action": ExpirationAction.LOG, "sas_expiration_period": period}


def _service(parent: Store, name: str, args: StoreArgs, account: StorageAccount) -> BlobServiceProperties:
    """An empty list of CORS rules is said: an origin that leaves the spec has to leave the account."""
    return BlobServiceProperties(
        name,
        account_name=account.name,
        resource_group_name=args.group.name,
        blob_services_name=DEFAULT,
        is_versioning_enabled=args.spec.versioning,
        delete_retention_policy=_retention(args.spec.soft_delete_days),
        container_delete_retention_policy=_retention(args.spec.soft_delete_days),
        cors={"cors_rules": args.cors},
        opts=pulumi.ResourceOptions(parent=parent, retain_on_delete=args.keep),
    )


def _retention(days: int) -> DeleteRetentionPolicyArgsDict:
    return {"enabled": True, "days": days} if days else {"enabled": False}


def _container(parent: Store, name: str, args: StoreArgs, wanted: Container, account: StorageAccount) -> BlobContainer:
    return BlobContainer(
        child(name, wanted.part) if wanted.part else name,
        account_name=account.name,
        resource_group_name=args.group.name,
        container_name=wanted.name,
        public_access=PublicAccess.BLOB if wanted.public else PublicAccess.NONE,
        opts=_kept(parent, args, container_path(wanted.name)),
    )


def _policy(
    parent: Store, name: str, args: StoreArgs, account: StorageAccount, service: BlobServiceProperties
) -> ManagementPolicy:
    """After the service: rules on versions mean nothing before versioning."""
    return ManagementPolicy(
        name,
        account_name=account.name,
        resource_group_name=args.group.name,
        management_policy_name=DEFAULT,
        policy={"rules": args.lifecycle},
        opts=pulumi.ResourceOptions(parent=parent, depends_on=[service]),
    )


def add_lock(store: Store, name: str, inside: Sequence[pulumi.Resource]) -> ManagementLockByScope:
    """Nobody deletes the account, its containers or (Azure's own rule) a role assignment in it.

    Made after all that lies in the account (`inside` is what others put there), so it is taken away before any of it.
    https://learn.microsoft.com/azure/azure-resource-manager/management/lock-resources
    """
    return ManagementLockByScope(
        name,
        scope=store.account.id,
        lock_name="stowplan",
        level="CanNotDelete",
        notes="holds the site's files: set `lock: false` on the store before it, or all rights of a workload, goes",
        opts=pulumi.ResourceOptions(parent=store, depends_on=[*store.parts, *inside]),
    )
