"""Signatures verified as Google does, from its documents and not from the code under test.

https://cloud.google.com/storage/docs/authentication/canonical-requests
https://cloud.google.com/cdn/docs/using-signed-urls
"""

from __future__ import annotations

import base64
import hmac
from datetime import datetime, timezone
from hashlib import sha256
from http.cookies import SimpleCookie
from urllib.parse import parse_qsl, quote, unquote

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding


def v4(public_key, host: str, method: str, target: str, now: float) -> bool:
    """Whether a request's V4 signature is right and has not expired."""
    path, _, query = target.partition("?")
    pairs = dict(parse_qsl(query, keep_blank_values=True))
    signature = pairs.pop("X-Goog-Signature", None)
    if signature is None:
        return False
    date, scope = pairs["X-Goog-Date"], pairs["X-Goog-Credential"].partition("/")[2]
    start = datetime.strptime(date, "%Y%m%dT%H%M%SZ").replace(tzinfo=timezone.utc)  # noqa: UP017
    if not start.timestamp() - 900 <= now <= start.timestamp() + int(pairs["X-Goog-Expires"]):
        return False
    # RFC 3986: unreserved characters only; the slash stays in paths.
    resource = quote(unquote(path), safe="/-._~")
    canonical = "&".join(f"{quote(name, safe='-._~')}={quote(pairs[name], safe='-._~')}" for name in sorted(pairs))
    request = f"{method}\n{resource}\n{canonical}\nhost:{host}\n\nhost\nUNSIGNED-PAYLOAD"
    message = f"GOOG4-RSA-SHA256\n{date}\n{scope}\n{sha256(request.encode()).hexdigest()}"
    try:
        public_key.verify(bytes.fromhex(signature), message.encode(), padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        return False
    return True


def cdn(keys: dict[str, bytes], address: str, target: str, headers, now: float) -> bool:
    """Whether Cloud CDN lets a request through: by the signature in its query, or by its cookie."""
    if "Signature=" in target:
        message, _, signature = f"{address}{target}".rpartition("&Signature=")
        fields = dict(parse_qsl(message.partition("?")[2]))
        return _good(keys, fields, message, signature, now)
    cookie = SimpleCookie(headers.get("Cookie", "")).get("Cloud-CDN-Cookie")
    if cookie is None:
        return False
    message, _, signature = cookie.coded_value.rpartition(":Signature=")
    fields = dict(part.split("=", 1) for part in message.split(":"))
    prefix = base64.urlsafe_b64decode(fields["URLPrefix"]).decode()
    return f"{address}{target}".startswith(prefix) and _good(keys, fields, message, signature, now)


def _good(keys, fields, message: str, signature: str, now: float) -> bool:
    key = keys.get(fields["KeyName"], b"")
    expected = base64.urlsafe_b64encode(hmac.digest(key, message.encode(), "sha1")).decode()
    return hmac.compare_digest(expected, signature) and now < int(fields["Expires"])
