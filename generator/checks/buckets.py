"""What a bucket itself asks for: encryption, CORS, adoption."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.spec.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.spec.model import Spec
    from generator.spec.s3 import S3Store

KMS_KEY = re.compile(r"arn:aws(-cn|-us-gov)?:kms:[a-z0-9-]+:[0-9]{12}:(key|alias)/[A-Za-z0-9/_-]+")
ORIGIN = re.compile(r"https?://[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?")
SNS_TOPIC = re.compile(r"arn:aws(-cn|-us-gov)?:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]+")
_CORS_ORIGIN = re.compile(r"https?://(\*\.)?[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?")
MAX_CORS = 100


def check(spec: Spec) -> Iterator[Problem]:
    """Every store."""
    for name, store in spec.stores.items():
        path = ("stores", name)
        yield from _encryption(path, store)
        yield from _cors(path, store)
        if store.adopt and spec.target == "cloud":
            yield problem("SPEC114", *path, "adopt", value=name)
        topic = store.alarms.notify if store.alarms else None
        if topic is not None and not SNS_TOPIC.fullmatch(topic):
            yield problem(
                "SPEC083",
                *path,
                "alarms",
                "notify",
                value=topic,
                expected="the ARN of an SNS topic",
                example="arn:aws:sns:eu-west-1:123456789012:alerts",
            )


def _encryption(path: tuple[str, ...], store: S3Store) -> Iterator[Problem]:
    wanted = store.encryption
    if wanted.type == "sse-c":
        yield problem("SPEC064", *path, "encryption", "type")
    if wanted.type != "kms":
        return
    if wanted.key == "aws-managed" and store.cdn is not None:
        yield problem("SPEC065", *path, "encryption", "key")
    elif wanted.key in {"create", "aws-managed"}:
        return
    elif not KMS_KEY.fullmatch(wanted.key):
        yield problem("SPEC068", *path, "encryption", "key", value=wanted.key)
    elif store.cdn is not None:
        yield problem("SPEC066", *path, "encryption", "key", value=wanted.key)


def _cors(path: tuple[str, ...], store: S3Store) -> Iterator[Problem]:
    rules = store.cors or ()
    if len(rules) > MAX_CORS:
        yield problem("SPEC113", *path, "cors", count=len(rules), things="CORS rules", limit=MAX_CORS)
    for index, rule in enumerate(rules):
        for place, origin in enumerate(rule.origins):
            if origin != "*" and not _CORS_ORIGIN.fullmatch(origin):
                yield problem("SPEC069", *path, "cors", index, "origins", place, value=origin)
