"""What decides about a bucket beside its policy, read from moto in this process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from infra.decisions.aws.documents import Policy, policy
from infra.decisions.aws.public import is_public
from infra.local.aws.cors import Rule

if TYPE_CHECKING:
    from moto.s3.models import FakeAcl, FakeBucket

    from infra.local.aws.world import World

_OWNER_ENFORCED = "BucketOwnerEnforced"


@dataclass(frozen=True, slots=True)
class Bucket:
    """The settings of one bucket that the strict layer enforces."""

    name: str
    acls_off: bool  # BucketOwnerEnforced
    block_public_acls: bool
    ignore_public_acls: bool
    block_public_policy: bool
    restrict_public_buckets: bool
    policy: Policy | None
    cors: tuple[Rule, ...]

    @property
    def restricted(self) -> bool:
        """Whether a public policy serves the account itself and AWS services only."""
        return self.restrict_public_buckets and self.policy is not None and is_public(self.policy)


def find(world: World, name: str) -> Bucket | None:
    """The bucket of this name, if it exists."""
    fake = _buckets(world).get(name)
    if fake is None:
        return None
    block = fake.public_access_block
    text = world.bucket_policies.get(name)
    return Bucket(
        name=name,
        acls_off=str(fake.ownership_rule) == _OWNER_ENFORCED,
        block_public_acls=bool(block and block.block_public_acls),
        ignore_public_acls=bool(block and block.ignore_public_acls),
        block_public_policy=bool(block and block.block_public_policy),
        restrict_public_buckets=bool(block and block.restrict_public_buckets),
        policy=policy(f"policy of bucket {name}", text, "resource") if text else None,
        cors=tuple(_rule(rule) for rule in fake.cors),
    )


def set_defaults(world: World, name: str, ownership: str) -> None:
    """What AWS gives every new bucket since April 2023: ACLs off unless asked for, all public access blocked."""
    from moto.s3.models import PublicAccessBlock

    fake: Any = _buckets(world)[name]
    fake.ownership_rule = ownership
    fake.public_access_block = PublicAccessBlock("true", "true", "true", "true")


def has_key(world: World, name: str, key: str) -> bool:
    """Whether a current version of the key exists (a delete marker is none)."""
    from moto.s3.models import FakeKey

    fake = _buckets(world).get(name)
    return fake is not None and key in fake.keys and isinstance(fake.keys[key], FakeKey)


def public_by_acl(world: World, name: str, key: str) -> bool:
    """Whether the ACL of the object (of the bucket, for an empty key) lets everyone read."""
    fake = _buckets(world).get(name)
    if fake is None or (key and not has_key(world, name, key)):
        return False
    acl: FakeAcl | None = fake.keys[key].acl if key else fake.acl
    return acl is not None and acl.public_read


def count_real_bytes() -> None:
    """Make moto's metric BucketSizeBytes the bytes of all versions; moto counts the size of Python objects."""
    from moto.s3.models import FakeKey
    from moto.s3.utils import _VersionedKeyStore

    def item_size(store: _VersionedKeyStore) -> int:
        versions = (version for key in list(store) for version in store.getlist(key, default=[]))
        return sum(version.contentsize for version in versions if isinstance(version, FakeKey))

    _VersionedKeyStore.item_size = item_size  # type: ignore[method-assign, assignment]


def _buckets(world: World) -> dict[str, FakeBucket]:
    from moto.s3.models import s3_backends

    return s3_backends[world.account]["aws"].buckets


def _rule(rule: Any) -> Rule:
    def items(value: Any) -> tuple[str, ...]:
        return (value,) if isinstance(value, str) else tuple(value or ())

    return Rule(
        origins=items(rule.allowed_origins),
        methods=items(rule.allowed_methods),
        headers=items(rule.allowed_headers),
        exposed=items(rule.exposed_headers),
        max_age=str(rule.max_age_seconds) if rule.max_age_seconds is not None else "",
    )
