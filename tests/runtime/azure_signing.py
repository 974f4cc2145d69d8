"""Azure's signatures, written from the vendor's pages and not from its SDK.

Shared key: https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key
User delegation: https://learn.microsoft.com/rest/api/storageservices/create-user-delegation-sas
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from email.utils import formatdate
from urllib.parse import parse_qsl, unquote, urlencode

WEEK = timedelta(days=7)
OID, TID = "11111111-0000-0000-0000-000000000000", "22222222-0000-0000-0000-000000000000"
SIGNED_HEADERS = (
    *("content-encoding", "content-language", "content-length", "content-md5", "content-type", "date"),
    *("if-modified-since", "if-match", "if-none-match", "if-unmodified-since", "range"),
)


@dataclass(frozen=True)
class Request:
    """A request to `/<account>/<container>/<name>`; `path` is as sent, header names are in lower case."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]

    @staticmethod
    def parse(method, target, headers) -> Request:
        path, _, query = target.partition("?")
        found = dict(parse_qsl(query, keep_blank_values=True))
        return Request(method, path, found, {name.lower(): value for name, value in headers.items()})

    @property
    def decoded(self) -> str:
        return unquote(self.path)

    @property
    def container(self) -> str:
        return self.decoded.split("/")[2] if self.decoded.count("/") > 1 else ""

    @property
    def action(self) -> str:
        if self.query.get("comp") == "userdelegationkey":
            return "delegate"
        if self.query.get("comp") == "list":
            return "list"
        return {"PUT": "write", "DELETE": "delete"}.get(self.method, "read")

    def target(self, query: dict[str, str]) -> str:
        return self.path + (f"?{urlencode(query)}" if query else "")


def sign(key: str | bytes, text: str) -> str:
    """The base64 HMAC-SHA256 of a text."""
    raw = key if isinstance(key, bytes) else base64.b64decode(key)
    return base64.b64encode(hmac.new(raw, text.encode(), hashlib.sha256).digest()).decode()


def shared_key(method, path, query, headers, account, key) -> dict[str, str]:
    """The headers with a date and an Authorization."""
    headers = {**headers, "x-ms-date": formatdate(usegmt=True)}
    plain = [headers.get(name, "") for name in SIGNED_HEADERS]
    plain[2] = "" if plain[2] == "0" else plain[2]
    own = [f"{name}:{value.strip()}" for name, value in sorted(headers.items()) if name.startswith("x-ms-")]
    asked = [f"{name.lower()}:{value}" for name, value in sorted(query.items())]
    text = "\n".join([method, *plain, *own, f"/{account}{path}", *asked])
    return {**headers, "Authorization": f"SharedKey {account}:{sign(key, text)}"}


def moment(text: str) -> datetime:
    """The UTC moment of `2026-11-21T12:00:00Z`."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)  # noqa: UP017


def now() -> datetime:
    return datetime.now(tz=timezone.utc)  # noqa: UP017


def delegate(body: str, version: str) -> dict[str, str] | None:
    """The user delegation key that a request's body asks for, None where Azure refuses the times."""
    times = dict(re.findall(r"<(Start|Expiry)>([^<]*)</", body))
    start, expiry = times["Start"], times["Expiry"]
    if not moment(start) < moment(expiry) <= now() + WEEK or abs(moment(start) - now()) > WEEK:
        return None
    key = _delegated(OID, TID, start, expiry, "b", version)
    names = ("SignedOid", "SignedTid", "SignedStart", "SignedExpiry", "SignedService", "SignedVersion", "Value")
    return dict(zip(names, (OID, TID, start, expiry, "b", version, key), strict=True))


def _delegated(*fields: str) -> str:
    # As on Azure, the key follows from what the URL says, so that nothing need be kept.
    return sign(b"what only the account knows", "\n".join(fields))


def problem(request: Request, account: str) -> str | None:
    """Why the user delegation SAS in a request's query does not count, None when it does."""
    asked = request.query
    get = lambda *names: [asked.get(name, "") for name in names]  # noqa: E731
    key = _delegated(*get("skoid", "sktid", "skt", "ske", "sks", "skv"))
    resource = "/blob" + request.decoded
    fields = [*get("sp", "st", "se"), resource, *get("skoid", "sktid", "skt", "ske", "sks", "skv")]
    fields += get("saoid", "suoid", "scid")
    fields += get("skdutid", "sduoid") if asked["sv"] >= "2025-07-05" else []
    fields += get("sip", "spr", "sv", "sr", "snapshot", "ses")
    fields += get("srh", "srq") if asked["sv"] >= "2026-04-06" else []
    fields += get("rscc", "rscd", "rsce", "rscl", "rsct")
    if not request.decoded.startswith(f"/{account}/") or sign(key, "\n".join(fields)) != asked["sig"]:
        return "signature"
    if asked.get("sr") != "b" or asked.get("spr") == "https":
        return "resource or protocol"
    begun = moment(asked["skt"]) <= now() and ("st" not in asked or moment(asked["st"]) <= now())
    ended = moment(asked["se"]) <= now() or moment(asked["ske"]) < moment(asked["se"])
    return None if begun and not ended else "time"
