"""What a bucket's lifecycle rules do on Google Cloud Storage, decided; the component spells them in the SDK's words.

Google's rules have no names and no switch, and one action each: a rule of the spec becomes several, and one that is
off becomes none (https://cloud.google.com/storage/docs/lifecycle).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from generator.spec.gcs import ColderGcsClass, GcsLifecycleRule

ABORT = "abort-multipart"


@dataclass(frozen=True)
class Rule:
    """One action on objects whose name starts with `prefix` ("" is the whole bucket). Days, or None for no condition.

    `newer` is the number of newer versions, the live one among them. `state` is None for uploads that were never ended.
    """

    id: str
    action: Literal["Delete", "SetStorageClass", "AbortIncompleteMultipartUpload"]
    prefix: str
    state: Literal["LIVE", "ARCHIVED"] | None
    age: int | None = None
    noncurrent_days: int | None = None
    newer: int | None = None
    storage_class: ColderGcsClass | None = None


def rules(wanted: Iterable[GcsLifecycleRule], *, abort_multipart_days: int) -> tuple[Rule, ...]:
    """The rules by id, with the one that ends abandoned uploads everywhere; another order would be another list."""
    abort = Rule(ABORT, "AbortIncompleteMultipartUpload", "", None, age=abort_multipart_days)
    found = [abort, *(made for rule in wanted if rule.enabled for made in _rules(rule))]
    return tuple(sorted(found, key=lambda rule: rule.id))


def _rules(rule: GcsLifecycleRule) -> Iterator[Rule]:
    """Versions kept are counted without the live one in the spec, and with it by Google."""
    if rule.expire_days is not None:
        yield Rule(rule.id, "Delete", rule.prefix, "LIVE", age=rule.expire_days)
    if rule.noncurrent_days is not None or rule.noncurrent_keep is not None:
        newer = None if rule.noncurrent_keep is None else rule.noncurrent_keep + 1
        yield Rule(rule.id, "Delete", rule.prefix, "ARCHIVED", noncurrent_days=rule.noncurrent_days, newer=newer)
    if rule.abort_multipart_days is not None:
        yield Rule(rule.id, "AbortIncompleteMultipartUpload", rule.prefix, None, age=rule.abort_multipart_days)
    for step in rule.transitions:
        colder = step.storage_class
        yield Rule(rule.id, "SetStorageClass", rule.prefix, "LIVE", age=step.days, storage_class=colder)
    for step in rule.noncurrent_transitions:
        colder = step.storage_class
        yield Rule(rule.id, "SetStorageClass", rule.prefix, "ARCHIVED", noncurrent_days=step.days, storage_class=colder)
