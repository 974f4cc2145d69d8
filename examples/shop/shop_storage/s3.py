"""The storages on S3, by the names that `STORAGES` gives them.

They need django-storages 1.14.6 or newer and boto3 1.35.2 or newer (the first whose PutObject takes `IfNoneMatch`).
"""

from __future__ import annotations

from .access import StorageAccessDeniedError
from .s3_media import S3MediaStorage
from .s3_static import S3StaticManifestStorage, S3StaticStorage

__all__ = [
    "S3MediaStorage",
    "S3StaticManifestStorage",
    "S3StaticStorage",
    "StorageAccessDeniedError",
]
