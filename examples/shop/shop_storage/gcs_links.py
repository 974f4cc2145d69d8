"""How files are linked to: unsigned, signed for the bucket, or signed for Cloud CDN; never unsigned by accident."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from storages.backends.gcloud import GoogleCloudStorage
from storages.utils import clean_name

from .access import seconds
from .gcs_client import client, endpoint, signer
from .gcs_keys import decoded
from .gcs_urls import (
    cdn_policy,
    cdn_url,
    quoted,
    v4_url,
    window_start,
    with_parameters,
)
from .saving import check_key

# https://cloud.google.com/storage/docs/access-control/signed-urls
LONGEST = 7 * 24 * 3600


class LinkedGCSStorage(GoogleCloudStorage):  # type: ignore[misc]  # django-storages has no types
    """`GoogleCloudStorage` with its `url()`; takes the options that `GCSMediaStorage` describes."""

    expiration: Any
    # For `cookies.py`: what Cloud CDN's cookie is called.
    cookie_names = ("Cloud-CDN-Cookie",)

    def url(
        self,
        name: str,
        parameters: dict[str, Any] | None = None,
        expire: int | timedelta | None = None,
        http_method: str | None = None,
    ) -> str:
        """The object's URL, signed or not as the options say; `expire` is seconds or a timedelta.

        `parameters` become the query; `response_disposition` and `response_type` have Google's names there.
        No client with `custom_endpoint`. Raises `ValueError` for a time that is not positive, or too long.
        """
        plain = f"{self._base_url()}/{quoted(self._key(name))}"
        expire = seconds(self.expiration if expire is None else expire)
        if not self.querystring_auth:
            return with_parameters(plain, parameters or {})
        start = window_start(self.url_window if self.url_window < expire else 0)
        if self.custom_endpoint:
            url = with_parameters(plain, parameters or {})
            return cdn_url(url, self.cdn_key_name, self._cdn_key(), start + expire)
        if expire > LONGEST:
            raise ValueError(
                f"expire is {expire!r}; a URL signed for the bucket is good for {LONGEST} seconds at most"
            )
        return v4_url(
            plain,
            parameters or {},
            self._signer(),
            start=start,
            expire=expire,
            method=http_method or "GET",
        )

    def cloud_cdn_cookies(self, folder: str, expires: int) -> dict[str, str]:
        """Cookie name to value: leave to read what is below `folder` (a URL's path) until `expires` (Unix time)."""
        key = decoded(self.cookie_key, "cookie_key")
        prefix = f"{self._base_url()}{folder}"
        return {
            self.cookie_names[0]: cdn_policy(prefix, self.cookie_key_name, key, expires)
        }

    def url_path(self, key: str) -> str:
        """A name with the location, as it stands in URLs."""
        return quoted(key)

    @property
    def client(self) -> Any:
        """Google's client."""
        return self._client or client(self.project_id, self.credentials)

    @property
    def bucket(self) -> Any:
        """Google's handle of the bucket; asks nothing."""
        return self.client.bucket(self.bucket_name)

    def _check_links(self) -> None:
        self.expiration = _seconds(self.expiration)
        if not 0 <= self.url_window < max(self.expiration, 1):
            least = f"less than expiration ({self.expiration})"
            raise ImproperlyConfigured(
                f"url_window is {self.url_window!r}; it must be 0 or more seconds and {least}"
            )
        if self.custom_endpoint and "://" not in self.custom_endpoint:
            raise ImproperlyConfigured(
                f"custom_endpoint is {self.custom_endpoint!r}; it must have a scheme, such as"
                f" https://{self.custom_endpoint}"
            )
        for use, what in (("cdn", "URLs"), ("cookie", "cookies")):
            self._check_key(use, what)
        too_long = self.querystring_auth and self.expiration > LONGEST
        if too_long and not self.custom_endpoint:
            raise ImproperlyConfigured(
                f"expiration is {self.expiration}; a URL signed for the bucket is good for {LONGEST} seconds at most"
            )

    def _check_key(self, use: str, what: str) -> None:
        name, key = getattr(self, f"{use}_key_name"), getattr(self, f"{use}_key")
        if not key:
            return
        decoded(key, f"{use}_key")
        if not name:
            raise ImproperlyConfigured(
                f"{use}_key_name and {use}_key must be given together"
            )
        if not self.custom_endpoint:
            raise ImproperlyConfigured(
                f"{use}_key needs custom_endpoint: Cloud CDN's {what} are for its own host"
            )

    def _base_url(self) -> str:
        if self.custom_endpoint:
            return str(self.custom_endpoint).rstrip("/")
        return f"{endpoint()}/{self.bucket_name}"

    def _cdn_key(self) -> bytes:
        if not self.cdn_key:
            raise ImproperlyConfigured(
                f"no signed URL for {self.custom_endpoint}: this process has no signing key; set cdn_key_name and"
                " cdn_key, or the variables they are read from"
            )
        return decoded(self.cdn_key, "cdn_key")

    def _signer(self) -> Any:
        credentials = self.client._credentials
        found = signer(credentials, self.sa_email, remote=self.iam_sign_blob)
        if found is None:
            raise ImproperlyConfigured(
                f"no signed URL for gs://{self.bucket_name}: these credentials have no private key; set iam_sign_blob"
                " to True, and sa_email where they name no service account"
            )
        return found

    def _key(self, name: str) -> str:
        return check_key(str(self._normalize_name(clean_name(name))))


def _seconds(value: Any) -> int:
    if isinstance(value, timedelta):
        value = int(value.total_seconds())
    if isinstance(value, int) and value > 0:
        return value
    raise ImproperlyConfigured(
        f"expiration is {value!r}; it must be a number of seconds"
    )
