"""User delegation keys, and the shared access signatures made with them.

Source: "Get User Delegation Key" and "Create a user delegation SAS" (learn.microsoft.com/rest/api/storageservices). A
key is derived from what it says about itself, so none is kept. Without effect here: `spr`, as local addresses are plain
HTTP. Signed request headers and query parameters (`srh`, `srq`) and SAS for one other user are refused.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import ipaddress
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from infra.local.aws.wire import xml_response
from infra.local.azure.faults import FaultError
from infra.local.azure.world import TENANT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra.local.aws.wire import Request, Response
    from infra.local.azure.operations import Target
    from infra.local.azure.world import World

MAX_DAYS = 7
PARAMETERS = frozenset({
    "rscc", "rscd", "rsce", "rscl", "rsct", "saoid", "scid", "sdd", "sduoid", "se", "ses", "si", "sig", "sip",
    "skdutid", "ske", "skoid", "sks", "skt", "sktid", "skv", "sp", "spr", "sr", "srh", "srq", "srt", "ss", "st",
    "suoid", "sv",
})  # fmt: skip
_OVERRIDES = {"rscc": "Cache-Control", "rscd": "Content-Disposition", "rsce": "Content-Encoding",
              "rscl": "Content-Language", "rsct": "Content-Type"}  # fmt: skip
_REFUSED = ("ses", "srh", "srq", "sduoid", "skdutid", "saoid", "suoid")
_START = ("sp", "st", "se", "resource", "skoid", "sktid", "skt", "ske", "sks", "skv", "saoid", "suoid", "scid")
_END = ("rscc", "rscd", "rsce", "rscl", "rsct")
# what is signed has grown with the service versions; the newest first (azure-storage-blob 12.31 signs that one)
_LAYOUTS = (
    (*_START, "skdutid", "sduoid", "sip", "spr", "sv", "sr", "snapshot", "ses", "srh", "srq", *_END),
    (*_START, "skdutid", "sduoid", "sip", "spr", "sv", "sr", "snapshot", "ses", *_END),
    (*_START, "sip", "spr", "sv", "sr", "snapshot", "ses", *_END),
)


@dataclass(frozen=True, slots=True)
class Sas:
    """A signature that holds: who signed (object id), what it permits, response headers it asks for."""

    principal: str
    permissions: str
    headers: Mapping[str, str]


def delegation_key(world: World, principal: str, request: Request) -> Response:
    """The answer to Get User Delegation Key. FaultError unless start and expiry lie within a week from now."""
    start, expiry = (_element(request.body, name) for name in ("Start", "Expiry"))
    begins, ends = (_time(text) if text else None for text in (start, expiry))
    now = world.now()
    if ends is None or ends <= max(begins or now, now) or ends > now + timedelta(days=MAX_DAYS):
        raise FaultError("InvalidXmlDocument", f"Expiry is after Start and now, and at most {MAX_DAYS} days away")
    start = start or now.strftime("%Y-%m-%dT%H:%M:%SZ")
    version = request.headers.get("x-ms-version", "2025-01-05")
    value = base64.b64encode(_key(world, principal, TENANT, start, expiry, "b", version)).decode()
    return xml_response(
        f"<UserDelegationKey><SignedOid>{principal}</SignedOid><SignedTid>{TENANT}</SignedTid>"
        f"<SignedStart>{start}</SignedStart><SignedExpiry>{expiry}</SignedExpiry><SignedService>b</SignedService>"
        f"<SignedVersion>{version}</SignedVersion><Value>{value}</Value></UserDelegationKey>"
    )


def verify(world: World, names: Target, request: Request) -> Sas:
    """The signature in a query string; FaultError when it does not hold for this resource, now."""
    values = request.params
    for name in _REFUSED:
        if values.get(name):
            raise FaultError("AuthenticationFailed", f"the local Azure does not emulate {name} in a SAS")
    told = [values.get(name, "") for name in ("skoid", "sktid", "skt", "ske", "sks", "skv")]
    key = _key(world, *told)
    fields = {**values, "resource": _resource(names, values)}
    texts = ("\n".join(fields.get(name, "") for name in layout) for layout in _LAYOUTS)
    shown = values.get("sig", "")
    if not any(hmac.compare_digest(_sign(key, text).encode(), shown.encode()) for text in texts):
        raise FaultError("AuthenticationFailed", "Signature did not match. String to sign used was not the one signed")
    _check_times(values, world.now())
    _check_address(values.get("sip", ""), request.remote)
    headers = {header: values[name] for name, header in _OVERRIDES.items() if values.get(name)}
    return Sas(values["skoid"], values.get("sp", ""), headers)


def plain_query(query: str) -> str:
    """The query string as sent, without a signature's parameters."""
    return "&".join(pair for pair in query.split("&") if pair and pair.partition("=")[0] not in PARAMETERS)


def _resource(names: Target, values: Mapping[str, str]) -> str:
    """What the signature is for: a blob or a container; a directory only in accounts of another kind."""
    container = f"/blob/{names.account}/{names.container}"
    match values.get("sr", ""):
        case "b" if names.blob:
            return f"{container}/{names.blob}"
        case "c":
            return container
        case _:
            raise FaultError("AuthorizationResourceTypeMismatch")


def _check_times(values: Mapping[str, str], now: datetime) -> None:
    for start, end in (("st", "se"), ("skt", "ske")):
        begins, ends = values.get(start, ""), values.get(end, "")
        if not ends or now >= _time(ends) or (begins and now < _time(begins)):
            told = f"Start [{begins or '-'}] - Expiry [{ends or '-'}] - Current [{now.strftime('%Y-%m-%dT%H:%M:%SZ')}]"
            raise FaultError("AuthenticationFailed", f"Signature not valid in the specified time frame: {told}")


def _check_address(allowed: str, remote: str) -> None:
    if not allowed:
        return
    first, _, last = allowed.partition("-")
    try:
        low, high = ipaddress.IPv4Address(first), ipaddress.IPv4Address(last or first)
        inside = low <= ipaddress.IPv4Address(remote) <= high
    except ValueError:
        inside = False
    if not inside:
        raise FaultError("AuthorizationSourceIPMismatch", remote)


def _key(world: World, *told: str) -> bytes:
    return hmac.digest(world.secret, "\n".join(told).encode(), hashlib.sha256)


def _sign(key: bytes, text: str) -> str:
    return base64.b64encode(hmac.digest(key, text.encode(), hashlib.sha256)).decode()


def _element(body: bytes, name: str) -> str:
    match = re.search(rf"<{name}>\s*([^<]*?)\s*</{name}>", body.decode(errors="replace"))
    return match[1] if match else ""


def _time(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise FaultError("AuthenticationFailed", f"{text!r} is not a time") from None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found
