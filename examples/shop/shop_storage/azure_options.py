"""Options that cannot be, found when the storage is built and not at the first URL."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ImproperlyConfigured

from .azure_sas import WEEK
from .headers import check_cache_control

DAY = 24 * 3600
PARAMETERS = frozenset({"content_type", "content_encoding", "content_language"}) | {
    "content_disposition",
    "cache_control",
    "content_md5",
}


def check_options(storage: Any, given: dict[str, Any]) -> None:
    """Raises `ImproperlyConfigured` for a storage's options; `given` are those that its alias says itself."""
    for name in ("account_name", "azure_container"):
        if not getattr(storage, name):
            raise ImproperlyConfigured(f"{name} is {getattr(storage, name)!r}; set it")
    check_cache_control(storage.cache_control)
    for name in storage.object_parameters:
        if name not in PARAMETERS:
            allowed = ", ".join(sorted(PARAMETERS))
            text = f"object_parameters has {name!r}; it may have {allowed}"
            raise ImproperlyConfigured(text)
    if storage.querystring_auth:
        _check_signing(storage)
    elif given.get("expiration_secs"):
        raise ImproperlyConfigured(
            f"expiration_secs is {given['expiration_secs']!r} and querystring_auth is off, so that no URL is signed;"
            " leave one of them out"
        )


def _check_signing(storage: Any) -> None:
    expire, window = storage.expiration_secs, storage.url_window
    if not isinstance(expire, int) or expire < 1:
        raise ImproperlyConfigured(
            f"expiration_secs is {expire!r}, and django-storages would give unsigned URLs; set it to seconds, or"
            " querystring_auth to False for files that anyone may read"
        )
    if not 0 <= window < expire:
        least = f"less than expiration_secs ({expire})"
        raise ImproperlyConfigured(
            f"url_window is {window!r}; it must be 0 or more seconds and {least}"
        )
    if storage.token_credential and not storage.account_key:
        _check_delegation(expire, window)


def _check_delegation(expire: int, window: int) -> None:
    for name, value, most in (
        ("expiration_secs", expire, WEEK),
        ("url_window", window, WEEK - DAY),
    ):
        if value > most:
            text = f"it may be {most} seconds at most, because Azure delegates a key for a week"
            raise ImproperlyConfigured(f"{name} is {value!r}; {text}")
