"""One name for a resource type, whatever version of its provider registered it."""

from __future__ import annotations

import re
from functools import lru_cache

_VERSION = re.compile(r"/v\d{8}(?:preview)?(?=:)")
_SECOND = re.compile(r"^(aws:s3/bucket\w*?)V2:(Bucket\w*?)V2$")


@lru_cache(maxsize=4096)
def plain(token: str) -> str:
    """`azure-native:storage/v20240101:StorageAccount` and `aws:s3/bucketV2:BucketV2` as today's SDKs name them."""
    return _SECOND.sub(r"\1:\2", _VERSION.sub("", token))


def cloud(token: str) -> str:
    """The package: `aws`, `gcp`, `azure-native`, another's."""
    return token.partition(":")[0]
