"""Rules on S3 buckets.

References: CIS AWS Foundations Benchmark 5.0 and 7.0, AWS Foundational Security Best Practices (FSBP; items that AWS
keeps outside of that standard are named "Security Hub").
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.review.policy.reading import UNREAD, at, blocks, number, read, unread, yes
from infra.review.policy.rule import NOT_KNOWN, PASS, Rule, Verdict, fail, require
from infra.review.policy.scene import BUCKET

if TYPE_CHECKING:
    from infra.offline.graph import Resource
    from infra.offline.values import Value
    from infra.review.policy.scene import Scene

BLOCK, ACCOUNT_BLOCK = "aws:s3:BucketPublicAccessBlock", "aws:s3:AccountPublicAccessBlock"
FLAGS = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
_ACL = "aws:s3:BucketAcl"
_PUBLIC_ACLS = {"public-read", "public-read-write", "authenticated-read"}
_EVERYONE = ("/groups/global/AllUsers", "/groups/global/AuthenticatedUsers")


def beside(
    scene: Scene, bucket: Resource, kinds: tuple[str, ...], path: tuple[str, ...], inline: tuple[str, ...] = ()
) -> Value:
    """What a bucket's side resource says, else the bucket itself, as older programs do; UNREAD where that is unclear.

    Bridged types of version 6 have inline blocks as lists with a plural name.
    """
    found = scene.beside(bucket, *kinds)
    if found:
        return read(found[0], *path)
    said = read(bucket, *inline) if inline else None
    if said is None and inline:
        said = read(bucket, f"{inline[0]}s", *inline[1:])
    return UNREAD if said is None and scene.unclear(*kinds) else said


def _public_block(scene: Scene, bucket: Resource) -> Verdict:
    blocking = [*scene.beside(bucket, BLOCK), *scene.of(ACCOUNT_BLOCK)]
    values = {flag: [read(resource, flag) for resource in blocking] for flag in FLAGS}
    off = [flag for flag, said in values.items() if not any(map(yes, said))]
    if not off:
        return PASS
    if scene.unclear(BLOCK) or any(unread(tuple(values[flag])) for flag in off):
        return NOT_KNOWN
    return fail("nothing blocks public access" if not blocking else f"public access is not blocked: {', '.join(off)}")


def _acl(scene: Scene, resource: Resource) -> Verdict:
    grants = (*blocks(read(resource, "grants")), *blocks(read(resource, "accessControlPolicy", "grants")))
    uris = [at(grant, "grantee", "uri") or at(grant, "uri") for grant in grants]
    acl = read(resource, "acl")
    if acl in tuple(_PUBLIC_ACLS):
        return fail(f"the ACL {acl} opens it to everybody")
    if any(isinstance(uri, str) and uri.endswith(_EVERYONE) for uri in uris):
        return fail("a grant of the ACL opens it to everybody")
    return NOT_KNOWN if unread((acl, *uris)) else PASS


def _ownership(scene: Scene, bucket: Resource) -> Verdict:
    said = beside(scene, bucket, ("aws:s3:BucketOwnershipControls",), ("rule", "objectOwnership"))
    return require(said, lambda value: value == "BucketOwnerEnforced", "files can have ACLs of their own")


def _versioned(scene: Scene, bucket: Resource) -> Value:
    kinds = ("aws:s3:BucketVersioning",)
    said = beside(scene, bucket, kinds, ("versioningConfiguration", "status"), ("versioning", "enabled"))
    return said if said is UNREAD else said == "Enabled" or yes(said)


def _versioning(scene: Scene, bucket: Resource) -> Verdict:
    return require(_versioned(scene, bucket), bool, "deleted and replaced files cannot be brought back")


def _rules(scene: Scene, bucket: Resource) -> Value:
    kinds = ("aws:s3:BucketLifecycleConfiguration", "aws:s3:BucketLifecycleConfigurationV2")
    said = beside(scene, bucket, kinds, ("rules",), ("lifecycleRules",))
    return UNREAD if unread(said) else tuple(rule for rule in blocks(said) if _enabled(rule))


def _enabled(rule: Value) -> bool:
    return at(rule, "status") == "Enabled" or yes(at(rule, "enabled"))


def _whole(rule: Value) -> bool:
    """Whether a rule is about every file. A filter with nothing in it is."""
    prefix = at(rule, "prefix") or at(rule, "filter", "prefix") or at(rule, "filter", "and", "prefix")
    rest = [at(rule, "filter", key) for key in ("tag", "objectSizeGreaterThan", "objectSizeLessThan", "and")]
    return not prefix and not any(rest) and not at(rule, "tags")


def _aborts(rule: Value) -> bool:
    days = at(rule, "abortIncompleteMultipartUpload", "daysAfterInitiation")
    return bool(number(days if days is not None else at(rule, "abortIncompleteMultipartUploadDays")))


def _uploads(scene: Scene, bucket: Resource) -> Verdict:
    return require(
        _rules(scene, bucket),
        lambda rules: any(_whole(rule) and _aborts(rule) for rule in rules),
        "no rule for the whole bucket removes uploads that never ended",
    )


def _noncurrent(scene: Scene, bucket: Resource) -> Verdict:
    versioned = _versioned(scene, bucket)
    if not versioned or versioned is UNREAD:
        return PASS if not versioned else NOT_KNOWN
    return require(
        _rules(scene, bucket),
        lambda rules: any(at(rule, "noncurrentVersionExpiration") for rule in rules),
        "versions of deleted and replaced files are kept, and paid for, without end",
    )


def _logging(scene: Scene, bucket: Resource) -> Verdict:
    if bucket.urn in scene.once("targets of logs", _targets):
        return PASS  # it takes the logs of others; its own would never end
    said = beside(scene, bucket, ("aws:s3:BucketLogging",), ("targetBucket",), ("logging", "targetBucket"))
    return require(said, bool, "requests are not logged")


def _targets(scene: Scene) -> frozenset[str | None]:
    return frozenset(_target(scene, row) for row in scene.of("aws:s3:BucketLogging"))


def _target(scene: Scene, logging: Resource) -> str | None:
    target = read(logging, "targetBucket")
    urn = scene.names.get(f"{BUCKET}|{target.lower()}") if isinstance(target, str) else None
    found = scene.named(logging, "targetBucket", BUCKET)
    return urn or (found.urn if found else None)


def _kms(scene: Scene, bucket: Resource) -> Verdict:
    path = ("applyServerSideEncryptionByDefault", "sseAlgorithm")
    kinds = ("aws:s3:BucketServerSideEncryptionConfiguration",)
    inline = ("serverSideEncryptionConfiguration", "rule", *path)
    said = beside(scene, bucket, kinds, ("rules", *path), inline)
    return require(said, lambda value: value in ("aws:kms", "aws:kms:dsse"), "files are encrypted with keys of S3")


def _events(scene: Scene, bucket: Resource) -> Verdict:
    kind = "aws:s3:BucketNotification"
    return _has(scene, bucket, kind, "nothing is told of uploads and deletions")


def _replication(scene: Scene, bucket: Resource) -> Verdict:
    if read(bucket, "replicationConfiguration") is not None:
        return PASS
    return _has(scene, bucket, "aws:s3:BucketReplicationConfig", "there is no copy in another region")


def _has(scene: Scene, bucket: Resource, kind: str, message: str) -> Verdict:
    if scene.beside(bucket, kind, f"{kind}uration"):
        return PASS
    return NOT_KNOWN if scene.unclear(kind) else fail(message)


def _object_lock(scene: Scene, bucket: Resource) -> Verdict:
    enabled = (read(bucket, "objectLockEnabled"), read(bucket, "objectLockConfiguration", "objectLockEnabled"))
    if scene.beside(bucket, "aws:s3:BucketObjectLockConfiguration"):
        return PASS
    return require(enabled, lambda said: any(yes(item) or item == "Enabled" for item in said), "files are not locked")


def _access_point(scene: Scene, point: Resource) -> Verdict:
    """S3 blocks public access of an access point whose program says nothing."""
    block = read(point, "publicAccessBlockConfiguration") or read(point, "details", "publicAccessBlock")
    if unread(block):
        return NOT_KNOWN
    off = [flag for flag in FLAGS if block is not None and at(block, flag) not in (None, True, "true")]
    return fail(f"the access point does not block public access: {', '.join(off)}") if off else PASS


_ON = (BUCKET,)
_FILES = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/"
RULES = (
    Rule("s3-public-access-block", "Block Public Access is on, all four flags", "AWS", "error",
         ("CIS AWS 5.0 2.1.4", "CIS AWS 7.0 3.1.4", "FSBP S3.1", "FSBP S3.2", "FSBP S3.3", "FSBP S3.8"), _ON,
         _public_block, "an aws.s3.BucketPublicAccessBlock with all four flags true",
         "no storage of the store with `access: public` and `via: direct`", (("acl",), ("object_ownership",))),
    Rule("s3-public-acl", "No ACL opens a bucket", "AWS", "error", ("FSBP S3.2", "FSBP S3.3"), (BUCKET, _ACL),
         _acl, "`acl: private`, or BucketOwnerEnforced and no ACL at all", "no `acl` on the storages of the store"),
    Rule("s3-acls-off", "ACLs are off", "AWS", "warning", ("FSBP S3.12",), _ON, _ownership,
         "an aws.s3.BucketOwnershipControls with BucketOwnerEnforced", "`object_ownership: BucketOwnerEnforced`",
         (("object_ownership",),)),
    Rule("s3-versioning", "Versions of files are kept", "AWS", "warning", ("Security Hub S3.14",), _ON, _versioning,
         "an aws.s3.BucketVersioning with status Enabled", "`versioning: true`", (("versioning",),)),
    Rule("s3-abort-uploads", "Uploads that never ended are removed", "AWS", "warning", ("FSBP S3.13",), _ON, _uploads,
         "a lifecycle rule without a filter, with abortIncompleteMultipartUpload", "`abort_multipart_days: 7`",
         (("abort_multipart_days",), ("lifecycle",))),
    Rule("s3-noncurrent-versions", "Old versions end some day", "AWS", "note", ("Security Hub S3.10",), _ON,
         _noncurrent, "a lifecycle rule with noncurrentVersionExpiration",
         "a rule of `lifecycle` with `noncurrent_days`", (("lifecycle",),)),
    Rule("s3-access-logging", "Requests are logged", "AWS", "note", ("FSBP S3.9",), _ON, _logging,
         "an aws.s3.BucketLogging to a bucket for logs", "`access_logs: {store: ..., prefix: ...}`",
         (("access_logs",),)),
    Rule("s3-kms", "Files are encrypted with a key of KMS", "AWS", "note", ("Security Hub S3.17",), _ON, _kms,
         "sseAlgorithm aws:kms", "`encryption: {type: kms}`", (("encryption", "type"), ("encryption",))),
    Rule("s3-replication", "There is a copy in another region", "AWS", "note", ("Security Hub S3.7",), _ON,
         _replication, "an aws.s3.BucketReplicationConfig"),
    Rule("s3-events", "Something is told of uploads and deletions", "AWS", "note", ("Security Hub S3.11",), _ON,
         _events, "an aws.s3.BucketNotification"),
    Rule("s3-object-lock", "Files cannot be deleted for a while", "AWS", "note", ("Security Hub S3.15",), _ON,
         _object_lock, "objectLockEnabled on a new bucket"),
    Rule("s3-access-point", "Access points block public access", "AWS", "error", ("FSBP S3.19", "FSBP S3.24"),
         ("aws:s3:AccessPoint", "aws:s3control:MultiRegionAccessPoint"), _access_point,
         "publicAccessBlockConfiguration with all four flags true"),
)  # fmt: skip
