"""Signed cookies of CloudFront and Cloud CDN: one permission for a whole folder of private files, where URLs stay short
and cacheable.

The alias is an `S3MediaStorage` with `custom_domain`, `cookie_key_id` and `cookie_key`, or a `GCSMediaStorage` with
`custom_endpoint`, `cookie_key_name` and `cookie_key`; `querystring_auth` is False. Browsers send the cookies to the CDN
only when its domain is the site's or, with `cookie_domain`, a sibling of it.
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-setting-signed-cookie-custom-policy.html
https://cloud.google.com/cdn/docs/using-signed-cookies
"""

from __future__ import annotations

import base64
import time
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, Literal

from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import storages
from django.utils.encoding import filepath_to_uri

if TYPE_CHECKING:
    from django.http import HttpResponseBase

SameSite = Literal["Lax", "Strict", "None"]
# CloudFront's; another CDN's storage has `cookie_names` of its own.
NAMES = ("CloudFront-Policy", "CloudFront-Signature", "CloudFront-Key-Pair-Id")


def signed_cookies(alias: str, *, expires_in: int, path: str = "") -> dict[str, str]:
    """Cookie name to value: leave to read all files of the alias under the folder `path`, for `expires_in` seconds.

    A folder ends at its slash: `path="users/1"` does not open `users/10/`. Raises `ValueError` for a path with a
    wildcard or a time that is not positive, `ImproperlyConfigured` when the alias has no cookie key, and Django's
    `SuspiciousOperation` when the path leaves the alias's location.
    """
    if expires_in <= 0:
        raise ValueError(
            f"expires_in is {expires_in!r}; it must be a positive number of seconds"
        )
    storage = _storage(alias)
    folder, expires = _folder(storage, path), int(time.time()) + expires_in
    if hasattr(storage, "cloud_cdn_cookies"):
        signed: dict[str, str] = storage.cloud_cdn_cookies(folder, expires)
        return signed
    return _cloudfront(storage, folder, expires)


def set_signed_cookies(
    response: HttpResponseBase,
    alias: str,
    *,
    expires_in: int,
    path: str = "",
    samesite: SameSite = "Lax",
) -> None:
    """Put the cookies of `signed_cookies` on a response: Secure, HttpOnly, and for the folder only.

    Another response can set those of a second folder or alias: browsers keep both. `samesite` is "Lax", "Strict" or
    "None".
    """
    storage = _storage(alias)
    for name, value in signed_cookies(alias, expires_in=expires_in, path=path).items():
        response.set_cookie(
            name,
            value,
            max_age=expires_in,
            path=_folder(storage, path),
            domain=storage.cookie_domain,
            secure=True,
            httponly=True,
            samesite=samesite,
        )
        # As it is: Python would put Cloud CDN's value, which has a =, between quotation marks that are no part of it.
        response.cookies[name].set(name, value, value)


def clear_signed_cookies(
    response: HttpResponseBase, alias: str, *, path: str = ""
) -> None:
    """Remove the cookies that `set_signed_cookies` set for the alias and path, for a view that logs out."""
    storage = _storage(alias)
    for name in getattr(storage, "cookie_names", NAMES):
        response.delete_cookie(
            name, path=_folder(storage, path), domain=storage.cookie_domain
        )


def _storage(alias: str) -> Any:
    storage = storages[alias]
    if hasattr(storage, "azure_container"):
        raise ImproperlyConfigured(
            f"STORAGES[{alias!r}] is on Azure, and Front Door has no signed cookies; give signed links, by url()"
        )
    if not getattr(storage, "cookie_key", None):
        named = (
            "cookie_key_name"
            if hasattr(storage, "cloud_cdn_cookies")
            else "cookie_key_id"
        )
        raise ImproperlyConfigured(
            f"STORAGES[{alias!r}] has no {named} and cookie_key to sign cookies with"
        )
    return storage


def _cloudfront(storage: Any, folder: str, timestamp: int) -> dict[str, str]:
    resource = f"{storage.url_protocol}//{storage.custom_domain}{folder}*"
    expires = datetime.fromtimestamp(timestamp, tz=timezone.utc)  # noqa: UP017  # Python 3.10
    signer = storage.get_cloudfront_signer(storage.cookie_key_id, storage.cookie_key)
    # With the wildcard this is a custom policy; the canned one is for one exact URL.
    policy = signer.build_policy(resource, expires).encode()
    signature = _encoded(signer.rsa_signer(policy))
    values = (_encoded(policy), signature, storage.cookie_key_id)
    return dict(zip(NAMES, values, strict=True))


def _folder(storage: Any, path: str) -> str:
    if "*" in path:
        raise ValueError(f"path is {path!r}; * would match more than the one folder")
    key = storage._normalize_name(f"{path.strip('/')}/" if path.strip("/") else "")
    # As the storage's URLs write it: a prefix is compared as text.
    return f"/{getattr(storage, 'url_path', filepath_to_uri)(key)}"


def _encoded(data: bytes) -> str:
    # CloudFront's own alphabet: + = / may not be in a cookie.
    return base64.b64encode(data).decode().translate(str.maketrans("+=/", "-_~"))
