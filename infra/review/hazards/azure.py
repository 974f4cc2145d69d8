"""What keeps files in an Azure storage account.

https://learn.microsoft.com/azure/storage/blobs/soft-delete-blob-overview, versioning-overview,
immutable-storage-overview; https://learn.microsoft.com/azure/storage/common/storage-network-security,
transport-layer-security-configure-minimum-version, storage-redundancy
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.review.hazards.settings import Rule, fewer, left, lower, turned_off, turned_on

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from infra.offline.values import Value
    from infra.review.report import HazardKind

_ACCOUNT = "azure-native:storage:StorageAccount"
_SERVICE = "azure-native:storage:BlobServiceProperties"
_LOCKS = tuple(
    f"azure-native:authorization:ManagementLock{kind}"
    for kind in ("ByScope", "AtResourceLevel", "AtResourceGroupLevel", "AtSubscriptionLevel")
)
_IMMUTABLE = "azure-native:storage:BlobContainerImmutabilityPolicy"
_TLS = (("TLS1_0",), ("TLS1_1",), ("TLS1_2",), ("TLS1_3",))
_COPIES = (
    ("Standard_LRS", "Premium_LRS"),
    ("Standard_ZRS", "Premium_ZRS"),
    ("Standard_GRS", "Standard_RAGRS"),
    ("Standard_GZRS", "Standard_RAGZRS"),
)
_RESTORE = "What is deleted or overwritten from then on cannot be restored"


_OPENING: tuple[tuple[str, Callable[[Value, Value], bool], str, str, str], ...] = (
    (
        "networkRuleSet.defaultAction",
        left("Deny"),
        "the network of the account {name} is opened",
        "Requests from every address reach the account; rights still decide what they may do.",
        "Keep `network.default: Deny` and list the addresses that need it.",
    ),
    (
        "publicNetworkAccess",
        left("Disabled", "SecuredByPerimeter"),
        "the account {name} is reachable from the public network",
        "Its public endpoint answers again; rights still decide what requests may do.",
        "Keep `network.public: false` and reach it by private endpoints.",
    ),
    (
        "minimumTlsVersion",
        lower(*_TLS),
        "the account {name} takes {after} instead of {before}",
        "Connections by an older TLS, which can be read on the way, are accepted.",
        "Keep TLS1_2 or later.",
    ),
    (
        "allowSharedKeyAccess",
        turned_on,
        "the keys of the account {name} are turned on",
        "Whoever has an account key can read, write and delete everything in it; no role limits them.",
        "Keep `shared_key: false`; links can be signed with a user-delegation key.",
    ),
    (
        "allowBlobPublicAccess",
        turned_on,
        "containers of the account {name} may be opened to anyone",
        "A container can be made public, and then everything in it is.",
        "Serve public files through Front Door, which needs no public container.",
    ),
    (
        "enableHttpsTrafficOnly",
        turned_off,
        "the account {name} answers plain HTTP",
        "Files and signatures can be read on the way.",
        "Keep `enableHttpsTrafficOnly` on.",
    ),
    (
        "allowCrossTenantReplication",
        turned_on,
        "the account {name} may be replicated into other tenants",
        "Whoever may set up replication can copy its files into an account of somebody else.",
        "Keep `allowCrossTenantReplication` off.",
    ),
    (
        "isSftpEnabled",
        turned_on,
        "SFTP of the account {name} is turned on",
        "Local users with passwords or keys can be given access, beside all roles.",
        "Keep SFTP off.",
    ),
    (
        "isLocalUserEnabled",
        turned_on,
        "local users of the account {name} are turned on",
        "Users with passwords or keys can be given access, beside all roles.",
        "Keep local users off.",
    ),
    (
        "sku.name",
        lower(*_COPIES),
        "the account {name} keeps fewer copies: {after} instead of {before}",
        "Copies in other zones, or in the other region, are given up.",
        "Keep `redundancy` as it is.",
    ),
)
"""(path, what makes it weaker, headline, loss, way out)."""


def _opened() -> Iterator[Rule]:
    for path, weaker, headline, loss, way_out in _OPENING:
        yield Rule(_ACCOUNT, path, "protection-removed", weaker, headline, loss, way_out)


def _deleted() -> Iterator[Rule]:
    rows: tuple[tuple[str, str, HazardKind], ...] = (
        ("deleteRetentionPolicy", "blobs", "protection-removed"),
        ("containerDeleteRetentionPolicy", "containers", "protection-removed"),
    )
    for path, what, kind in rows:
        yield Rule(
            _SERVICE,
            f"{path}.enabled",
            kind,
            turned_off,
            f"soft delete of {what} in the account {{name}} is turned off",
            f"{_RESTORE}.",
            "Keep `soft_delete_days` at 7 or more.",
            together="soft delete of blobs and containers in the account {name} is turned off",
        )
        yield Rule(
            _SERVICE,
            f"{path}.days",
            "retention-shortened",
            lambda before, after: after is not None and fewer(before, after),
            f"deleted {what} of the account {{name}} are kept {{after}} days instead of {{before}}",
            "What is deleted can be restored for a shorter time.",
            "Keep `soft_delete_days` as it is.",
            together="deleted blobs and containers of the account {name} are kept {after} days instead of {before}",
        )


RULES: tuple[Rule, ...] = (
    *_opened(),
    *_deleted(),
    Rule(
        _SERVICE,
        "isVersioningEnabled",
        "versioning-off",
        turned_off,
        "versioning of the account {name} is turned off",
        "From then on an overwritten blob is kept by soft delete only, as long as that is set to. Versions that are "
        "there stay, and cost.",
        "Keep `versioning: true`; let a lifecycle rule expire old versions instead (`noncurrent_days`).",
    ),
    Rule(
        _SERVICE,
        "restorePolicy.enabled",
        "protection-removed",
        turned_off,
        "point-in-time restore of the account {name} is turned off",
        "The account's blobs can no longer be set back to an earlier time.",
        "Keep `restorePolicy` on.",
    ),
    *(
        Rule(
            token,
            "level",
            "protection-removed",
            left("CanNotDelete", "ReadOnly"),
            "the lock of {owner} is removed",
            "Azure itself no longer refuses to delete what it covered, whoever asks.",
            "Keep `lock: true`, except in the one deployment that has to delete something inside.",
        )
        for token in _LOCKS
    ),
    Rule(
        _IMMUTABLE,
        "immutabilityPeriodSinceCreationInDays",
        "retention-shortened",
        fewer,
        "blobs of the container {name} cannot be deleted for {after} days instead of {before}",
        "Blobs that could not be deleted or replaced yet can be at once.",
        "Keep the period as it is.",
    ),
    Rule(
        _ACCOUNT,
        "immutableStorageWithVersioning.immutabilityPolicy.state",
        "locked-for-good",
        lambda before, after: before != after and after == "Locked",
        "the immutability of the account {name} is locked",
        "A locked policy can never be undone, and the account cannot be deleted while it holds protected blobs.",
        "Leave it Unlocked until the period has been proven.",
        created=True,
    ),
)
