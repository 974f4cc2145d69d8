"""Buckets as a request meets them: policy, Block Public Access, ownership of objects, and the encrypting key."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from generator.spec.facts import partition_of
from infra.explain.decide import narrow
from infra.explain.decide.narrow import Policies
from infra.explain.decide.s3_identities import read
from infra.explain.reading import text_of
from infra.explain.records import Statement

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from generator.spec.workloads import Action
    from infra.explain.reading import Thing, Things

ENCRYPTED: Mapping[Action, str] = {"read": "kms:Decrypt", "write": "kms:GenerateDataKey"}
"""What of a key an action needs."""
_BUCKETS = ("aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2")
_ENCRYPTION = (
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2",
)
_BLOCK, _ACCOUNT_BLOCK = (
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock",
)
_KEY, _KEY_POLICY = "aws:kms/key:Key", "aws:kms/keyPolicy:KeyPolicy"


@dataclass(frozen=True)
class Key:
    """A KMS key. `managed` is AWS's own `aws/s3`; `outside` says that its policy is not in the graph."""

    arn: str
    text: str
    policy: Policies = field(default_factory=Policies)
    managed: bool = False
    outside: bool = False
    alias: str = ""
    bucket_key: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Bucket:
    """A bucket. `blocked` is what keeps a public policy from everyone; `acls` says that lists of objects count."""

    name: str
    arn: str
    endpoint: str
    policy: Policies
    blocked: Statement | None
    acls: bool
    key: Key | None
    notes: tuple[str, ...]


def buckets(things: Things) -> dict[str, Bucket]:
    """The buckets by physical name."""
    policies = _by_bucket(things.of("aws:s3/bucketPolicy:BucketPolicy"))
    blocks, owned = _by_bucket(things.of(_BLOCK)), _by_bucket(things.of(_OWNERSHIP))
    encryption = _by_bucket(things.of(*_ENCRYPTION))
    keys = _keys(things)
    everywhere = things.of(_ACCOUNT_BLOCK)
    found = {}
    for item in things.of(*_BUCKETS):
        name = text_of(item.inputs.get("bucket")) or text_of(item.outputs.get("id"))
        own, notes = read([policies[name]] if name in policies else [], "resource")
        blocking = [*everywhere, *([blocks[name]] if name in blocks else [])]
        region = text_of(item.outputs.get("bucketRegion")) or text_of(item.inputs.get("region"))
        found[name] = Bucket(
            name,
            text_of(item.outputs.get("arn")) or f"arn:aws:s3:::{name}",
            f"s3.{region}.{partition_of(region).dns_suffix}",
            narrow.prepare(own),
            _blocked(blocking),
            acls=_takes_lists(owned.get(name), blocking),
            key=_key(encryption.get(name), keys, region),
            notes=tuple(notes),
        )
    return found


_OWNERSHIP = "aws:s3/bucketOwnershipControls:BucketOwnershipControls"


def _by_bucket(items: Iterable[Thing]) -> dict[str, Thing]:
    return {text_of(item.inputs.get("bucket")): item for item in items}


def _blocked(blocking: Iterable[Thing]) -> Statement | None:
    for item in blocking:
        for flag in ("restrictPublicBuckets", "blockPublicPolicy"):
            if item.inputs.get(flag) is True:
                of = "the account" if item.type == _ACCOUNT_BLOCK else "the bucket"
                text = f"Block Public Access of {of} ({flag})"
                return Statement("deny", flag, text, "", item.name, item.urn)
    return None


def _takes_lists(owned: Thing | None, blocking: Iterable[Thing]) -> bool:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html: lists are off by default."""
    rule = (owned.inputs.get("rule") or {}) if owned else {}
    takes = rule.get("objectOwnership", "BucketOwnerEnforced") != "BucketOwnerEnforced"
    return takes and not any(item.inputs.get("ignorePublicAcls") is True for item in blocking)


def _keys(things: Things) -> dict[str, tuple[Thing, Thing]]:
    """The keys of the graph by ARN and by id, each with the resource that has its policy."""
    policies = {text_of(item.inputs.get("keyId")): item for item in things.of(_KEY_POLICY)}
    found = {}
    for item in things.of(_KEY):
        arn, id_ = text_of(item.outputs.get("arn")), text_of(item.outputs.get("keyId"))
        pair = item, policies.get(id_) or policies.get(arn) or item
        found[arn] = found[id_] = pair
    return found


def _key(encryption: Thing | None, keys: Mapping[str, tuple[Thing, Thing]], region: str) -> Key | None:
    for rule in (encryption.inputs.get("rules") or ()) if encryption else ():
        given = rule.get("applyServerSideEncryptionByDefault") or {}
        if not str(given.get("sseAlgorithm", "")).startswith("aws:kms"):
            continue
        named = text_of(given.get("kmsMasterKeyId"))
        if not named or named.endswith("alias/aws/s3"):
            return Key("", "the key aws/s3", managed=True)
        return _named_key(named, keys, rule.get("bucketKeyEnabled") is True, region)
    return None


def _named_key(named: str, keys: Mapping[str, tuple[Thing, Thing]], bucket_key: bool, region: str) -> Key:
    if named in keys:
        item, source = keys[named]
        arn, policies, notes = text_of(item.outputs.get("arn")), *read([source], "resource")
        default = source is item and "policy" not in item.inputs
        outside = default or not policies  # the policy that AWS gives a key hands the decision to IAM
        return Key(
            arn, f"the key {item.name}", narrow.prepare(policies), outside=outside, bucket_key=bucket_key,
            notes=() if default else tuple(notes),
        )  # fmt: skip
    start, slash, alias = named.partition(":alias/")
    note = f"the policy of the key {named} is not in the graph; it has to allow this too"
    if slash:
        return Key(
            f"{start}:key/{alias}", f"the key {named}", outside=True, alias=f"alias/{alias}", bucket_key=bucket_key,
            notes=(note,),
        )  # fmt: skip
    arn = named if named.startswith("arn:") else f"arn:aws:kms:{region}:<aws.account>:key/{named}"
    return Key(arn, f"the key {named}", outside=True, bucket_key=bucket_key, notes=(note,))
