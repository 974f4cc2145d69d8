"""Path style and virtual-host style addresses, brought to one form after the signature has been checked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, urlencode

if TYPE_CHECKING:
    from infra.local.aws.wire import Request

_HOSTS = ("127.0.0.1", "localhost")
_AUTHENTICATION = frozenset({
    "x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-expires", "x-amz-security-token", "x-amz-signature",
    "x-amz-signedheaders",
})  # fmt: skip


def path_style(request: Request) -> Request:
    """The request with its bucket in the path and none of a presigned URL's own parameters.

    An `x-amz-` parameter that is not part of the signature stands for the header of that name (some SDKs move them).
    """
    bucket = _bucket_of(request.host)
    path = f"/{quote(bucket)}{request.path}" if bucket else request.path
    pairs = parse_qsl(request.query, keep_blank_values=True)
    moved = {n.lower(): v for n, v in pairs if n.lower().startswith("x-amz-") and n.lower() not in _AUTHENTICATION}
    if not moved and not any(name.lower() in _AUTHENTICATION for name, _ in pairs):
        return replace(request, path=path)
    kept = urlencode([(n, v) for n, v in pairs if not n.lower().startswith("x-amz-")], quote_via=quote)
    return replace(request, path=path, query=kept, headers={**moved, **request.headers})


def _bucket_of(host: str) -> str:
    name = host.rpartition(":")[0] or host
    return next((name.removesuffix(f".{suffix}") for suffix in _HOSTS if name.endswith(f".{suffix}")), "")
