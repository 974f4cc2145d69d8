"""Static files on Google Cloud Storage; django-storages has no storage with a manifest for it."""

from __future__ import annotations

from .gcs_media import GCSMediaStorage
from .static import ManifestFiles, StaticFiles


class GCSStaticStorage(StaticFiles, GCSMediaStorage):
    """Static files under their own names, with `GCSMediaStorage`'s OPTIONS."""


class GCSStaticManifestStorage(ManifestFiles, GCSStaticStorage):  # type: ignore[misc]  # url() differs, as in Django
    """Static files under hashed names, and a manifest of them."""
