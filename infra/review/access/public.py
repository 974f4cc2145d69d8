"""What Block Public Access leaves of a bucket's policy and of its access control list.

Source: "Blocking public access to your Amazon S3 storage" (S3 user guide): under RestrictPublicBuckets a public policy
serves the account and AWS's services only; IgnorePublicAcls passes public lists over, and so does enforced ownership.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.decisions.aws.public import EVERY_ADDRESS, FIXING_KEYS, FIXING_OPERATORS
from infra.review.access.aws_who import EVERYONE
from infra.review.access.buckets import VARIABLE
from infra.review.access.conditions import parsed
from infra.review.access.model import DELETE, LIST, WRITE, Right
from infra.review.access.reading import label_of, mapping, mappings, text, value
from infra.review.report import Who

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra.offline.graph import Resource
    from infra.review.access.statements import World

_LISTS = ("aws:s3/bucketAcl:BucketAcl", "aws:s3/bucketAclV2:BucketAclV2")
_BLOCKS = ("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock")  # fmt: skip  # noqa: E501
_CANNED = {
    "public-read": ((EVERYONE, "READ"),),
    "public-read-write": ((EVERYONE, "READ"), (EVERYONE, "WRITE")),
    "authenticated-read": ((Who("principal", "anyone with an AWS account"), "READ"),),
}
_GROUPS = {"AllUsers": EVERYONE, "AuthenticatedUsers": Who("principal", "anyone with an AWS account")}
_GRANTS = {
    "READ": (LIST,), "WRITE": (WRITE, DELETE), "READ_ACP": ("s3:GetBucketAcl",), "WRITE_ACP": ("s3:PutBucketAcl",),
    "FULL_CONTROL": (LIST, WRITE, DELETE, "s3:GetBucketAcl", "s3:PutBucketAcl"),
}  # fmt: skip
"""https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html: READ of a bucket lists it."""
_EVERY = "*"


def blocked(world: World, flag: str) -> frozenset[str]:
    """The stores where a flag is on; `*` is every bucket of the account."""
    stores = set()
    for resource in world.found.of(*_BLOCKS):
        if value(resource, flag) is True:
            name = text(resource, "bucket")
            stores.add(world.buckets.store(name) if name else _EVERY)
    return frozenset(stores)


def without_blocked(rights: list[Right], restricted: frozenset[str]) -> Iterator[Right]:
    """The rights of a bucket policy that Block Public Access lets through."""
    for right in rights:
        closed = right.store in restricted or _EVERY in restricted
        if not (closed and right.effect == "allow" and right.who == EVERYONE and not _fixed(right.condition)):
            yield right


def of_lists(world: World) -> Iterator[Right]:
    """What access control lists give to more than their owner."""
    ignored = blocked(world, "ignorePublicAcls")
    owned = {
        world.buckets.store(text(item, "bucket"))
        for item in world.found.of("aws:s3/bucketOwnershipControls:BucketOwnershipControls")
        if mapping(value(item, "rule")).get("objectOwnership") == "BucketOwnerEnforced"
    }
    for resource in world.found.of(*_LISTS, "aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"):
        store = world.buckets.store(text(resource, "bucket") or text(resource, "id"))
        if store not in owned and not {store, _EVERY} & ignored:
            yield from _listed(resource, store)


def _listed(resource: Resource, store: str) -> Iterator[Right]:
    grants = list(_CANNED.get(text(resource, "acl"), ()))
    policy = mapping(value(resource, "accessControlPolicy"))
    for item in [
        *mappings(policy.get("grants")),
        *mappings(resource.inputs.get("grants") and value(resource, "grants")),
    ]:
        grantee = mapping(item.get("grantee")) or item
        who = _GROUPS.get(str(grantee.get("uri", "")).rpartition("/")[2])
        given = item.get("permission") or item.get("permissions") or ()
        grants += [(who, one) for one in ([given] if isinstance(given, str) else given) if who]
    for who, permission in grants:
        for action in _GRANTS.get(str(permission), ()):
            scope = "" if ":" in action else _EVERY
            yield Right(who, action, store, scope, f"ACL of {label_of(resource)}", resource.urn, cloud="s3")


def _fixed(condition: str) -> bool:
    """Whether a condition binds everyone to fixed values, so that the policy is not public."""
    return any(
        atom.key in FIXING_KEYS
        and atom.operator in FIXING_OPERATORS
        and not any(
            "*" in item or "?" in item or VARIABLE.search(item) or item in EVERY_ADDRESS for item in atom.values
        )
        for atom in parsed(condition)
    )
