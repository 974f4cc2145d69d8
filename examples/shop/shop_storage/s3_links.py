"""How uploaded files are linked to: unsigned, signed by S3, or signed by CloudFront; never unsigned by accident."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ImproperlyConfigured
from storages.backends.s3 import S3Storage
from storages.utils import clean_name

from .access import seconds
from .s3_urls import SignedAt, domain_url, utc, window_start

if TYPE_CHECKING:
    from datetime import timedelta


class LinkedS3Storage(S3Storage):  # type: ignore[misc]  # django-storages has no types
    """`S3Storage` with its `url()`; takes the option `url_window` that `S3MediaStorage` describes."""

    def url(
        self,
        name: str,
        parameters: dict[str, Any] | None = None,
        expire: int | timedelta | None = None,
        http_method: str | None = None,
    ) -> str:
        """The object's URL, signed or not as the options say; `expire` is seconds or a timedelta.

        No client with `custom_domain`. Raises `ValueError` for a time that is not positive.
        """
        expire = seconds(self.querystring_expire if expire is None else expire)
        window = self.url_window if self.url_window < expire else 0
        if self.custom_domain:
            return self._domain_url(
                self._key(name), parameters or {}, window_start(window) + expire
            )
        if window and self.querystring_auth:
            return self._window_url(
                self._key(name),
                parameters or {},
                window_start(window),
                expire,
                http_method or "GET",
            )
        return str(super().url(name, parameters, expire, http_method))

    def _domain_url(self, key: str, parameters: dict[str, Any], expires: int) -> str:
        url = domain_url(self.url_protocol, self.custom_domain, key, parameters)
        if not self.querystring_auth:
            return url
        if not self.cloudfront_signer:
            raise ImproperlyConfigured(
                f"no signed URL for {self.custom_domain}: this process has no signing key; set cloudfront_key_id and"
                " cloudfront_key, or the variables they are read from"
            )
        return str(
            self.cloudfront_signer.generate_presigned_url(
                url, date_less_than=utc(expires)
            )
        )

    def _window_url(
        self, key: str, parameters: dict[str, Any], start: int, expire: int, method: str
    ) -> str:
        params = {"Bucket": self.bucket_name, "Key": key, **parameters}
        client = self.unsigned_connection.meta.client
        plain = client.generate_presigned_url(
            "get_object", Params=params, HttpMethod=method
        )
        auth = SignedAt(
            utc(start),
            self._create_session().get_credentials(),
            self.region_name,
            expire,
        )
        return auth.sign(plain, method)

    def _create_session(self) -> Any:
        # One a thread: the credentials that sign URLs are then the ones the client has, fetched once.
        if not hasattr(self._connections, "session"):
            self._connections.session = super()._create_session()
        return self._connections.session

    def _key(self, name: str) -> str:
        return str(self._normalize_name(clean_name(name)))
