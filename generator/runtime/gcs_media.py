"""Uploaded files on Google Cloud Storage: django-storages' storage, made safe against overwriting and exact about what
is missing.

Needs django-storages 1.14.6 or newer and google-cloud-storage 2.18 or newer.
"""

from __future__ import annotations

import copy
from functools import partial
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from google.api_core.exceptions import Forbidden, NotFound
from storages.utils import clean_name

from .files import ReadFile
from .gcs_access import denied, is_listed, is_missing, is_refusal, list_folder, needing
from .gcs_file import reader
from .gcs_links import LinkedGCSStorage
from .gcs_transfer import CHUNK, binary, upload
from .headers import cache_control, check_cache_control, content_type
from .saving import SPOOL_IN_MEMORY, UniqueNames, WrittenFile, check_deleted, reads

SECRETS = frozenset({"credentials", "cdn_key", "cookie_key"})
# What of an object can be said when it is written.
PARAMETERS = frozenset({"acl", "cache_control", "content_disposition", "metadata"}) | {
    "content_encoding",
    "content_language",
    "content_type",
    "custom_time",
    "event_based_hold",
    "storage_class",
    "temporary_hold",
}


class GCSMediaStorage(UniqueNames, LinkedGCSStorage):
    """Uploaded files. Takes all of `GoogleCloudStorage`'s OPTIONS, and these:

    - `cache_control`: [pattern, value] pairs; the first shell pattern that matches the name without the location (`*`
      crosses slashes) gives a new object's Cache-Control, before `object_parameters`.
    - `url_window`: seconds. Signed URLs are as of the start of the present window: the same text within it, so that it
      can be cached, and good for `expiration - url_window` seconds at least. 0 signs as of now.
    - `missing_on_403`: where the identity may not list, take a 403 for a missing object; False makes it an error.
    - `cdn_key_name`, `cdn_key`: sign URLs on `custom_endpoint` for Cloud CDN; a key is 16 bytes in base64url.
    - `cookie_key_name`, `cookie_key`, `cookie_domain`: for Cloud CDN's signed cookies.

    `expiration` is in seconds, `custom_endpoint` has its scheme. URLs of the bucket are signed by the credentials'
    own key where they have one, else with `iam_sign_blob` by IAM. `cdn_key` or `cookie_key` may be None in a process
    that makes no links: everything but `url()` and cookies works there, and `url()` raises `ImproperlyConfigured`
    rather than give an unsigned URL.
    """

    file_overwrite = False
    secrets = SECRETS

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        check_cache_control(self.cache_control)
        _check_parameters(self.object_parameters)
        self._check_links()
        self.keyless = bool(
            (self.cdn_key_name and not self.cdn_key)
            or (self.cookie_key_name and not self.cookie_key)
        )

    def get_default_settings(self) -> dict[str, Any]:
        """The options and their defaults; any other option is refused."""
        keys = {
            f"{use}_{what}": None
            for use in ("cdn", "cookie")
            for what in ("key_name", "key")
        }
        own = {"cache_control": (), "url_window": 0, "missing_on_403": False}
        return {**super().get_default_settings(), **own, **keys, "cookie_domain": None}

    def exists(self, name: str) -> bool:
        """Whether there is such an object. Raises `StorageAccessDeniedError` when that cannot be told."""
        key = self._key(name)
        try:
            return bool(key) and self.bucket.get_blob(key) is not None
        except Forbidden as error:
            return not self._missing(key, error)

    def delete(self, name: str) -> None:
        """Remove the object; a missing one is not an error. Raises `ValueError` for an empty name."""
        check_deleted(name)
        key = self._key(name)
        try:
            self.bucket.delete_blob(key)
        except NotFound:
            return
        except Forbidden as error:
            if not is_refusal(error):
                raise
            if is_listed(self.client, self.bucket_name, key) is not False:
                permission = "storage.objects.delete"
                raise denied(self.bucket_name, key, permission, "delete") from error

    def listdir(self, name: str) -> tuple[list[str], list[str]]:
        """Folders and files directly under a name."""
        key = self._key(name)
        folder = f"{key.rstrip('/')}/" if key else ""
        permission = f"storage.objects.list on {self.bucket_name} for it"
        with needing(permission, self.bucket_name, key, "list"):
            return list_folder(self.client, self.bucket_name, folder)

    def get_object_parameters(self, name: str) -> dict[str, Any]:
        """Upload parameters for a name without the location: a copy of `object_parameters`, and the Cache-Control."""
        params = copy.deepcopy(dict(self.object_parameters))
        value = cache_control(self.cache_control, name)
        return {**params, "cache_control": value} if value else params

    def _get_blob(self, name: str) -> Any:
        # Takes the whole key; the parent's size() and times call it.
        try:
            blob = self.bucket.get_blob(name, chunk_size=self.blob_chunk_size)
        except Forbidden as error:
            if not self._missing(name, error):
                permission = "storage.objects.get"
                raise denied(self.bucket_name, name, permission, "read") from error
            blob = None
        if blob is None:
            raise FileNotFoundError(f"File does not exist: {name}")
        return blob

    def _save(self, name: str, content: Any) -> str:
        cleaned = str(clean_name(name))
        self._store(cleaned, content, only_new=not self.file_overwrite)
        return cleaned

    def _open(self, name: str, mode: str = "rb") -> Any:
        key = self._key(name)
        if not reads(mode):
            send = partial(self._store, str(clean_name(name)), only_new=False)
            return WrittenFile(name, mode, self._memory, send)
        start = lambda: reader(self._get_blob(key), self._memory)  # noqa: E731
        return ReadFile(name, mode, start)

    def _store(self, name: str, content: Any, *, only_new: bool) -> None:
        key = self._key(name)
        params = self._write_parameters(name, content)
        blob = self.bucket.blob(key, chunk_size=self.blob_chunk_size or CHUNK)
        rights, grants = "storage.objects.create", ["write"]
        if not only_new:
            rights += ", and storage.objects.delete to replace an object"
            grants.append("delete")
        if self._compresses(params):
            content, params["content_encoding"] = (
                self._compress_content(content),
                "gzip",
            )
        with (
            needing(rights, self.bucket_name, key, *grants),
            binary(content) as (body, size),
        ):
            upload(blob, body, size, params, only_new=only_new)

    def _write_parameters(self, name: str, content: Any) -> dict[str, Any]:
        params = self.get_object_parameters(name)
        sent = getattr(content, "content_type", None)
        params.setdefault(
            "content_type", sent or content_type(name) or "application/octet-stream"
        )
        return {"acl": self.default_acl, **params}

    def _compresses(self, params: dict[str, Any]) -> bool:
        kind = params["content_type"] in self.gzip_content_types
        return self.gzip and kind and "content_encoding" not in params

    def _missing(self, key: str, error: Forbidden) -> bool:
        return is_missing(
            self.client, self.bucket_name, key, error, assume=self.missing_on_403
        )

    @property
    def _memory(self) -> int:
        # 0 would keep files of any size in memory.
        return self.max_memory_size or SPOOL_IN_MEMORY

    def _name(self, key: str) -> str:
        return key.removeprefix(self.location.strip("/")).lstrip("/")


def _check_parameters(given: Any) -> None:
    for name in given:
        if name not in PARAMETERS:
            allowed = ", ".join(sorted(PARAMETERS))
            text = f"object_parameters has {name!r}; it may have {allowed}"
            raise ImproperlyConfigured(text)
