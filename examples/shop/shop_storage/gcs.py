"""The storages on Google Cloud Storage, by the names that `STORAGES` gives them.

They need django-storages 1.14.6 or newer and google-cloud-storage 2.18 or newer.
"""

from __future__ import annotations

from .access import StorageAccessDeniedError
from .gcs_media import GCSMediaStorage
from .gcs_static import GCSStaticManifestStorage, GCSStaticStorage

__all__ = [
    "GCSMediaStorage",
    "GCSStaticManifestStorage",
    "GCSStaticStorage",
    "StorageAccessDeniedError",
]
