"""Names that AWS refuses: regions, buckets, roles."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.spec.facts import partition_of, s3_stores
from generator.spec.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.spec.model import Spec

_REGION = re.compile(r"(?![a-z]+-iso)[a-z]{2}(-[a-z]+){1,3}-[0-9]{1,2}")
_BUCKET = re.compile(r"[a-z0-9][a-z0-9-]*[a-z0-9]")
_ROLE = re.compile(r"[A-Za-z0-9+=,.@_-]+")
_RESERVED_START = ("xn--", "sthree-", "amzn-s3-demo-")
_RESERVED_END = ("-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3")


def regions(spec: Spec) -> Iterator[Problem]:
    """The account's region and those of the buckets."""
    if not _REGION.fullmatch(spec.aws.region):
        yield problem("SPEC082", "aws", "region", value=spec.aws.region)
        return
    account = partition_of(spec.aws.region).name
    for name, store in s3_stores(spec).items():
        if store.region is None:
            continue
        partition = partition_of(store.region).name
        if not _REGION.fullmatch(store.region):
            yield problem("SPEC082", "stores", name, "region", value=store.region)
        elif partition != account:
            slots = {"value": store.region, "partition": partition, "account": account}
            yield problem("SPEC088", "stores", name, "region", **slots)


def bucket_reason(name: str) -> str:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html"""
    if not 3 <= len(name) <= 63:
        return f"it has {len(name)} characters, and 3 to 63 are allowed"
    if "." in name:
        return "with a dot, TLS certificates of virtual-hosted URLs do not match"
    if not _BUCKET.fullmatch(name):
        return "only a-z, 0-9 and - are allowed, with a letter or digit at both ends"
    if name.startswith(_RESERVED_START) or name.endswith(_RESERVED_END):
        return "AWS reserves this start or ending"
    return ""


def role_reason(name: str) -> str:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"""
    if len(name) > 64:
        return f"it has {len(name)} characters, and 64 are allowed"
    return "" if _ROLE.fullmatch(name) else "only letters, digits and +=,.@_- are allowed"
