"""An HTTP request and response as plain values, so that every layer of the local AWS is a function between them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    App = Callable[["Request"], "Response"]


@dataclass(frozen=True, slots=True)
class Request:
    """`path` and `query` are as sent (percent-encoded); `headers` have lower-case names, repeats joined by commas."""

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    remote: str = "127.0.0.1"

    @property
    def host(self) -> str:
        return self.headers.get("host", "")

    @property
    def plain_path(self) -> str:
        return unquote(self.path)

    @property
    def params(self) -> dict[str, str]:
        """Query parameters, decoded; the first of a repeated one."""
        return dict(reversed(parse_qsl(self.query, keep_blank_values=True)))


@dataclass(frozen=True, slots=True)
class Response:
    """`headers` keep their order and spelling; Content-Length is added when sent, except to HEAD, 204 and 304."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    def without(self, *prefixes: str) -> Response:
        """The response without headers whose lower-case name starts so."""
        kept = tuple(item for item in self.headers if not item[0].lower().startswith(prefixes))
        return Response(self.status, kept, self.body)

    def plus(self, headers: Mapping[str, str]) -> Response:
        """The response with these headers in place of any of the same name."""
        names = {name.lower() for name in headers}
        kept = tuple(item for item in self.headers if item[0].lower() not in names)
        return Response(self.status, (*kept, *headers.items()), self.body)


def json_response(value: Any, status: int = 200) -> Response:
    """A JSON answer of the private endpoints."""
    return Response(status, (("Content-Type", "application/json"),), json.dumps(value).encode())


def xml_response(text: str, status: int = 200) -> Response:
    """An XML answer in the shape of AWS's REST and query APIs."""
    body = '<?xml version="1.0" encoding="UTF-8"?>\n' + text
    return Response(status, (("Content-Type", "application/xml"),), body.encode())
