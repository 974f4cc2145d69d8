"""V4 signed URLs: GOOG4-RSA-SHA256 by a key of a service account, with its time and its signed headers.

Source: "Signatures" and "Canonical requests" (https://cloud.google.com/storage/docs/authentication/canonical-requests).
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote

from infra.local.gcp import callers, keys, registry
from infra.local.gcp.faults import FaultError, invalid

if TYPE_CHECKING:
    from infra.local.aws.wire import Request
    from infra.local.gcp.callers import Caller
    from infra.local.gcp.world import World

ALGORITHM = "GOOG4-RSA-SHA256"
_SIGNATURE = "x-goog-signature"
_LONGEST = 604_800  # seconds, a week
_CREDENTIAL = re.compile(r"(?P<email>[^/]+)/(?P<scope>(?P<date>\d{8})/[^/]+/storage/goog4_request)")
_EARLY = timedelta(minutes=15)


def is_signed(request: Request) -> bool:
    """Whether a request carries a V4 signature in its query."""
    return any(name.lower() == _SIGNATURE for name in request.params)


def caller(world: World, request: Request) -> Caller:
    """The service account that signed a request. FaultError for a wrong, early or ended signature."""
    shown = {name.lower(): value for name, value in request.params.items()}
    found = _CREDENTIAL.fullmatch(shown.get("x-goog-credential", ""))
    if shown.get("x-goog-algorithm") != ALGORITHM or found is None:
        raise _malformed("X-Goog-Algorithm or X-Goog-Credential")
    email = found["email"]
    text = "\n".join([ALGORITHM, shown.get("x-goog-date", ""), found["scope"], _digest(request, shown)])
    _check_time(world, shown, found["date"])
    pems = [*registry.public_keys(world, email).values(), *keys.of_signer(world, email)]
    if not any(keys.verified(pem, text.encode(), shown[_SIGNATURE]) for pem in pems):
        message = "The request signature we calculated does not match the signature you provided."
        raise FaultError(403, "SignatureDoesNotMatch", f"{message} Check your Google secret key and signing method.")
    return callers.service_account(email)


def _digest(request: Request, shown: dict[str, str]) -> str:
    """The hash of the canonical request."""
    signed = shown.get("x-goog-signedheaders", "")
    names = signed.split(";")
    if "host" not in names or any(name.startswith("x-goog-") and name not in names for name in request.headers):
        raise invalid("Invalid X-Goog-SignedHeaders: host and every x-goog- header of the request must be signed")
    pairs = [pair for pair in parse_qsl(request.query, keep_blank_values=True) if pair[0].lower() != _SIGNATURE]
    query = "&".join(sorted(f"{quote(name, safe='~')}={quote(value, safe='~')}" for name, value in pairs))
    headers = "".join(f"{name}:{' '.join(request.headers.get(name, '').split())}\n" for name in names)
    payload = request.headers.get("x-goog-content-sha256", "UNSIGNED-PAYLOAD")
    canonical = "\n".join([request.method, request.path, query, headers, signed, payload])
    return hashlib.sha256(canonical.encode()).hexdigest()


def _check_time(world: World, shown: dict[str, str], date: str) -> None:
    """Google answers 400 for what has ended."""
    try:
        start = datetime.strptime(shown.get("x-goog-date", ""), "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        seconds = int(shown.get("x-goog-expires", ""))
    except ValueError:
        raise _malformed("X-Goog-Date or X-Goog-Expires") from None
    if not 0 < seconds <= _LONGEST or f"{start:%Y%m%d}" != date:
        raise _malformed("X-Goog-Expires")
    end = start + timedelta(seconds=seconds)
    if world.now() > end:
        raise FaultError(400, "ExpiredToken", f"The provided token has expired. Request signature expired at: {end}")
    if world.now() + _EARLY < start:
        raise FaultError(403, "AccessDenied", "Request is not valid yet")


def _malformed(what: str) -> FaultError:
    return FaultError(400, "MalformedSecurityHeader", f"Your request has a malformed header: {what}")
