"""What keeps files in Google Cloud Storage, and the keys they are encrypted with.

https://cloud.google.com/storage/docs/soft-delete, bucket-lock, object-versioning, public-access-prevention,
uniform-bucket-level-access, encryption/customer-managed-keys; https://cloud.google.com/kms/docs/key-rotation
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.review.hazards.settings import Rule, added, changed, fewer, left, number, turned_off, turned_on

if TYPE_CHECKING:
    from infra.offline.values import Value

_BUCKET = "gcp:storage/bucket:Bucket"
_KEY = "gcp:kms/cryptoKey:CryptoKey"
_SOFT = "softDeletePolicy.retentionDurationSeconds"


def _soft_off(before: Value, after: Value) -> bool:
    return (number(before) or 0) > 0 and number(after) == 0


def _soft_shorter(before: Value, after: Value) -> bool:
    return fewer(before, after) and not _soft_off(before, after)


def _other_key(before: Value, after: Value) -> bool:
    """Another key than there was, whatever its version is."""
    return bool(before) and _key_name(before) != _key_name(after)


def _key_name(value: Value) -> str:
    return str(value or "").partition("/cryptoKeyVersions/")[0]


RULES: tuple[Rule, ...] = (
    Rule(
        _BUCKET,
        "versioning.enabled",
        "versioning-off",
        turned_off,
        "versioning of the bucket {name} is turned off",
        "From then on an overwritten or deleted object is kept by soft delete only, as long as that is set to. Old "
        "versions that are there stay, and cost.",
        "Keep `versioning: true`; let a lifecycle rule expire old versions instead (`noncurrent_days`).",
    ),
    Rule(
        _BUCKET,
        _SOFT,
        "protection-removed",
        _soft_off,
        "soft delete of the bucket {name} is turned off",
        "What is deleted from then on cannot be restored; nor can the bucket itself.",
        "Keep `soft_delete_days` at 7 or more.",
    ),
    Rule(
        _BUCKET,
        _SOFT,
        "retention-shortened",
        _soft_shorter,
        "soft delete of the bucket {name} keeps files {after} instead of {before}",
        "What is deleted from then on can be restored for a shorter time.",
        "Keep `soft_delete_days` as it is.",
        seconds=True,
    ),
    Rule(
        _BUCKET,
        "retentionPolicy.retentionPeriod",
        "retention-shortened",
        fewer,
        "the retention of the bucket {name} falls from {before} to {after}",
        "Objects that could not be deleted or replaced yet can be at once.",
        "Keep `retention` as it is.",
        seconds=True,
    ),
    Rule(
        _BUCKET,
        "retentionPolicy.isLocked",
        "locked-for-good",
        turned_on,
        "the retention of the bucket {name} is locked",
        "A lock can never be undone: the time can only be lengthened, and the bucket cannot be deleted before its last "
        "object is old enough.",
        "Leave `locked: false` until the retention has been proven.",
        created=True,
    ),
    Rule(
        _BUCKET,
        "encryption.defaultKmsKeyName",
        "encryption-changed",
        added,
        "the bucket {name} is encrypted with {key}",
        "Nothing that is there: those objects keep the key of Google they were written with. New ones cannot be read "
        "or written without the new key.",
        "Objects that are to have the new key are written again by `gcloud storage objects update 'gs://{name}/**' "
        "--encryption-key=KEY`.",
    ),
    Rule(
        _BUCKET,
        "encryption.defaultKmsKeyName",
        "encryption-changed",
        _other_key,
        "the bucket {name} is encrypted with {key}",
        "Objects that are there keep the key they were written with: one of Cloud KMS has to stay enabled, and Cloud "
        "Storage needs its right to use it; new objects are encrypted the new way.",
        "Keep the old key, and Cloud Storage's right to use it, until every object is written again or gone: give its "
        "service agent `roles/cloudkms.cryptoKeyEncrypterDecrypter` on the key ring outside this stack, deploy, run "
        "`gcloud storage objects update 'gs://{name}/**'` with `--clear-encryption-key` (or `--encryption-key=KEY`), "
        "and take it back.",
        ours="The same change takes Cloud Storage's right to use a key that the stack made: from `pulumi up` on "
        "nobody, the workloads and the CDN included, can read what it encrypted.",
    ),
    Rule(
        _BUCKET,
        "uniformBucketLevelAccess",
        "protection-removed",
        turned_off,
        "ACLs count again in the bucket {name}",
        "Without uniform access an ACL can give objects to others, whatever the bucket's policy says; and managed "
        "folders need it.",
        "Keep `uniformBucketLevelAccess` on.",
    ),
    Rule(
        _BUCKET,
        "publicAccessPrevention",
        "protection-removed",
        left("enforced"),
        "public access to the bucket {name} is no longer prevented",
        "A grant to `allUsers` takes effect. On Google Cloud public files need that, also behind Cloud CDN.",
        "Put public storages into a store of their own, so that the private ones stay behind the prevention.",
    ),
    Rule(
        _BUCKET,
        "defaultEventBasedHold",
        "protection-removed",
        turned_off,
        "new objects in the bucket {name} are no longer held",
        "Objects written from now on can be deleted at once; holds that are there stay.",
        "Keep `defaultEventBasedHold` on.",
    ),
    Rule(
        _BUCKET,
        "forceDestroy",
        "protection-removed",
        turned_on,
        "the bucket {name} may be deleted with everything in it",
        "With `forceDestroy` a deletion or a replacement first deletes every object.",
        "Leave `forceDestroy` off.",
    ),
    Rule(
        _KEY,
        "rotationPeriod",
        "protection-removed",
        lambda before, after: changed(before, None) and not after,
        "the KMS key {name} is no longer rotated",
        "One version then encrypts all that is ever written; nothing that is there is lost.",
        "Keep `rotation_days`.",
    ),
)
