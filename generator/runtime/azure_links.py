"""How files on Azure are reached: by which client and at which URL, which is never unsigned by accident."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

from django.core.exceptions import ImproperlyConfigured
from storages.backends.azure_storage import AzureStorage
from storages.utils import clean_name

from .azure_access import Place
from .azure_clients import service_client, shared
from .azure_sas import blob_sas, delegated_key, validity

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
        expire: int | None = None,
        parameters: dict[str, Any] | None = None,
        mode: str = "r",
    ) -> str:
        """The blob's URL. Signed if `querystring_auth`, or for a `mode` other than `r`, such as `c` or `w` to upload.

        `expire` in seconds, by default `expiration_secs`. `parameters` are those of `generate_blob_sas`, such as
        `content_disposition`. Raises `ValueError` for what cannot be: a time that is not positive, or parameters of
        an unsigned URL; `ImproperlyConfigured` when there is nothing to sign with.
        """
        parameters = parameters or {}
        place = self._place(name)
        if not self.querystring_auth and mode == "r":
            if parameters:
                text = "querystring_auth is off, and only a signed URL takes parameters"
                raise ValueError(f"{', '.join(parameters)}: {text}")
            return self._plain_url(place)
        seconds = self.expiration_secs if expire is None else expire
        if not seconds or seconds < 0:
            raise ValueError(
                f"expire is {seconds!r}; it must be a positive number of seconds"
            )
        beside = {
            _BESIDE[name]: value
            for name, value in parameters.items()
            if name in _BESIDE
        }
        signature = self._signature(place, seconds, mode, parameters)
        query = urlencode(beside, quote_via=quote)
        return f"{self._plain_url(place)}?{query}{'&' if query else ''}{signature}"

    def _signature(
        self, place: Place, expire: int, mode: str, parameters: dict[str, Any]
    ) -> str:
        window = self.url_window if mode == "r" else 0
        times = validity(expire, window)
        given = {**self._only_https(), **parameters}
        if self.account_key:
            return blob_sas(place, times.end, mode, given, account_key=self.account_key)
        if not self.token_credential:
            text = "token_credential, or account_key where the account allows it"
            raise ImproperlyConfigured(f"no signed URL of {place}: give {text}")
        key, end = delegated_key(self.service_client, place.account, times.start)
        return blob_sas(
            place, min(times.end, end), mode, given, user_delegation_key=key
        )

    def _only_https(self) -> dict[str, str]:
        secure = self.url_protocol if self.custom_domain else self._base()
        return {"protocol": "https"} if secure.startswith("https:") else {}

    def _plain_url(self, place: Place) -> str:
        # As the SDK quotes: + and % in a name stay what they are on every server.
        path = f"{quote(place.container)}/{quote(place.key, safe='/~')}"
        return f"{self._base()}/{path}"

    def _base(self) -> str:
        if self.custom_domain:
            return f"{self.url_protocol}//{self.custom_domain}"
        if self.connection_string:
            # Only the SDK knows which of its parts counts; a signature in it is not for readers.
            parts = urlsplit(self.service_client.url)
            return str(urlunsplit(parts._replace(query=""))).rstrip("/")
        return self._account_url()

    def _get_valid_path(self, name: str) -> str:
        # django-storages checks it, but also drops a dot that the first name begins with.
        super()._get_valid_path(name)
        return str(self._normalize_name(clean_name(name))).rstrip("./")

    def _place(self, name: str) -> Place:
        key = self._get_valid_path(name)
        return Place(str(self.account_name), str(self.azure_container), key)
