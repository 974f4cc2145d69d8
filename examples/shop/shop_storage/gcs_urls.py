"""URLs and cookies by the two schemes of Google: V4 signatures of Cloud Storage, and Cloud CDN's own.

Nothing here needs Google's libraries.
https://cloud.google.com/storage/docs/access-control/signing-urls-manually
https://cloud.google.com/cdn/docs/using-signed-urls
https://cloud.google.com/cdn/docs/using-signed-cookies
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ALGORITHM = "GOOG4-RSA-SHA256"
# `url(parameters=...)` takes google-cloud-storage's names; in the URL they are these.
QUERY_NAMES = {
    "response_disposition": "response-content-disposition",
    "response_type": "response-content-type",
}


class Signer(NamedTuple):
    """Who signs, and how: `sign` gives the RSA-SHA256 signature of a message."""

    email: str
    sign: Callable[[bytes], bytes]


def quoted(key: str) -> str:
    """An object's name as it stands in a URL: as Google's own libraries write it, so that signatures agree."""
    return quote(key, safe="/~")


def with_parameters(url: str, parameters: Mapping[str, Any]) -> str:
    """The URL with a query."""
    pairs = _pairs(parameters)
    return f"{url}?{'&'.join(pairs)}" if pairs else url


def v4_url(
    url: str,
    parameters: Mapping[str, Any],
    signer: Signer,
    *,
    start: int,
    expire: int,
    method: str,
) -> str:
    """The URL of an object, signed as of `start` (a Unix time) and good for `expire` seconds from then."""
    parts = urlsplit(url)
    moment = datetime.fromtimestamp(start, tz=timezone.utc).strftime("%Y%m%dT%H%M%SZ")  # noqa: UP017  # Python 3.10
    scope = f"{moment[:8]}/auto/storage/goog4_request"
    signed = {
        **parameters,
        "X-Goog-Algorithm": ALGORITHM,
        "X-Goog-Credential": f"{signer.email}/{scope}",
        "X-Goog-Date": moment,
        "X-Goog-Expires": expire,
        "X-Goog-SignedHeaders": "host",
    }
    query = "&".join(sorted(_pairs(signed)))
    headers = f"host:{parts.netloc}\n"
    request = "\n".join(
        (method.upper(), parts.path, query, headers, "host", "UNSIGNED-PAYLOAD")
    )
    digest = hashlib.sha256(request.encode()).hexdigest()
    message = "\n".join((ALGORITHM, moment, scope, digest))
    return f"{url}?{query}&X-Goog-Signature={signer.sign(message.encode()).hex()}"


def cdn_url(url: str, key_name: str, key: bytes, expires: int) -> str:
    """The URL, which may have a query, signed for Cloud CDN until `expires` (a Unix time)."""
    mark = "&" if "?" in url else "?"
    message = f"{url}{mark}Expires={expires}&KeyName={key_name}"
    return f"{message}&Signature={_cdn_signature(key, message)}"


def cdn_policy(prefix: str, key_name: str, key: bytes, expires: int) -> str:
    """The value of Cloud CDN's cookie: leave to read every URL that begins with `prefix` until `expires`."""
    message = (
        f"URLPrefix={_encoded(prefix.encode())}:Expires={expires}:KeyName={key_name}"
    )
    return f"{message}:Signature={_cdn_signature(key, message)}"


def window_start(window: int) -> int:
    """When the present window of so many seconds began, as a Unix time; 0 gives the present second."""
    now = int(time.time())
    return now - now % window if window else now


def _pairs(parameters: Mapping[str, Any]) -> list[str]:
    return [
        f"{quote(QUERY_NAMES.get(name, name), safe='~')}={quote(str(value), safe='~')}"
        for name, value in parameters.items()
    ]


def _cdn_signature(key: bytes, message: str) -> str:
    return _encoded(hmac.new(key, message.encode(), hashlib.sha1).digest())


def _encoded(data: bytes) -> str:
    # With its padding, as in Google's samples.
    return base64.urlsafe_b64encode(data).decode()
