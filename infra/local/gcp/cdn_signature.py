"""Signed URLs and signed cookies of Cloud CDN, checked as an edge does: HMAC with SHA-1 by a 128-bit key.

Source: "Use signed URLs" and "Use signed cookies" (https://cloud.google.com/cdn/docs/using-signed-urls). A URL's
signature covers all of it before `&Signature=`, a prefix's the parameters alone.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from typing import TYPE_CHECKING

from infra.local.gcp.faults import FaultError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from infra.local.aws.wire import Request

    Keys = Mapping[str, Sequence[str]]  # key name → values, base64url text of 16 bytes

COOKIE = "Cloud-CDN-Cookie"
_PARAMETERS = frozenset({"Expires", "KeyName", "Signature"})
_LENGTH = 16  # bytes of a key


def check(request: Request, keys: Keys, now: float) -> bool:
    """Whether the request is signed; FaultError 403 when it is, but not by one of these keys or not in time."""
    if _PARAMETERS & request.params.keys():
        signed, separator = _of_query(request), "&"
    elif found := _cookie(request):
        signed, separator = found, ":"
    else:
        return False
    text, _, signature = signed.rpartition(f"{separator}Signature=")
    shown = dict(part.partition("=")[::2] for part in text.rpartition("?")[2].split(separator))
    key = shown.get("KeyName", "")
    if not any(_matches(value, text, signature) for value in keys.get(key, ())):
        raise _denied(f"the signature is not one of the key {key!r}")
    _check_fit(request, shown, now, prefixed=separator == ":" or text.startswith("URLPrefix="))
    return True


def key_bytes(text: str) -> bytes:
    """The key of base64url text; ValueError unless it is 16 bytes."""
    try:
        key = base64.urlsafe_b64decode(text.strip() + "=" * (-len(text.strip()) % 4))
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != _LENGTH:
        raise ValueError(f"a signing key is base64url text of {_LENGTH} bytes")
    return key


def _of_query(request: Request) -> str:
    """What was signed with its signature: the parameters of a prefix, or the whole URL."""
    if "URLPrefix" not in request.params:
        return f"http://{request.host}{request.path}?{request.query}"
    names = {"URLPrefix", *_PARAMETERS}
    return "&".join(pair for pair in request.query.split("&") if pair.partition("=")[0] in names)


def _cookie(request: Request) -> str:
    pairs = (item.strip().partition("=") for item in request.headers.get("cookie", "").split(";"))
    return next((value for name, _, value in pairs if name == COOKIE), "")


def _matches(key: str, text: str, signature: str) -> bool:
    made = base64.urlsafe_b64encode(hmac.digest(key_bytes(key), text.encode(), hashlib.sha1)).decode()
    return hmac.compare_digest(made.rstrip("="), signature.rstrip("="))


def _check_fit(request: Request, shown: Mapping[str, str], now: float, *, prefixed: bool) -> None:
    ends = shown.get("Expires", "")
    if not ends.isdecimal() or int(ends) <= now:
        raise _denied("the signature has expired")
    if not prefixed:
        return
    try:
        prefix = base64.urlsafe_b64decode(shown.get("URLPrefix", "")).decode()
    except (binascii.Error, ValueError):
        prefix = ""
    if not prefix or not f"http://{request.host}{request.path}".startswith(prefix):
        raise _denied("the signature is for another prefix")


def _denied(why: str) -> FaultError:
    return FaultError(403, "AccessDenied", f"Forbidden: {why}")
