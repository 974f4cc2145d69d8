"""Access control lists: what a request asks for, and what object ownership and Block Public Access say to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.local.aws.faults import FaultError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra.local.aws.buckets import Bucket

_PUBLIC_CANNED = frozenset({"public-read", "public-read-write", "authenticated-read"})
_PUBLIC_GROUPS = ("groups/global/AllUsers", "groups/global/AuthenticatedUsers")


def check(bucket: Bucket, subresource: str, headers: Mapping[str, str], body: bytes, *, writes: bool) -> None:
    """Refuse an ACL that the bucket does not take; FaultError AccessControlListNotSupported or AccessDenied.

    With BucketOwnerEnforced only `bucket-owner-full-control` is taken (S3 user guide, "Controlling ownership of
    objects"); BlockPublicAcls refuses every ACL that grants to everyone.
    """
    if not writes:
        return
    canned = headers.get("x-amz-acl")
    grants = [value for name, value in headers.items() if name.startswith("x-amz-grant-")]
    document = body.decode(errors="replace") if subresource == "acl" else ""
    asked = bool(canned or grants or subresource == "acl")
    if bucket.acls_off and asked and (canned != "bucket-owner-full-control" or grants):
        raise FaultError("AccessControlListNotSupported", "The bucket does not allow ACLs")
    if bucket.block_public_acls and _public(canned, [*grants, document]):
        raise FaultError("AccessDenied", "Access Denied: BlockPublicAcls refuses a public ACL")


def check_new_bucket(headers: Mapping[str, str]) -> str:
    """The object ownership a new bucket gets; FaultError when its ACL contradicts it."""
    ownership = headers.get("x-amz-object-ownership", "BucketOwnerEnforced")
    grants = any(name.startswith("x-amz-grant-") for name in headers)
    if ownership == "BucketOwnerEnforced" and (headers.get("x-amz-acl", "private") != "private" or grants):
        raise FaultError(
            "InvalidBucketAclWithObjectOwnership",
            "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
        )
    return ownership


def _public(canned: str | None, texts: list[str]) -> bool:
    return canned in _PUBLIC_CANNED or any(group in text for text in texts for group in _PUBLIC_GROUPS)
