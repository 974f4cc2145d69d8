"""The Cloud KMS key of a bucket, and the grant without which no bucket can use it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi
from pulumi_gcp.kms import CryptoKey, CryptoKeyIAMMember, KeyRing

from infra.components.gcp.options import kept

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra.components.gcp.store import KeyArgs

KEY_NAME = "storage"
ENCRYPTER = "roles/cloudkms.cryptoKeyEncrypterDecrypter"
_DAY = 86_400


def add_key(
    parent: pulumi.Resource, name: str, args: KeyArgs, labels: Mapping[str, str], *, keep: bool
) -> tuple[pulumi.Input[str], CryptoKeyIAMMember]:
    """The key's resource name, and the grant of Cloud Storage's own account on it.

    On a key of yours the grant stays when it leaves the program: the account is the whole project's, and other buckets
    may use the key as well. https://cloud.google.com/storage/docs/encryption/using-customer-managed-keys
    """
    own = args.spec.key != "create"
    key: pulumi.Input[str] = args.spec.key if own else _key(parent, name, args, labels, keep=keep).id
    grant = CryptoKeyIAMMember(
        name,
        crypto_key_id=key,
        role=ENCRYPTER,
        member=args.agent,
        opts=pulumi.ResourceOptions(parent=parent, retain_on_delete=keep or own),
    )
    return key, grant


def _key(parent: pulumi.Resource, name: str, args: KeyArgs, labels: Mapping[str, str], *, keep: bool) -> CryptoKey:
    """Key rings can never be deleted, and their names never be used again."""
    ring = KeyRing(name, name=args.ring, location=args.location, opts=kept(parent, keep))
    return CryptoKey(
        name,
        name=KEY_NAME,
        key_ring=ring.id,
        purpose="ENCRYPT_DECRYPT",
        rotation_period=f"{args.spec.rotation_days * _DAY}s",
        deletion_policy="PREVENT" if keep else "DELETE",
        labels=labels,
        opts=kept(parent, keep),
    )
