"""Uploaded files on S3: django-storages' storage, made safe against overwriting and exact about what is missing.

Needs django-storages 1.14.6 or newer and boto3 1.35.2 or newer (the first whose PutObject takes `IfNoneMatch`).
"""

from __future__ import annotations

import copy
from functools import partial
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.timezone import make_naive
from storages.utils import (
    ReadBytesWrapper,
    clean_name,
    is_seekable,
)

from .headers import cache_control, check_cache_control, content_type
from .s3_access import (
    denied,
    is_missing,
    list_folder,
    needing,
    patience,
    reaching,
    without_lonely_ids,
)
from .s3_links import LinkedS3Storage
from .s3_transfer import (
    download_arguments,
    part_size,
    read_parts,
    upload,
)
from .saving import UniqueNames, WrittenFile, check_deleted, check_key, reads

if TYPE_CHECKING:
    from datetime import datetime

SECRETS = frozenset({"access_key", "secret_key", "security_token"}) | {
    "cloudfront_key",
    "cloudfront_signer",
    "cookie_key",
}


class S3MediaStorage(UniqueNames, LinkedS3Storage):
    """Uploaded files. Takes all of `S3Storage`'s OPTIONS, and these:

    - `cache_control`: [pattern, value] pairs; the first shell pattern that matches the name without the location (`*`
      crosses slashes) gives a new object's Cache-Control, before `object_parameters`.
    - `url_window`: seconds. Signed URLs are as of the start of the present window: the same text within it, so that it
      can be cached, and good for `querystring_expire - url_window` seconds at least. 0 signs as of now.
    - `missing_on_403`: where the identity may not list, take a 403 for a missing object; False makes it an error.
    - `cookie_key_id`, `cookie_key` (PEM), `cookie_domain`: for CloudFront's signed cookies.

    `cloudfront_key` or `cookie_key` may be None in a process that makes no links: everything but `url()` and cookies
    works there, and `url()` raises `ImproperlyConfigured` rather than give an unsigned URL.
    """

    file_overwrite = False
    secrets = SECRETS
    client_config: Any

    def __init__(self, **options: Any) -> None:
        usable = without_lonely_ids(options)
        self.keyless = usable != options
        super().__init__(**usable)
        self.client_config = patience(self.client_config)
        check_cache_control(self.cache_control)
        if not 0 <= self.url_window < max(self.querystring_expire, 1):
            least = f"less than querystring_expire ({self.querystring_expire})"
            raise ImproperlyConfigured(
                f"url_window is {self.url_window!r}; it must be 0 or more seconds and {least}"
            )
        if self.url_window and not self.region_name:
            raise ImproperlyConfigured(
                "url_window needs region_name: a URL is signed for one region"
            )
        if bool(self.cookie_key_id) != bool(self.cookie_key):
            raise ImproperlyConfigured(
                "cookie_key_id and cookie_key must be given together"
            )
        if self.cookie_key and not self.custom_domain:
            raise ImproperlyConfigured(
                "cookie_key needs custom_domain: CloudFront's cookies are for its own domain"
            )

    def get_default_settings(self) -> dict[str, Any]:
        """The options and their defaults; any other option is refused."""
        cookies = {"cookie_key_id": None, "cookie_key": None, "cookie_domain": None}
        own = {"cache_control": (), "url_window": 0, "missing_on_403": False, **cookies}
        return {**super().get_default_settings(), **own}

    def deconstruct(self) -> tuple[str, Any, dict[str, Any]]:
        """As a migration writes it, without secrets: a key's id is left, for a process without the key."""
        path, args, kept = super().deconstruct()
        keys = ("cloudfront_key", "cookie_key")
        return (
            path,
            args,
            {**{key: None for key in keys if f"{key}_id" in kept}, **kept},
        )

    def exists(self, name: str) -> bool:
        """Whether there is such an object. Raises `StorageAccessDeniedError` when that cannot be told."""
        try:
            self._head(name)
        except ClientError as error:
            return not self._missing(name, error)
        return True

    def size(self, name: str) -> int:
        """Bytes. Raises `FileNotFoundError`."""
        return int(self._attributes(name)["ContentLength"])

    def get_modified_time(self, name: str) -> datetime:
        """When the object was written: aware with USE_TZ, else naive and local. Raises `FileNotFoundError`."""
        modified: datetime = self._attributes(name)["LastModified"]
        return modified if settings.USE_TZ else make_naive(modified)

    def delete(self, name: str) -> None:
        """Remove the object; a missing one is not an error. Raises `ValueError` for an empty name."""
        check_deleted(name)
        with needing("s3:DeleteObject", self.bucket_name, self._key(name), "delete"):
            super().delete(name)

    def listdir(self, name: str) -> tuple[list[str], list[str]]:
        """Folders and files directly under a name."""
        key = self._key(name)
        folder = f"{key.rstrip('/')}/" if key else ""
        permission = f"s3:ListBucket on {self.bucket_name} for it"
        with needing(permission, self.bucket_name, key, "list"):
            return list_folder(self._client, self.bucket_name, folder)

    def get_object_parameters(self, name: str) -> dict[str, Any]:
        """Upload parameters for a name without the location: a copy of `object_parameters`, and the Cache-Control."""
        params = copy.deepcopy(dict(self.object_parameters))
        value = cache_control(self.cache_control, name)
        return {**params, "CacheControl": value} if value else params

    def _get_write_parameters(self, key: str, content: Any = None) -> dict[str, Any]:
        # The parent calls this with the whole key, and guesses a Content-Encoding.
        params = self.get_object_parameters(self._name(key))
        sent = getattr(content, "content_type", None)
        params.setdefault(
            "ContentType", sent or content_type(key) or self.default_content_type
        )
        if self.default_acl:
            params.setdefault("ACL", self.default_acl)
        return params

    def _save(self, name: str, content: Any) -> str:
        cleaned = str(clean_name(name))
        self._store(cleaned, content, only_new=not self.file_overwrite)
        return cleaned

    def _store(self, name: str, content: Any, *, only_new: bool) -> None:
        key = check_key(self._key(name))
        params = self._get_write_parameters(key, content)
        if only_new:
            params["IfNoneMatch"] = "*"
        size = part_size(content, self.transfer_config.multipart_chunksize)
        if is_seekable(content):
            content.seek(0)
        body = ReadBytesWrapper(content)
        if (
            self.gzip
            and params["ContentType"] in self.gzip_content_types
            and "ContentEncoding" not in params
        ):
            body, params["ContentEncoding"] = self._compress_content(body), "gzip"
        target = {"Bucket": self.bucket_name, "Key": key}
        with needing("s3:PutObject", self.bucket_name, key, "write"):
            upload(
                self._client,
                target,
                read_parts(body, size),
                params,
                self.transfer_config,
            )

    def _open(self, name: str, mode: str = "rb") -> Any:
        if not reads(mode):
            send = partial(self._store, str(clean_name(name)), only_new=False)
            return WrittenFile(name, mode, self.max_memory_size, send)
        try:
            with reaching():
                found = super()._open(name, mode)
        except ClientError as error:
            raise self._explained(name, error) from error
        found.mode = mode
        return found

    def _attributes(self, name: str) -> dict[str, Any]:
        try:
            return self._head(name)
        except ClientError as error:
            raise self._explained(name, error) from error

    def _head(self, name: str) -> dict[str, Any]:
        params = download_arguments(self.get_object_parameters(clean_name(name)))
        with reaching():
            head: dict[str, Any] = self._client.head_object(
                Bucket=self.bucket_name, Key=self._key(name), **params
            )
        return head

    def _missing(self, name: str, error: ClientError) -> bool:
        return is_missing(
            self._client,
            self.bucket_name,
            self._key(name),
            error,
            assume=self.missing_on_403,
        )

    def _explained(self, name: str, error: ClientError) -> OSError:
        if self._missing(name, error):
            return FileNotFoundError(f"File does not exist: {self._key(name)}")
        return denied(self.bucket_name, self._key(name), "s3:GetObject", "read")

    @property
    def _client(self) -> Any:
        return self.connection.meta.client

    def _name(self, key: str) -> str:
        return key.removeprefix(self.location.strip("/")).lstrip("/")
