"""Static files on Azure."""

from __future__ import annotations

from .azure_media import AzureMediaStorage
from .static import ManifestFiles, StaticFiles


class AzureStaticStorage(StaticFiles, AzureMediaStorage):
    """Static files under their own names, with `AzureMediaStorage`'s OPTIONS."""

    overwrite_files = True
    file_overwrite = AzureMediaStorage.file_overwrite


class AzureStaticManifestStorage(ManifestFiles, AzureStaticStorage):  # type: ignore[misc]  # url() differs, as in Django
    """Static files under hashed names, and a manifest of them."""
