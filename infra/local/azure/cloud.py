"""The local Azure for its users: start, find and stop it, use it inside a test, act as one of its identities."""

from __future__ import annotations

import contextlib
import http.client
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from generator.errors import LocalCloudError
from infra.local import process
from infra.local.azure import azurite

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

_NAME = "azure"


@dataclass(frozen=True)
class LocalAzure:
    """A running local Azure. Accounts are at `<endpoint>/<account>`.

    `token` opens its private endpoints and is, as a bearer token, that of an owner who may do everything.
    """

    endpoint: str
    pid: int
    token: str = field(repr=False)


def available(*folders: Path) -> str:
    """Why the local Azure cannot run here, empty when it can; `folders` are searched for `node_modules` too."""
    return azurite.available(*folders)


def start(state_dir: Path, *, port: int = 0) -> LocalAzure:
    """The local Azure of a state directory, started as one detached process if it does not run.

    Azurite is looked for beside the state directory and above it too. Raises LocalCloudError when it cannot start, or
    when Node.js or Azurite is not there.
    """
    script = _script(state_dir.absolute(), *state_dir.absolute().parents)
    arguments = ["--port", str(port), "--azurite", str(script)]
    return _of(process.launch(_NAME, "infra.local.azure.server", state_dir, arguments))


def status(state_dir: Path) -> LocalAzure | None:
    """The local Azure of a state directory, if it runs."""
    record = process.find(_NAME, state_dir)
    return _of(record) if record else None


def stop(state_dir: Path) -> bool:
    """Stop the local Azure of a state directory, Azurite with it; False when it was not running."""
    return process.halt(_NAME, state_dir)


@contextlib.contextmanager
def local_azure(*, now: Callable[[], datetime] | None = None) -> Iterator[LocalAzure]:
    """A local Azure in threads of this process, empty at the start; `now` is its clock. Raises LocalCloudError."""
    from infra.local.azure import server

    running = server.boot(_script(), now=now)
    try:
        yield _of(server.state_of(running))
    finally:
        server.shut(running)


def token_for(cloud: LocalAzure, principal: str) -> str:
    """A bearer token of an identity, by its object id; it holds for as long as this local Azure runs."""
    return str(call(cloud, "POST", "tokens", {"principal": principal})["token"])


def call(cloud: LocalAzure, method: str, path: str, body: Any = None) -> Any:
    """The answer of a private endpoint. Raises LocalCloudError with its reason when it refuses."""
    connection = http.client.HTTPConnection(urlsplit(cloud.endpoint).netloc, timeout=60)
    try:
        headers = {"Authorization": f"Bearer {cloud.token}"}
        connection.request(method, f"/_stowplan/{path}", None if body is None else json.dumps(body), headers)
        response = connection.getresponse()
        answer = json.loads(response.read())
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise LocalCloudError(f"the local Azure at {cloud.endpoint} does not answer: {error}") from error
    finally:
        connection.close()
    if response.status != 200:
        raise LocalCloudError(str(answer["error"]))
    return answer


def _script(*folders: Path) -> Path:
    reason = azurite.available(*folders)
    found = azurite.script(*folders)
    if reason or found is None:
        raise LocalCloudError(reason)
    return found


def _of(record: dict[str, str]) -> LocalAzure:
    return LocalAzure(endpoint=record["endpoint"], pid=int(record["pid"]), token=record["token"])
