"""Static files on S3."""

from __future__ import annotations

from .s3_media import S3MediaStorage
from .static import ManifestFiles, StaticFiles


class S3StaticStorage(StaticFiles, S3MediaStorage):
    """Static files under their own names, with `S3MediaStorage`'s OPTIONS."""

    cache_control_key = "CacheControl"


class S3StaticManifestStorage(ManifestFiles, S3StaticStorage):  # type: ignore[misc]  # url() differs, as in Django
    """Static files under hashed names, and a manifest of them."""
