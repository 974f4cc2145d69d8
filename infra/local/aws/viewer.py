"""Signed URLs and signed cookies of CloudFront, checked as an edge does.

Source: "Use signed URLs" and "Use signed cookies" (CloudFront developer guide). A signature in the URL decides alone,
cookies count only without one. RSA with SHA-1 unless SHA256 is asked for; other keys are not emulated.
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from infra.local.aws.faults import FaultError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra.local.aws.wire import Request

SIGNATURE_PARAMETERS = frozenset({"Expires", "Policy", "Signature", "Key-Pair-Id", "Hash-Algorithm"})
_COOKIE = "CloudFront-"


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a viewer shows: the values of the signature parameters, empty where absent."""

    policy: str
    expires: str
    signature: str
    key_id: str
    algorithm: str


def check(request: Request, keys: Mapping[str, str], now: float) -> None:
    """Raise FaultError (403) unless the request carries a signature by one of these keys (id → PEM), in time.

    `now` is in seconds since the epoch.
    """
    shown = credentials(request)
    if not shown.key_id:
        raise FaultError("MissingKey", "Missing Key-Pair-Id query parameter or cookie value")
    if shown.key_id not in keys:
        raise FaultError("InvalidKey", "Unknown Key")
    url = f"http://{request.host}{request.path}" + (f"?{rest}" if (rest := plain_query(request.query)) else "")
    text = _decode(shown.policy) if shown.policy else _canned(url, shown.expires)
    if not _signed(text, shown, keys[shown.key_id]):
        raise _denied()
    _check_statement(text, url, request.remote, now)


def credentials(request: Request) -> Credentials:
    """The signature of the URL, or else the one of the cookies."""
    values: Mapping[str, str] = request.params
    if not SIGNATURE_PARAMETERS & values.keys():
        pairs = (item.strip().partition("=") for item in request.headers.get("cookie", "").split(";"))
        values = {name.removeprefix(_COOKIE): value for name, _, value in pairs if name.startswith(_COOKIE)}
    names = ("Policy", "Expires", "Signature", "Key-Pair-Id", "Hash-Algorithm")
    return Credentials(*(values.get(name, "") for name in names))


def plain_query(query: str) -> str:
    """The query string as sent, without the signature's parameters."""
    return "&".join(pair for pair in query.split("&") if pair.partition("=")[0] not in SIGNATURE_PARAMETERS)


def _canned(url: str, expires: str) -> bytes:
    if not expires.isdecimal():
        raise _denied()
    policy = {"Statement": [{"Resource": url, "Condition": {"DateLessThan": {"AWS:EpochTime": int(expires)}}}]}
    return json.dumps(policy, separators=(",", ":")).encode()


def _signed(text: bytes, shown: Credentials, pem: str) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

    algorithms = {"": hashes.SHA1, "SHA1": hashes.SHA1, "SHA256": hashes.SHA256}
    key = serialization.load_pem_public_key(pem.encode())
    if shown.algorithm.upper() not in algorithms or not isinstance(key, RSAPublicKey):
        return False
    try:
        key.verify(_decode(shown.signature), text, PKCS1v15(), algorithms[shown.algorithm.upper()]())
    except InvalidSignature:
        return False
    return True


def _check_statement(text: bytes, url: str, remote: str, now: float) -> None:
    try:
        (statement,) = json.loads(text)["Statement"]
        condition: dict[str, Any] = statement["Condition"]
        before = condition["DateLessThan"]["AWS:EpochTime"]
        after = condition.get("DateGreaterThan", {}).get("AWS:EpochTime", 0)
        network = condition.get("IpAddress", {}).get("AWS:SourceIp", "0.0.0.0/0")
        fits = _fits(statement["Resource"], url)
        inside = ipaddress.ip_address(remote) in ipaddress.ip_network(network, strict=False)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise _denied() from None
    if not (fits and inside and after < now < before):
        raise _denied()


def _fits(resource: str, url: str) -> bool:
    parts = (".*" if char == "*" else "." if char == "?" else re.escape(char) for char in resource)
    return re.fullmatch("".join(parts), url, re.DOTALL) is not None


def _decode(text: str) -> bytes:
    """CloudFront's base64: `-` for `+`, `_` for `=`, `~` for `/`."""
    try:
        return base64.b64decode(text.translate(str.maketrans("-_~", "+=/")), validate=True)
    except (binascii.Error, ValueError):
        raise _denied() from None


def _denied() -> FaultError:
    return FaultError("AccessDenied", "Access denied")
