"""Rules on Google Cloud's buckets and what belongs to them.

References are CIS GCP Foundations Benchmark 4.0 and 5.0."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from infra.review.policy.reading import at, blocks, items, number, read, shown, texts, unread, yes
from infra.review.policy.rule import NOT_KNOWN, PASS, Rule, Verdict, fail, require
from infra.review.policy.scene import GCS

if TYPE_CHECKING:
    from infra.offline.graph import Resource
    from infra.offline.values import Value
    from infra.review.policy.rule import Judge
    from infra.review.policy.scene import Scene

EVERYBODY = ("allUsers", "allAuthenticatedUsers")
_FILES = tuple(
    f"gcp:storage:{scope}{form}"
    for scope in ("Bucket", "ManagedFolder")
    for form in ("IAMMember", "IAMBinding", "IAMPolicy", "IamMember", "IamBinding", "IamPolicy")
)
_ACLS = (
    "gcp:storage:BucketACL", "gcp:storage:BucketAccessControl", "gcp:storage:DefaultObjectACL",
    "gcp:storage:DefaultObjectAccessControl", "gcp:storage:ObjectACL", "gcp:storage:ObjectAccessControl",
)  # fmt: skip
_KEYS = tuple(
    f"gcp:kms:{scope}{form}" for scope in ("CryptoKey", "KeyRing") for form in ("IAMMember", "IAMBinding", "IAMPolicy")
)
_LOG_WRITERS = ("group:cloud-storage-analytics@google.com", "@gcp-sa-logging.iam.gserviceaccount.com")
_AGENTS = ("@gcp-sa-", "cloud-storage-analytics@", "@gs-project-accounts.")
_90_DAYS = 7_776_000


def bindings(resource: Resource) -> tuple[tuple[str, Value, Value], ...] | None:
    """(role, members, condition) of an IAM resource, in any of its forms; None when they cannot be known."""
    if "policyData" not in resource.inputs:
        members = (*items(read(resource, "member")), *items(read(resource, "members")))
        return ((str(read(resource, "role")), members, read(resource, "condition")),)
    text = read(resource, "policyData")
    try:
        listed = at(json.loads(text), "bindings") if isinstance(text, str) else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(listed, list):
        return None
    return tuple((str(one.get("role")), one.get("members"), one.get("condition")) for one in blocks(listed))


def _members(_: Scene, resource: Resource) -> Verdict:
    found = bindings(resource)
    members = [member for _, listed, _ in found or () for member in items(listed)]
    open_to = next((member for member in members if member in EVERYBODY), None)
    if open_to is not None:
        return fail(f"{open_to} has a role")
    return NOT_KNOWN if found is None or unread(tuple(members)) else PASS


def _acl(_: Scene, resource: Resource) -> Verdict:
    entries = (*texts(read(resource, "roleEntities")), *texts(read(resource, "entity")))
    if any(entry.endswith(EVERYBODY) for entry in entries):
        return fail("an entry of the ACL opens it to everybody")
    acls = (read(resource, "predefinedAcl"), read(resource, "defaultAcl"))
    named = [acl for acl in acls if isinstance(acl, str) and acl.lower().startswith(("public", "authenticated"))]
    return fail(f"the ACL {shown(named[0])} opens it to everybody") if named else PASS


def _prevention(_: Scene, bucket: Resource) -> Verdict:
    return require(
        read(bucket, "publicAccessPrevention"),
        lambda said: said == "enforced",
        "the bucket does not prevent public access by itself",
    )


def _uniform(_: Scene, bucket: Resource) -> Verdict:
    said = read(bucket, "uniformBucketLevelAccess")
    return require(said, yes, "files can have ACLs of their own")


def _versioning(_: Scene, bucket: Resource) -> Verdict:
    """A retention policy forbids what versions would bring back."""
    if number(read(bucket, "retentionPolicy", "retentionPeriod")):
        return PASS
    return require(read(bucket, "versioning", "enabled"), yes, "deleted and replaced files cannot be brought back")


def _log_buckets(scene: Scene) -> frozenset[str]:
    """Names of the buckets that take logs: by sinks, by access logging, by roles of the services that write them."""
    sinks = [row for kind in ("Project", "Folder", "Organization") for row in scene.of(f"gcp:logging:{kind}Sink")]
    taken = [text.rpartition("/")[2] for row in sinks for text in texts(read(row, "destination")) if "storage." in text]
    taken += [text for row in scene.of(GCS) for text in texts(read(row, "logging", "logBucket"))]
    members = [(row, member) for kind in _FILES[:2] for row in scene.of(kind) for member in texts(read(row, "member"))]
    writers = [row for row, member in members if member.endswith(_LOG_WRITERS)]
    return frozenset(taken + [text for row in writers for text in texts(read(row, "bucket"))])


def _takes_logs(scene: Scene, bucket: Resource) -> bool:
    name = read(bucket, "name")
    return isinstance(name, str) and name in scene.once("buckets of logs", _log_buckets)


def _log_retention(scene: Scene, bucket: Resource) -> Verdict:
    if not _takes_logs(scene, bucket):
        return PASS
    return require(read(bucket, "retentionPolicy", "isLocked"), yes, "logs in it can be deleted")


def _logging(scene: Scene, bucket: Resource) -> Verdict:
    """By the bucket itself, or by the service that writes usage logs into another bucket of the stack."""
    if _takes_logs(scene, bucket):
        return PASS
    return require(read(bucket, "logging", "logBucket"), bool, "requests are not logged")


def _not_to_itself(_: Scene, bucket: Resource) -> Verdict:
    target = read(bucket, "logging", "logBucket")
    return fail("it logs into itself, without end") if target and target == read(bucket, "name") else PASS


def _whole_bucket(_: Scene, resource: Resource) -> Verdict:
    """Members of a service that Google runs write logs or read for the CDN; the rest should have a prefix."""
    found = bindings(resource)
    for __, members, condition in found or ():
        people = [one for one in texts(members) if one not in EVERYBODY and not any(part in one for part in _AGENTS)]
        if people and condition is None:
            return fail("the role is for every file of the bucket")
    return PASS if found is not None else NOT_KNOWN


def _rotation(_: Scene, key: Resource) -> Verdict:
    if read(key, "purpose") not in (None, "ENCRYPT_DECRYPT"):
        return PASS

    def soon(said: Value) -> bool:
        seconds = number(said)
        return seconds is not None and 0 < seconds <= _90_DAYS

    return require(read(key, "rotationPeriod"), soon, "the key does not rotate within 90 days")


def _exists(message: str) -> Judge:
    return lambda _scene, _resource: fail(message)


def _disabled(_: Scene, bucket: Resource) -> Verdict:
    said = read(bucket, "softDeletePolicy", "retentionDurationSeconds")
    return require(said, lambda value: value is None or bool(number(value)), "deleted files are gone at once")


_ON = (GCS,)
_51, _52 = ("CIS GCP 4.0 5.1", "CIS GCP 5.0 5.1"), ("CIS GCP 4.0 5.2", "CIS GCP 5.0 5.2")
RULES = (
    Rule("gcs-public-members", "Nobody unnamed has a role on files", "Google Cloud", "error", _51, _FILES, _members,
         "members by name", "`access: private`", (("cdn",),)),
    Rule("gcs-public-acl", "No ACL opens files to everybody", "Google Cloud", "error", _51, _ACLS, _acl,
         "uniformBucketLevelAccess, and no ACLs"),
    Rule("gcs-public-access-prevention", "Public access is prevented", "Google Cloud", "warning", _51, _ON, _prevention,
         "publicAccessPrevention enforced", "`access: private` for every storage of the store", (("cdn",),)),
    Rule("gcs-uniform-access", "ACLs are off", "Google Cloud", "warning", _52, _ON, _uniform,
         "uniformBucketLevelAccess"),
    Rule("gcs-versioning", "Versions of files are kept", "Google Cloud", "warning", ("Checkov CKV_GCP_78",), _ON,
         _versioning, "versioning.enabled", "`versioning: true`", (("versioning",),)),
    Rule("gcs-soft-delete", "Deleted files come back for some days", "Google Cloud", "warning",
         ("Google Cloud: soft delete",), _ON, _disabled, "softDeletePolicy of 7 days", "`soft_delete_days: 7`",
         (("soft_delete_days",),)),
    Rule("gcs-access-logging", "Requests are logged", "Google Cloud", "note", ("Checkov CKV_GCP_62",), _ON, _logging,
         "logging.logBucket", "`access_logs: {store: ..., prefix: ...}`", (("access_logs",),)),
    Rule("gcs-log-loop", "A bucket does not log into itself", "Google Cloud", "warning", ("Checkov CKV_GCP_63",), _ON,
         _not_to_itself, "another bucket in logging.logBucket", "`access_logs` with another store",
         (("access_logs",),)),
    Rule("gcs-log-retention", "Logs cannot be deleted", "Google Cloud", "note", ("CIS GCP 4.0 2.3", "CIS GCP 5.0 2.4"),
         _ON, _log_retention, "a locked retentionPolicy on the bucket for logs",
         "`retention: {days: ..., locked: true}` on the store for logs: it can never be undone", (("retention",),)),
    Rule("gcs-whole-bucket", "Files are granted by prefix", "Google Cloud", "warning",
         ("Google Cloud IAM: least privilege",), tuple(kind for kind in _FILES if "Bucket" in kind), _whole_bucket,
         "a managed folder, or a condition on resource.name", "a `prefix` for each storage", (("grants",),)),
    Rule("gcs-hmac-key", "Nobody has an HMAC key", "Google Cloud", "warning", ("Google Cloud: HMAC keys",),
         ("gcp:storage:HmacKey",), _exists("it is a key that never ends"), "the service account's own identity"),
    Rule("gcp-kms-public", "No key is everybody's", "Google Cloud", "error", ("CIS GCP 4.0 1.9", "CIS GCP 5.0 1.9"),
         _KEYS, _members, "members by name", options=(("encryption",),)),
    Rule("gcp-kms-rotation", "Keys of Cloud KMS rotate", "Google Cloud", "warning",
         ("CIS GCP 4.0 1.10", "CIS GCP 5.0 1.10"), ("gcp:kms:CryptoKey",), _rotation, "rotationPeriod of 90 days",
         "`encryption: {type: cmek, rotation_days: 90}`", (("encryption", "rotation_days"), ("encryption",))),
)  # fmt: skip
