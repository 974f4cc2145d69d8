"""The keys that an Azure storage account is encrypted with.

https://learn.microsoft.com/azure/storage/common/customer-managed-keys-overview, infrastructure-encryption-enable
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.review.hazards.settings import Rule, added, changed, taken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from infra.offline.values import Value

_ACCOUNT = "azure-native:storage:StorageAccount"


def _rules() -> Iterator[Rule]:
    loss = (
        "Azure encrypts the key of the account's data anew, not the blobs; until that is done the account needs an old "
        "key of Key Vault, and without it nothing in the account can be read."
    )
    keep = "Keep an old key of Key Vault, and the identity's right to it, until the account reports the new one."
    rights = (
        "The same change takes the identity's right to an old key that the stack made. Should that come first, neither "
        "the workloads nor the CDN can read a blob."
    )
    keep_rights = (
        "Before the deployment set the account to the new key with `az storage account update --name {name} "
        "--encryption-key-source ...`, while the old key and the right to it are there, and look at what it reports "
        "(`az storage account show --name {name} --query encryption`); deploy after that."
    )
    rows: tuple[tuple[str, Callable[[Value, Value], bool], str], ...] = (
        ("keySource", changed, "the account {name} is encrypted by {after} instead of {before}"),
        ("keyVaultProperties.keyVaultUri", added, "the account {name} is encrypted with {key}"),
        ("keyVaultProperties.keyVaultUri", taken, "the account {name} is encrypted with a key of another vault"),
        ("keyVaultProperties.keyName", added, "the account {name} is encrypted with {key}"),
        ("keyVaultProperties.keyName", taken, "the account {name} is encrypted with {key}"),
    )
    together = "the account {name} is encrypted with {key}: {paths}"
    for path, weaker, headline in rows:
        left_behind = weaker is taken
        yield Rule(
            _ACCOUNT,
            f"encryption.{path}",
            "encryption-changed",
            weaker,
            headline,
            loss,
            keep_rights if left_behind else keep,
            together=together,
            ours=rights if left_behind else "",
        )
    yield Rule(
        _ACCOUNT,
        "encryption.requireInfrastructureEncryption",
        "encryption-changed",
        changed,
        "the second encryption of the account {name} is turned {after}",
        "It is decided when an account is made: Azure refuses the change, so `pulumi up` fails there.",
        "Leave `encryption.infrastructure` as the account has it; a new account can have the other.",
    )

    yield Rule(
        _ACCOUNT,
        "encryption.encryptionIdentity.encryptionUserAssignedIdentity",
        "encryption-changed",
        lambda before, after: bool(before and after),
        "the account {name} reads its key as another identity",
        "Until the new identity has a right to the key, nothing in the account can be read or written.",
        "Give the new identity its right first, in a deployment of its own.",
        together=together,
    )


RULES: tuple[Rule, ...] = tuple(_rules())
