"""The local Google Cloud for its users: start, find and stop it, use it inside a test, apply a resource to it."""

from __future__ import annotations

import contextlib
import http.client
import importlib.util
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from generator.errors import LocalCloudError, MissingExtraError
from infra.local import process
from infra.policies.gcp_names import LOCAL_PROJECT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

_NAME = "gcp"
_MODULES = {"gcp_storage_emulator": "gcp-storage-emulator", "cryptography": "cryptography"}


@dataclass(frozen=True)
class LocalGcp:
    """A running local Google Cloud. `token` opens its private endpoints, and is the owner's access token."""

    endpoint: str
    pid: int
    token: str = field(repr=False)

    def client(self, project: str = LOCAL_PROJECT) -> Any:
        """A google-cloud-storage client of the owner, who may do everything."""
        from google.cloud import storage
        from google.oauth2.credentials import Credentials

        credentials = Credentials(self.token)  # type: ignore[no-untyped-call]
        return storage.Client(project, credentials, client_options={"api_endpoint": self.endpoint})

    def call(self, method: str, path: str, query: Mapping[str, str], body: Any = None) -> Any:
        """What a private endpoint answers; LocalCloudError with its reason when it refuses or is not there."""
        connection = http.client.HTTPConnection(urlsplit(self.endpoint).netloc, timeout=30)
        try:
            address = f"/_stowplan/{path}?{urlencode(query)}"
            text = None if body is None else json.dumps(body)
            connection.request(method, address, text, {"Authorization": f"Bearer {self.token}"})
            response = connection.getresponse()
            answer = json.loads(response.read())
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise LocalCloudError(f"the local Google Cloud at {self.endpoint} does not answer: {error}") from error
        finally:
            connection.close()
        if response.status != 200:
            raise LocalCloudError(answer["error"])
        return answer


def start(state_dir: Path, *, port: int = 0) -> LocalGcp:
    """The local Google Cloud of a state directory, started as one detached process if it does not run.

    Raises LocalCloudError when it cannot start, MissingExtraError when the extra `local` is not installed.
    """
    _require()
    return _of(process.launch(_NAME, "infra.local.gcp.server", state_dir, ["--port", str(port)]))


def status(state_dir: Path) -> LocalGcp | None:
    """The local Google Cloud of a state directory, if it runs."""
    record = process.find(_NAME, state_dir)
    return _of(record) if record else None


def stop(state_dir: Path) -> bool:
    """Stop the local Google Cloud of a state directory; False when it was not running."""
    return process.halt(_NAME, state_dir)


@contextlib.contextmanager
def local_gcp(*, now: Callable[[], datetime] | None = None) -> Iterator[LocalGcp]:
    """A local Google Cloud in threads of this process, empty at the start; `now` is its clock."""
    _require()
    from infra.local.gcp import server
    from infra.local.gcp.world import new_world

    running = server.boot(new_world(*([now] if now else [])))
    try:
        yield _of(server.state_of(running))
    finally:
        server.shut(running)


def _require() -> None:
    for module, distribution in _MODULES.items():
        if importlib.util.find_spec(module) is None:
            raise MissingExtraError(distribution, "local", "the local Google Cloud")


def _of(record: dict[str, str]) -> LocalGcp:
    return LocalGcp(endpoint=record["endpoint"], pid=int(record["pid"]), token=record["token"])
