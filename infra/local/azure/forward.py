"""Hands a request that passed to Azurite, in the container it really is in there, with a SAS that opens everything."""

from __future__ import annotations

import contextlib
import http.client
import re
from typing import TYPE_CHECKING

from generator.errors import LocalCloudError
from infra.local.aws.wire import Response
from infra.local.azure import sas
from infra.local.azure.azurite import ACCOUNT
from infra.local.azure.world import hidden_container

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra.local.aws.wire import Request
    from infra.local.azure.azurite import Azurite
    from infra.local.azure.operations import Target

_SECONDS = 120
_HELD = frozenset({"authorization", "connection", "content-length", "cookie", "expect", "host", "origin",
                   "transfer-encoding", "x-ms-copy-source-authorization"})  # fmt: skip
_LISTED = re.compile(rb'ServiceEndpoint="[^"]*" ContainerName="[^"]*"')


def to_azurite(
    azurite: Azurite, names: Target, request: Request, endpoint: str, more: Mapping[str, str] | None = None
) -> Response:
    """Azurite's answer in the words of the account that was asked; `more` are headers to add."""
    headers = {name: value for name, value in request.headers.items() if name not in _HELD}
    url = _path(azurite, names, sas.plain_query(request.query))
    response = _call(azurite, request.method, url, {**headers, **(more or {})}, request.body)
    shown = f'ServiceEndpoint="{endpoint}/{names.account}/" ContainerName="{names.container}"'.encode()
    if b"<EnumerationResults" in response.body[:200]:
        response = Response(response.status, response.headers, _LISTED.sub(lambda _: shown, response.body, count=1))
    return response.without("access-control-", "vary", "x-ms-copy-source", "keep-alive", "transfer-encoding")


def source_url(azurite: Azurite, names: Target, query: str) -> str:
    """The address in Azurite of a blob that is copied from."""
    return f"http://127.0.0.1:{azurite.port}{_path(azurite, names, sas.plain_query(query))}"


def make_container(azurite: Azurite, account: str, container: str) -> None:
    """Make a container; one that is there stays as it is. Raises LocalCloudError."""
    _manage(azurite, "PUT", account, container, (201, 409))


def drop_container(azurite: Azurite, account: str, container: str) -> None:
    """Remove a container and its blobs; nothing happens when it is gone. Raises LocalCloudError."""
    _manage(azurite, "DELETE", account, container, (202, 404))


def _manage(azurite: Azurite, method: str, account: str, container: str, expected: tuple[int, ...]) -> None:
    path = f"/{ACCOUNT}/{hidden_container(account, container)}?restype=container&{azurite.sas}"
    response = _call(azurite, method, path, {"x-ms-version": "2022-11-02"}, b"")
    if response.status not in expected:
        raise LocalCloudError(f"{method} of container {container}: Azurite answers {response.status}")


def _path(azurite: Azurite, names: Target, query: str) -> str:
    place = f"/{ACCOUNT}/{hidden_container(names.account, names.container)}"
    blob = f"/{names.raw_blob}" if names.raw_blob else ""
    return f"{place}{blob}?{query}{'&' if query else ''}{azurite.sas}"


def _call(azurite: Azurite, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Response:
    connection = http.client.HTTPConnection("127.0.0.1", azurite.port, timeout=_SECONDS)
    with contextlib.closing(connection):
        length = {"content-length": str(len(body))} if body or method in {"PUT", "POST"} else {}
        connection.request(method, path, body or None, {**headers, **length})
        answered = connection.getresponse()
        return Response(answered.status, tuple(answered.getheaders()), answered.read())
