"""How files on Azure are reached: by which client and at which URL, which is never unsigned by accident."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

from django.core.exceptions import ImproperlyConfigured, SuspiciousFileOperation
from storages.backends.azure_storage import AzureStorage
from storages.utils import clean_name

from .access import seconds
from .azure_access import Place
from .azure_clients import service_client, shared
from .azure_sas import blob_sas, delegated_key, validity
from .saving import check_key

if TYPE_CHECKING:
    from datetime import timedelta

# Arguments of the signature that Azure wants beside it, under these names.
_BESIDE = {"version_id": "versionid", "snapshot": "snapshot"}


class LinkedAzureStorage(AzureStorage):  # type: ignore[misc]  # django-storages has no types
    """`AzureStorage` with its clients and its `url()`; takes the options that `AzureMediaStorage` describes."""

    @property
    def service_client(self) -> Any:
        """The process's client of the account."""
        secrets = (self.account_key, self.sas_token, self.connection_string)
        key = (self._account_url(), *secrets, id(self.token_credential))
        return shared(self._get_service_client, *key, repr(self.client_options))

    @property
    def client(self) -> Any:
        """The process's client of the container."""
        service = self.service_client
        make = lambda: service.get_container_client(self.azure_container)  # noqa: E731
        return shared(make, id(service), self.azure_container)

    def _get_service_client(self) -> Any:
        if self.connection_string:
            return super()._get_service_client()
        named = {"account_name": self.account_name, "account_key": self.account_key}
        credential = named if self.account_key else None
        return service_client(
            self._account_url(),
            credential or self.sas_token or self.token_credential,
            dict(self.client_options),
        )

    def _account_url(self) -> str:
        if self.endpoint_url:
            return f"{self.endpoint_url.rstrip('/')}/{self.account_name}"
        return (
            f"{self.azure_protocol}://{self.account_name}.blob.{self.endpoint_suffix}"
        )

    def url(
        self,
        name: str,
        expire: int | timedelta | None = None,
        parameters: dict[str, Any] | None = None,
        mode: str = "r",
    ) -> str:
        """The blob's URL. Signed if `querystring_auth`, or for a `mode` other than `r`, such as `c` or `w` to upload.

        `expire` is seconds or a timedelta, by default `expiration_secs`. `parameters` are `generate_blob_sas`'s, as
        `content_disposition`. Uploads go to the account itself, never through a CDN. Raises `ValueError` for a time
        that is not positive and for parameters of an unsigned URL, `ImproperlyConfigured` with nothing to sign with.
        """
        place, reading = self._place(name), mode == "r"
        plain = self._plain_url(place, through_cdn=reading)
        parameters = parameters or {}
        lasts = None if expire is None else seconds(expire)
        if self.querystring_auth or not reading:
            query = self._signed_query(
                place,
                lasts or seconds(self.expiration_secs),
                mode,
                # A signature over http is for a local cloud.
                {**_only(plain), **parameters},
            )
            return f"{plain}?{query}"
        if parameters:
            text = "querystring_auth is off, and only a signed URL takes parameters"
            raise ValueError(f"{', '.join(parameters)}: {text}")
        return plain

    def _signed_query(
        self, place: Place, expire: int, mode: str, parameters: dict[str, Any]
    ) -> str:
        beside = {
            _BESIDE[name]: value
            for name, value in parameters.items()
            if name in _BESIDE
        }
        named = f"{urlencode(beside, quote_via=quote)}&" if beside else ""
        return named + self._signature(place, expire, mode, parameters)

    def _signature(
        self, place: Place, expire: int, mode: str, parameters: dict[str, Any]
    ) -> str:
        start, end = validity(expire, self.url_window if mode == "r" else 0)
        if self.account_key:
            return blob_sas(place, end, mode, parameters, account_key=self.account_key)
        if not self.token_credential:
            text = "token_credential, or account_key where the account allows it"
            raise ImproperlyConfigured(f"no signed URL of {place}: give {text}")
        key, last = delegated_key(self.service_client, place.account, start)
        return blob_sas(
            place, min(end, last), mode, parameters, user_delegation_key=key
        )

    def _plain_url(self, place: Place, *, through_cdn: bool) -> str:
        # As the SDK quotes: + and % in a name stay what they are on every server.
        path = f"{quote(place.container)}/{quote(place.key, safe='/~')}"
        if through_cdn and self.custom_domain:
            return f"{self.url_protocol}//{self.custom_domain}/{path}"
        return f"{self._blob_endpoint()}/{path}"

    def _blob_endpoint(self) -> str:
        if not self.connection_string:
            return self._account_url()
        # Only the SDK knows which of its parts counts; a signature in it is not for readers.
        parts = urlsplit(self.service_client.url)
        return str(urlunsplit(parts._replace(query=""))).rstrip("/")

    def _get_valid_path(self, name: str) -> str:
        key = str(self._normalize_name(clean_name(name))).rstrip("/")
        if key.endswith("."):
            raise SuspiciousFileOperation(
                f"the name {key!r} ends in a dot, which Azure leaves out"
            )
        check_key(key, characters=True)
        # django-storages has checks of its own, but also drops a dot that the first name begins with.
        super()._get_valid_path(name)
        return key

    def _place(self, name: str) -> Place:
        key = self._get_valid_path(name)
        return Place(str(self.account_name), str(self.azure_container), key)


def _only(url: str) -> dict[str, str]:
    return {"protocol": "https"} if url.startswith("https:") else {}
