"""Content as it is sent: headers, ranges, conditions, and gzip undone for who does not take it.

Source: "Transcoding of gzip-compressed files" and "Object metadata" (Cloud Storage documentation).
"""

from __future__ import annotations

import gzip
import re
from base64 import b64decode
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import TYPE_CHECKING

from infra.local.aws.wire import Response

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra.local.aws.wire import Request
    from infra.local.gcp.emulator import Json

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
_FIELDS = {
    "contentType": "Content-Type",
    "cacheControl": "Cache-Control",
    "contentDisposition": "Content-Disposition",
    "contentLanguage": "Content-Language",
    "contentEncoding": "Content-Encoding",
    "generation": "x-goog-generation",
    "metageneration": "x-goog-metageneration",
    "storageClass": "x-goog-storage-class",
    "size": "x-goog-stored-content-length",
}
_OVERRIDES = {"response-content-type": "Content-Type", "response-content-disposition": "Content-Disposition"}


def answer(found: Json, content: bytes, request: Request, *, public: bool) -> Response:
    """The response to GET or HEAD of an object. `public` chooses the Cache-Control of an object without its own."""
    headers = _headers(found, request.params, public)
    if _unchanged(headers, request.headers):
        return Response(304, tuple((name, headers[name]) for name in ("ETag", "Cache-Control", "Last-Modified")))
    if found.get("contentEncoding") == "gzip" and _must_expand(found, request):
        del headers["Content-Encoding"]
        return Response(200, tuple({**headers, "Warning": "214 UploadServer gunzipped"}.items()), _expand(content))
    wanted = request.headers.get("range")
    return _part(content, wanted, headers) if wanted else Response(200, tuple(headers.items()), content)


def _headers(found: Json, params: Mapping[str, str], public: bool) -> dict[str, str]:
    """Header values from metadata; those of a name that is not ASCII never occur: names are not sent."""
    headers = {"Content-Type": "application/octet-stream", "Cache-Control": "private, max-age=0"}
    if public:
        headers["Cache-Control"] = "public, max-age=3600"
    headers |= {header: str(found[key]) for key, header in _FIELDS.items() if found.get(key)}
    headers |= {f"x-goog-meta-{key}": str(value) for key, value in (found.get("metadata") or {}).items()}
    headers |= {header: params[name] for name, header in _OVERRIDES.items() if name in params}
    return {
        **{name: _ascii(value) for name, value in headers.items()},
        "x-goog-stored-content-encoding": found.get("contentEncoding") or "identity",
        "x-goog-hash": f"crc32c={found['crc32c']},md5={found['md5Hash']}",
        "ETag": f'"{b64decode(found["md5Hash"]).hex()}"',
        "Last-Modified": format_datetime(_moment(found), usegmt=True),
        "Accept-Ranges": "bytes",
    }


def _ascii(value: str) -> str:
    """The value as one header line can carry it."""
    return re.sub(r"[\r\n]+", " ", value).encode("utf-8").decode("latin-1")


def _moment(found: Json) -> datetime:
    return datetime.fromisoformat(found["updated"]).astimezone(UTC).replace(microsecond=0)


def _unchanged(headers: Mapping[str, str], asked: Mapping[str, str]) -> bool:
    tags = asked.get("if-none-match")
    if tags is not None:
        return tags.strip() == "*" or headers["ETag"] in [tag.strip().removeprefix("W/") for tag in tags.split(",")]
    since = asked.get("if-modified-since")
    try:
        return since is not None and parsedate_to_datetime(headers["Last-Modified"]) <= parsedate_to_datetime(since)
    except (ValueError, TypeError):
        return False


def _must_expand(found: Json, request: Request) -> bool:
    accepted = request.headers.get("accept-encoding", "").lower()
    return "gzip" not in accepted and "no-transform" not in (found.get("cacheControl") or "")


def _expand(content: bytes) -> bytes:
    try:
        return gzip.decompress(content)
    except (OSError, EOFError):
        return content  # it only says that it is gzip


def _part(content: bytes, wanted: str, headers: dict[str, str]) -> Response:
    """206 for one range, 416 for one that lies outside; anything else is answered whole."""
    found = _RANGE.fullmatch(wanted.strip())
    if found is None or not (found[1] or found[2]):
        return Response(200, tuple(headers.items()), content)
    size = len(content)
    first = int(found[1]) if found[1] else max(size - int(found[2]), 0)
    last = min(int(found[2]), size - 1) if found[1] and found[2] else size - 1
    if first > last or first >= size:
        return Response(416, (("Content-Range", f"bytes */{size}"), ("Content-Type", "text/plain")), b"")
    part = {**headers, "Content-Range": f"bytes {first}-{last}/{size}"}
    return Response(206, tuple(part.items()), content[first : last + 1])
