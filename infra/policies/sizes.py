"""How long a bucket's policy will be, before anything that it names exists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.spec.facts import s3_stores
from generator.spec.limits import LIMITS
from infra.names import account_id, bucket_arn
from infra.policies.document import text
from infra.policies.s3 import LogSource, bucket_policy
from infra.policies.serving import readers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.spec.model import Spec

BUCKET_POLICY = LIMITS["letters of the policy of a bucket"]["s3"].most
"""https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html"""

_DISTRIBUTION = f"arn:aws:cloudfront::{'0' * 12}:distribution/{'E' * 14}"
_DELIVERY = f"arn:aws:logs:us-east-1:{'0' * 12}:delivery-source:"
_SUFFIX = "-0123456"


def bucket_policy_size(spec: Spec, store: str) -> int:
    """The characters of a store's bucket policy; ARNs that are not known yet are as long as they will be."""
    who = readers(spec, store)
    policy = bucket_policy(
        bucket_arn(spec, store),
        distribution_arn=_DISTRIBUTION if spec.stores[store].cdn is not None else None,
        cdn_prefixes=who.cdn,
        public_prefixes=who.public,
        access_logs=list(_access_logs(spec, store)),
        cdn_logs=list(_cdn_logs(spec, store)),
        account_id=account_id(spec),
    )
    return len(text(policy))


def _access_logs(spec: Spec, store: str) -> Iterator[LogSource]:
    for source, item in s3_stores(spec).items():
        if item.access_logs is not None and item.access_logs.store == store:
            yield LogSource(bucket_arn(spec, source), item.access_logs.prefix)


def _cdn_logs(spec: Spec, store: str) -> Iterator[LogSource]:
    for source, item in s3_stores(spec).items():
        if item.cdn is not None and item.cdn.logs is not None and item.cdn.logs.store == store:
            yield LogSource(f"{_DELIVERY}{source}{_SUFFIX}", item.cdn.logs.prefix)
