"""What a bucket on Google Cloud Storage itself asks for: encryption, retention, classes, alarms."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.spec.facts import gcs_stores, overwrites, region_of, storages_of
from generator.spec.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.spec.gcs import GcsStore, Retention
    from generator.spec.model import Spec

KMS_KEY = re.compile(
    r"projects/[a-z][a-z0-9:.-]+/locations/(?P<location>[a-z0-9-]+)/keyRings/[A-Za-z0-9_-]{1,63}/cryptoKeys/[A-Za-z0-9_-]{1,63}"
)
CHANNEL = re.compile(r"projects/[a-z0-9:.-]+/notificationChannels/[0-9]+")
_KMS_LOCATIONS = {"EU": "europe", "US": "us", "ASIA": "asia"}
"""https://cloud.google.com/storage/docs/encryption/customer-managed-keys#key-locations"""
LEAST_SOFT_DELETE = 7


def check(spec: Spec) -> Iterator[Problem]:
    """Every bucket on Google Cloud Storage."""
    for name, store in gcs_stores(spec).items():
        path = ("stores", name)
        yield from _encryption(spec, (*path, "encryption"), store)
        if store.retention is not None:
            yield from _retention(spec, name, store, store.retention)
        if 0 < store.soft_delete_days < LEAST_SOFT_DELETE:
            yield problem("SPEC145", *path, "soft_delete_days", value=store.soft_delete_days)
        if store.autoclass is not None:
            yield from _autoclass(path, store)
        notify = store.alarms.notify if store.alarms is not None else None
        if notify is not None and not CHANNEL.fullmatch(notify):
            example = "projects/shop-prod-123456/notificationChannels/1234567890"
            slots = {"value": notify, "expected": "the name of a notification channel", "example": example}
            yield problem("SPEC083", *path, "alarms", "notify", **slots)


def _encryption(spec: Spec, path: tuple[str, ...], store: GcsStore) -> Iterator[Problem]:
    if store.encryption.type == "csek":
        yield problem("SPEC137", *path, "type")
    if store.encryption.type != "cmek" or store.encryption.key == "create":
        return
    key, location = store.encryption.key, region_of(spec, store)
    found = KMS_KEY.fullmatch(key)
    wanted = _KMS_LOCATIONS.get(location.upper(), location.lower())
    if found is None:
        yield problem("SPEC138", *path, "key", value=key)
    elif found["location"] != wanted:
        yield problem("SPEC139", *path, "key", value=found["location"], location=location, wanted=wanted)
    else:
        yield problem("SPEC140", *path, "key", value=key, project=spec.gcp.project_id or "PROJECT")
    if "rotation_days" in store.encryption.model_fields_set:
        reason = "the key is yours"
        yield problem("SPEC087", *path, "rotation_days", key="rotation_days", reason=reason)


def _retention(spec: Spec, name: str, store: GcsStore, retention: Retention) -> Iterator[Problem]:
    """https://cloud.google.com/storage/docs/bucket-lock and
    https://cloud.google.com/storage/docs/object-versioning"""
    path = ("stores", name)
    if store.versioning:
        yield problem("SPEC141", *path, "retention")
    if retention.locked and spec.target == "cloud":
        yield problem("SPEC143", *path, "retention", "locked", days=retention.days)
    for alias, storage in storages_of(spec, name).items():
        if overwrites(storage):
            yield problem("SPEC142", "storages", alias, "store", value=alias, days=retention.days)


def _autoclass(path: tuple[str, ...], store: GcsStore) -> Iterator[Problem]:
    """https://cloud.google.com/storage/docs/autoclass#considerations"""
    if store.storage_class != "STANDARD":
        yield problem("SPEC146", *path, "storage_class", key="storage_class")
    for index, rule in enumerate(store.lifecycle):
        for key in ("transitions", "noncurrent_transitions"):
            if getattr(rule, key):
                yield problem("SPEC146", *path, "lifecycle", index, key, key=key)
