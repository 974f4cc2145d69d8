"""Lifecycle rules of S3 in the normal form: the resource of its own, and rules inside a bucket as older programs have.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_LifecycleRule.html
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from infra.review.aging.rule import Bite, Condition, Kind, Rule, many, number, one, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from infra.offline.values import Value
    from infra.review.aging.rule import Filter

CONFIGURATIONS = (
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    "aws:s3/bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2",
)
BUCKETS = ("aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2")
VERSIONINGS = (
    "aws:s3/bucketVersioning:BucketVersioning",
    "aws:s3/bucketVersioningV2:BucketVersioningV2",
)
OBJECTS, VERSIONS, UPLOADS = "objects", "old versions", "uploads"


def rules(block: Mapping[str, Value]) -> Iterator[Rule]:
    """What one rule does, by kind; nothing for a rule that is off. Removing bare delete markers loses nothing."""
    if block.get("status", "Enabled") != "Enabled" or block.get("enabled") is False:
        return
    prefix, chosen = _filter(block)
    for kind, bite in (*_current(block), *_noncurrent(block), *_uploads(block)):
        yield Rule(kind, prefix, bite, chosen)


def _filter(block: Mapping[str, Value]) -> tuple[str, Filter]:
    """A filter is one condition, or several below `and`; `prefix` and `tags` beside it are the older form."""
    outer = one(block.get("filter"))
    parts = [block, outer, one(outer.get("and"))]
    prefix = next((text(part.get("prefix")) for part in reversed(parts) if text(part.get("prefix"))), "")
    return prefix, frozenset(found for part in parts for found in _conditions(part))


def _conditions(part: Mapping[str, Value]) -> Iterator[Condition]:
    tags = one(part.get("tags"))
    for tag in many(part.get("tag")):
        yield Condition(f"tag {text(tag.get('key'))}", "=", text(tag.get("value")))
    for key in sorted(tags):
        yield Condition(f"tag {key}", "=", text(tags[key]))
    larger, smaller = number(part.get("objectSizeGreaterThan")), number(part.get("objectSizeLessThan"))
    if larger:
        yield Condition("bytes", ">", larger)
    if smaller:
        yield Condition("bytes", "<", smaller)


def _current(block: Mapping[str, Value]) -> Iterator[tuple[Kind, Bite]]:
    yield from _when(Kind(OBJECTS, "delete"), one(block.get("expiration")))
    for step in many(block.get("transitions")):
        yield from _when(Kind(OBJECTS, "move", text(step.get("storageClass"))), step)


def _when(kind: Kind, block: Mapping[str, Value]) -> Iterator[tuple[Kind, Bite]]:
    days, day = number(block.get("days")), _day(block.get("date"))
    if days is not None and (days > 0 or kind.action == "move"):
        yield kind, Bite(days)
    elif day is not None:
        yield kind._replace(clock="date"), Bite(day)


def _day(value: Value) -> int | None:
    try:
        return date.fromisoformat(text(value)[:10]).toordinal()
    except ValueError:
        return None


def _noncurrent(block: Mapping[str, Value]) -> Iterator[tuple[Kind, Bite]]:
    end = one(block.get("noncurrentVersionExpiration"))
    if end:
        yield from _old(Kind(VERSIONS, "delete"), end)
    for step in many(block.get("noncurrentVersionTransitions")):
        yield from _old(Kind(VERSIONS, "move", text(step.get("storageClass"))), step)


def _old(kind: Kind, block: Mapping[str, Value]) -> Iterator[tuple[Kind, Bite]]:
    days = number(block.get("noncurrentDays", block.get("days")))
    keep = number(block.get("newerNoncurrentVersions")) or 0
    if days is not None:
        yield kind, Bite(days, keep)


def _uploads(block: Mapping[str, Value]) -> Iterator[tuple[Kind, Bite]]:
    own = one(block.get("abortIncompleteMultipartUpload")).get("daysAfterInitiation")
    days = number(own if own is not None else block.get("abortIncompleteMultipartUploadDays"))
    if days:
        yield Kind(UPLOADS, "abort"), Bite(days)
