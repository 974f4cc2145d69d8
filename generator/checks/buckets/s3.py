"""What an S3 bucket itself asks for: encryption, and topics of its own region."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.spec.facts import region_of, s3_stores
from generator.spec.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.spec.model import Spec
    from generator.spec.s3 import S3Store

KMS_KEY = re.compile(r"arn:aws(-cn|-us-gov)?:kms:(?P<region>[a-z0-9-]+):[0-9]{12}:(key|alias)/[A-Za-z0-9/_-]+")
SNS_TOPIC = re.compile(r"arn:aws(-cn|-us-gov)?:sns:(?P<region>[a-z0-9-]+):[0-9]{12}:[A-Za-z0-9_-]+")


def check(spec: Spec) -> Iterator[Problem]:
    """Every bucket on S3."""
    for name, store in s3_stores(spec).items():
        path = ("stores", name)
        yield from _encryption(path, store, region_of(spec, store))
        if store.alarms is not None and store.alarms.notify is not None:
            yield from _topic((*path, "alarms", "notify"), store.alarms.notify, region_of(spec, store))


def _topic(path: tuple[str, ...], topic: str, region: str) -> Iterator[Problem]:
    """An alarm notifies a topic of its own region, and the bucket's metrics are in the bucket's."""
    found = SNS_TOPIC.fullmatch(topic)
    if found is None:
        example = "arn:aws:sns:eu-west-1:123456789012:alerts"
        yield problem("SPEC083", *path, value=topic, expected="the ARN of an SNS topic", example=example)
    elif found["region"] != region:
        yield problem("SPEC089", *path, thing="the topic", value=found["region"], region=region)


def _encryption(path: tuple[str, ...], store: S3Store, region: str) -> Iterator[Problem]:
    wanted = store.encryption
    if wanted.type == "sse-c":
        yield problem("SPEC064", *path, "encryption", "type")
    if "kms_deletion_days" in store.model_fields_set and not (wanted.type == "kms" and wanted.key == "create"):
        reason = "this stack makes no key for the bucket"
        yield problem("SPEC087", *path, "kms_deletion_days", key="kms_deletion_days", reason=reason)
    if wanted.type != "kms":
        return
    if wanted.key == "aws-managed" and store.cdn is not None:
        yield problem("SPEC065", *path, "encryption", "key")
    elif wanted.key not in {"create", "aws-managed"}:
        yield from _own_key((*path, "encryption", "key"), wanted.key, store, region)


def _own_key(path: tuple[str, ...], key: str, store: S3Store, region: str) -> Iterator[Problem]:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html (a key of the bucket's region)."""
    found = KMS_KEY.fullmatch(key)
    if found is None:
        yield problem("SPEC068", *path, value=key)
    elif found["region"] != region:
        yield problem("SPEC089", *path, thing="the key", value=found["region"], region=region)
    elif store.cdn is not None:
        yield problem("SPEC066", *path, value=key)
