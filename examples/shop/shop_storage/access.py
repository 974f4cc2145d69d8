"""The error of a request that the cloud refused, the same for every cloud."""

from __future__ import annotations


class StorageAccessDeniedError(PermissionError):
    """A request was refused; the text names the object (`s3://bucket/key`) and the permission to allow."""

    def __init__(self, place: str, permission: str) -> None:
        super().__init__(f"access to {place} denied: allow {permission}")
