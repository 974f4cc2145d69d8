"""Uploaded files on Azure: django-storages' storage, made exact about folders, missing files and signed URLs.

Needs django-storages 1.14.6 or newer and azure-storage-blob 12.19 or newer.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from azure.storage.blob import ContentSettings
from django.conf import settings
from django.utils.timezone import make_naive
from storages.utils import ReadBytesWrapper, clean_name, is_seekable

from .azure_access import DELETE, LIST, READ, WRITE, Place, asking, list_folder
from .azure_files import reader
from .azure_identity import LocalCredential, ProcessCredential
from .azure_links import LinkedAzureStorage
from .azure_options import check_options
from .azure_transfer import PART, pieces, upload
from .files import ReadFile
from .headers import cache_control, content_type
from .saving import UniqueNames, WrittenFile, check_deleted, reads

if TYPE_CHECKING:
    from datetime import datetime

SECRETS = frozenset({"account_key", "sas_token", "connection_string"}) | {
    "token_credential",
    "client_options",
}
# Names in one answer of a listing; None is Azure's own limit.
PAGE: int | None = None


class AzureMediaStorage(UniqueNames, LinkedAzureStorage):
    """Uploaded files. Takes all of `AzureStorage`'s OPTIONS, and these:

    - `querystring_auth`: sign URLs (the default). `expiration_secs` is then needed, and refused without; signed by
      `token_credential` it is a week at most, of which the last 75 minutes may be missing.
    - `url_window`: seconds. Signed URLs count from the start of the present window: the same text within it, in every
      process, and good for `expiration_secs - url_window` seconds at least. 0 counts from now.
    - `url_protocol`: `https:`, or `http:` where `custom_domain` is a local CDN.
    - `endpoint_url`: of a local Azure, with the account in the path.
    - `cache_control`: [pattern, value] pairs; the first shell pattern that matches the name without the location (`*`
      crosses slashes) gives a new blob's Cache-Control, before `object_parameters`.
    """

    overwrite_files = False
    secrets = SECRETS

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        check_options(self, options)
        signs = self.account_key or self.token_credential
        self.keyless = bool(self.querystring_auth and not signs)

    def get_default_settings(self) -> dict[str, Any]:
        """The options and their defaults; any other option is refused."""
        links = {"querystring_auth": True, "url_window": 0, "url_protocol": "https:"}
        own = {"cache_control": (), "endpoint_url": None, **links}
        return {**super().get_default_settings(), **own}

    @property
    def file_overwrite(self) -> bool:  # type: ignore[override]  # a plain attribute of the mixin
        """`overwrite_files`, by the name it has on other clouds."""
        return bool(self.overwrite_files)

    def __reduce__(self) -> tuple[Any, tuple[()]]:
        """Pickled without secrets; the process's own credential is none."""
        make, nothing = super().__reduce__()
        own = isinstance(self.token_credential, (ProcessCredential, LocalCredential))
        if own:
            make = partial(make, token_credential=self.token_credential)
        return make, nothing

    def exists(self, name: str) -> bool:
        """Whether there is such a blob. Raises `StorageAccessDeniedError` when that may not be known."""
        try:
            self._properties(name)
        except FileNotFoundError:
            return False
        return True

    def size(self, name: str) -> int:
        """Bytes. Raises `FileNotFoundError`."""
        return int(self._properties(name).size)

    def get_modified_time(self, name: str) -> datetime:
        """When the blob was written: aware with USE_TZ, else naive and local. Raises `FileNotFoundError`."""
        modified: datetime = self._properties(name).last_modified
        return modified if settings.USE_TZ else make_naive(modified)

    def delete(self, name: str) -> None:
        """Remove the blob; a missing one is not an error. Raises `ValueError` for an empty name."""
        check_deleted(name)
        with asking(DELETE, self._place(name)):
            super().delete(name)

    def listdir(self, path: str = "") -> tuple[list[str], list[str]]:
        """Folders and files directly under a name."""
        key = str(self._normalize_name(clean_name(path))).rstrip("/")
        folder = f"{key}/" if key else ""
        place = Place(self.account_name, self.azure_container, folder)
        with asking(LIST, place):
            return list_folder(self.client, folder, PAGE)

    def get_object_parameters(self, name: str) -> dict[str, Any]:
        """Content settings for a name without the location: a copy of `object_parameters`, and the Cache-Control."""
        value = cache_control(self.cache_control, name)
        own = {"cache_control": value} if value else {}
        return {**self.object_parameters, **own}

    def _content_settings(self, key: str, content: Any) -> ContentSettings:
        # No encoding is guessed: a browser would unpack what the user downloads.
        params = self.get_object_parameters(self._name(key))
        sent = getattr(content, "content_type", None)
        params.setdefault(
            "content_type", sent or content_type(key) or self.default_content_type
        )
        return ContentSettings(**params)

    def _save(self, name: str, content: Any) -> str:
        cleaned = str(clean_name(name))
        self._store(cleaned, content, overwrite=self.file_overwrite)
        return cleaned

    def _store(self, name: str, content: Any, *, overwrite: bool) -> None:
        place = self._place(name)
        headers = self._content_settings(place.key, content)
        if is_seekable(content):
            content.seek(0)
        with asking(WRITE, place):
            upload(
                self.client.get_blob_client(place.key),
                pieces(ReadBytesWrapper(content), PART),
                overwrite=overwrite,
                workers=self.upload_max_conn,
                content_settings=headers,
                timeout=self.timeout,
            )

    def _open(self, name: str, mode: str = "rb") -> Any:
        place, memory = self._place(name), self.max_memory_size
        if not reads(mode):
            send = partial(self._store, str(clean_name(name)), overwrite=True)
            return WrittenFile(name, mode, memory, send)
        blob = self.client.get_blob_client(place.key)
        return ReadFile(name, mode, partial(reader, blob, place, self.timeout, memory))

    def _properties(self, name: str) -> Any:
        place = self._place(name)
        blob = self.client.get_blob_client(place.key)
        with asking(READ, place):
            return blob.get_blob_properties(timeout=self.timeout)

    def _name(self, key: str) -> str:
        return key.removeprefix(self.location.strip("/")).lstrip("/")
