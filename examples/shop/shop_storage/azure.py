"""The storages on Azure Blob Storage, by the names that `STORAGES` gives them.

They need django-storages 1.14.6 or newer and azure-storage-blob 12.19 or newer; `azure_identity` needs azure-identity.
"""

from __future__ import annotations

from .access import StorageAccessDeniedError
from .azure_media import AzureMediaStorage
from .azure_static import AzureStaticManifestStorage, AzureStaticStorage

__all__ = [
    "AzureMediaStorage",
    "AzureStaticManifestStorage",
    "AzureStaticStorage",
    "StorageAccessDeniedError",
]
