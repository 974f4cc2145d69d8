"""What keeps files in S3, and the keys they are encrypted with.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html, access-control-block-public-access.html,
UsingKMSEncryption.html, object-lock.html; https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.review.hazards.settings import Rule, added, changed, fewer, left, taken, turned_off, turned_on

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra.offline.values import Value

_BUCKET = "aws:s3/bucket:Bucket"
_VERSIONING = "aws:s3/bucketVersioning:BucketVersioning"
_ENCRYPTION = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
_BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
_OWNERSHIP = "aws:s3/bucketOwnershipControls:BucketOwnershipControls"
_LOCK = "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration"
_KEY = "aws:kms/key:Key"
_DISTRIBUTION = "aws:cloudfront/distribution:Distribution"

_OLD_KEY = (
    "Objects that are there keep the encryption they were written with: where that is a KMS key, it has to stay, and "
    "readers still need rights on it; new objects are encrypted the new way."
)
_KEEP_KEY = (
    "Before a KMS key or rights on it go, write every object again under the new encryption (`aws s3 cp s3://{name} "
    "s3://{name} --recursive --sse AES256`, or `--sse aws:kms --sse-kms-key-id KEY`); old versions keep the old one."
)
_KEEP_RIGHTS = (
    "Write every object again first, while the rights are there (`aws s3 cp s3://{name} s3://{name} --recursive --sse "
    "AES256`, or `--sse aws:kms --sse-kms-key-id KEY`). Keep rights on the old key until all are written: give the "
    "roles and the CDN `kms:Decrypt` outside this stack, deploy, write again what came in between, and take them back. "
    "Old versions keep the old key."
)
_RIGHTS_GO = (
    "The same change takes the rights on the old key from the workloads and the CDN: from `pulumi up` on they cannot "
    "read what it encrypted."
)
_FLAGS = {
    "blockPublicAcls": "Objects and the bucket can be given public ACLs",
    "blockPublicPolicy": "A bucket policy can open it to anyone",
    "ignorePublicAcls": "Public ACLs that are there take effect",
    "restrictPublicBuckets": "A public bucket policy takes effect for anyone",
}


def hosts_lost(before: Value, after: Value) -> bool:
    """Whether a list of hosts is shorter than it was."""
    return bool(_texts(before) - _texts(after))


def _texts(value: Value) -> set[str]:
    return {item for item in value if isinstance(item, str)} if isinstance(value, list | tuple) else set()


def _versioning(token: str, path: str, on: str) -> Iterator[Rule]:
    yield Rule(
        token,
        path,
        "versioning-off",
        left(on),
        "versioning of the bucket {name} is turned off",
        "From then on an overwritten or deleted object is gone for good. Versions that are there stay, and cost.",
        "Keep `versioning: true`; let a lifecycle rule expire old versions instead (`noncurrent_days`).",
    )


def _encryption(token: str, below: str) -> Iterator[Rule]:
    path = f"{below}.applyServerSideEncryptionByDefault"
    yield Rule(
        token,
        f"{path}.sseAlgorithm",
        "encryption-changed",
        changed,
        "the encryption of the bucket {name} changes from {before} to {after}",
        _OLD_KEY,
        _KEEP_KEY,
        together="the encryption of the bucket {name} changes from {before} to {after}",
    )
    for weaker, way_out, rights in ((added, _KEEP_KEY, ""), (taken, _KEEP_RIGHTS, _RIGHTS_GO)):
        yield Rule(
            token,
            f"{path}.kmsMasterKeyId",
            "encryption-changed",
            weaker,
            "the bucket {name} is encrypted with {key}",
            _OLD_KEY,
            way_out,
            together="the encryption of the bucket {name} changes from {before} to {after}",
            ours=rights,
        )


def _public() -> Iterator[Rule]:
    for flag, opens in _FLAGS.items():
        yield Rule(
            _BLOCK,
            flag,
            "protection-removed",
            turned_off,
            f"{flag} of the bucket {{name}} is turned off",
            f"{opens}.",
            "Serve public files through the CDN, which needs no public bucket.",
            together="Block Public Access of the bucket {name} is opened: {paths} turned off",
        )


def _locks() -> Iterator[Rule]:
    for unit in ("days", "years"):
        yield Rule(
            _LOCK,
            f"rule.defaultRetention.{unit}",
            "retention-shortened",
            fewer,
            f"new objects in the bucket {{name}} are locked for {{after}} {unit} instead of {{before}}",
            "Objects written from now on can be deleted earlier; locks that are there stay.",
            "Keep the retention, or agree on the shorter one with whoever asked for it.",
        )
    yield Rule(
        _LOCK,
        "rule.defaultRetention.mode",
        "locked-for-good",
        lambda before, after: before != after and after == "COMPLIANCE",
        "objects in the bucket {name} are locked in COMPLIANCE mode",
        "Nobody, not even the account's root, can delete a locked version or shorten its time; the bucket cannot go "
        "before the last lock ends.",
        "Use GOVERNANCE mode until the retention has been proven.",
        created=True,
    )


def _keys() -> Iterator[Rule]:
    yield Rule(
        _KEY,
        "deletionWindowInDays",
        "retention-shortened",
        fewer,
        "the KMS key {name} can be deleted after {after} days instead of {before}",
        "A key that is deleted by mistake can be saved for that long only; then what it encrypted is lost.",
        "Keep 30 days (`kms_deletion_days`).",
    )
    yield Rule(
        _KEY,
        "enableKeyRotation",
        "protection-removed",
        turned_off,
        "the KMS key {name} is no longer rotated",
        "One key then encrypts all that is ever written; nothing that is there is lost.",
        "Keep the rotation; KMS keeps old key material for old objects.",
    )
    yield Rule(
        _KEY,
        "isEnabled",
        "encryption-changed",
        turned_off,
        "the KMS key {name} is disabled",
        "Nothing that it encrypted can be read or written until it is enabled again.",
        "Keep it enabled while a bucket uses it.",
    )


RULES: tuple[Rule, ...] = (
    *_versioning(_VERSIONING, "versioningConfiguration.status", "Enabled"),
    *_versioning(_BUCKET, "versioning.enabled", "True"),
    Rule(
        _VERSIONING,
        "versioningConfiguration.mfaDelete",
        "protection-removed",
        left("Enabled"),
        "MFA delete of the bucket {name} is turned off",
        "Versions can be deleted for good without a second factor.",
        "Keep MFA delete.",
    ),
    *_encryption(_ENCRYPTION, "rules"),
    *_encryption(_BUCKET, "serverSideEncryptionConfiguration.rule"),
    *_public(),
    Rule(
        _OWNERSHIP,
        "rule.objectOwnership",
        "protection-removed",
        left("BucketOwnerEnforced"),
        "ACLs count again in the bucket {name}",
        "Object ownership becomes {after}: an ACL can give objects to others, whatever the policies say.",
        "Keep `object_ownership: BucketOwnerEnforced`.",
    ),
    Rule(
        _BUCKET,
        "forceDestroy",
        "protection-removed",
        turned_on,
        "the bucket {name} may be deleted with everything in it",
        "With `forceDestroy` a deletion or a replacement first deletes every object and version.",
        "Leave `forceDestroy` off.",
    ),
    *_locks(),
    *_keys(),
    Rule(
        _DISTRIBUTION,
        "enabled",
        "delete",
        turned_off,
        "the CloudFront distribution {name} is disabled",
        "It answers no request until it is enabled again.",
        "Keep it enabled.",
    ),
)
