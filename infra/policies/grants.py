"""The grants of a workload, with ARNs as long as the real ones: its policies can be measured before anything exists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.spec.facts import s3_stores
from generator.spec.identities import identity
from infra.names import bucket_arn, key_arn_shape, s3_endpoint
from infra.policies.packing import ROLE_INLINE, USER_INLINE
from infra.policies.s3 import Grant

if TYPE_CHECKING:
    from generator.spec.model import Spec


def grants_of(spec: Spec, workload: str) -> tuple[Grant, ...]:
    """One grant for each storage on S3 that is named, in the order of stores and prefixes."""
    found = [
        Grant(
            store=storage.store,
            bucket_arn=bucket_arn(spec, storage.store),
            prefix=storage.prefix,
            actions=actions,
            acl=storage.acl is not None,
            kms_key=_key(spec, storage.store),
            s3_endpoint=s3_endpoint(spec, storage.store),
        )
        for alias, actions in spec.workloads[workload].grants.items()
        for storage in [spec.storages[alias]]
        if storage.store in s3_stores(spec)
    ]
    return tuple(sorted(found, key=lambda grant: (grant.store, grant.prefix)))


def inline_limit(spec: Spec, workload: str) -> int:
    """How long the inline policy of the workload's identity may be."""
    return USER_INLINE if identity(spec, workload, "s3") == "key" else ROLE_INLINE


def _key(spec: Spec, store: str) -> str | None:
    """`aws/s3` needs no grant: its policy lets in whoever may use S3 in the account."""
    wanted = s3_stores(spec)[store].encryption
    if wanted.type != "kms" or wanted.key == "aws-managed":
        return None
    return key_arn_shape(spec, store) if wanted.key == "create" else wanted.key
