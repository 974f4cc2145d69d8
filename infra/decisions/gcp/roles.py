"""What roles allow: the predefined ones of Cloud Storage and of service accounts that stacks use, and custom ones.

Source: "IAM roles for Cloud Storage" (https://cloud.google.com/storage/docs/access-control/iam-roles). Only permissions
that this local cloud can ask for are listed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_READ = frozenset({"storage.objects.get", "storage.objects.list"})
_CREATE = frozenset({
    "storage.objects.create", "storage.multipartUploads.create", "storage.multipartUploads.abort",
    "storage.multipartUploads.listParts",
})  # fmt: skip
_USE = _READ | _CREATE | {"storage.objects.delete", "storage.objects.update", "storage.multipartUploads.list"}
_ADMIN = _USE | {"storage.objects.getIamPolicy", "storage.objects.setIamPolicy"}
_BUCKET = frozenset({"storage.buckets.get", "storage.buckets.getIamPolicy"})

PREDEFINED: Mapping[str, frozenset[str]] = {
    "roles/storage.objectViewer": _READ,
    "roles/storage.objectCreator": _CREATE,
    "roles/storage.objectUser": _USE,
    "roles/storage.objectAdmin": _ADMIN,
    "roles/storage.admin": _ADMIN | _BUCKET,
    "roles/storage.legacyObjectReader": frozenset({"storage.objects.get"}),
    "roles/storage.legacyBucketReader": frozenset({"storage.buckets.get", "storage.objects.list"}),
    "roles/storage.legacyBucketWriter": frozenset({
        "storage.buckets.get", "storage.objects.list", "storage.objects.create", "storage.objects.delete",
    }),
    "roles/iam.serviceAccountTokenCreator": frozenset({
        "iam.serviceAccounts.signBlob", "iam.serviceAccounts.signJwt", "iam.serviceAccounts.getAccessToken",
    }),
    "roles/iam.workloadIdentityUser": frozenset({"iam.serviceAccounts.getAccessToken"}),
    "roles/iam.serviceAccountUser": frozenset({"iam.serviceAccounts.actAs"}),
}  # fmt: skip


def is_custom(role: str) -> bool:
    """Whether a role's name is that of a custom role of a project."""
    return role.startswith("projects/") and "/roles/" in role
