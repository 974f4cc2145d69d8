"""The tests' Azure: one Azurite a process behind `azure_server`'s front, and a container for each test."""

from __future__ import annotations

import atexit
import functools
import os
import re
import shutil
import subprocess
import threading
import uuid
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from azure.storage.blob import BlobServiceClient

from tests.runtime.azure_server import ACCOUNT, KEY, serve

if TYPE_CHECKING:
    from tests.runtime.azure_server import Front

ROOT = Path(__file__).parents[2]


def executable() -> str | None:
    """Azurite's, if it and Node.js are here."""
    own = ROOT / "node_modules" / ".bin" / "azurite-blob"
    found = os.environ.get("STOWPLAN_AZURITE") or (str(own) if own.exists() else shutil.which("azurite-blob"))
    return found if found and shutil.which("node") else None


@functools.cache
def start() -> Front:
    """The running front of this process, with an Azurite that ends with it."""
    command = [
        executable() or "azurite-blob",
        "--blobHost",
        "127.0.0.1",
        "--blobPort",
        "0",
        "--inMemoryPersistence",
        "--silent",
    ]
    flags = ["--skipApiVersionCheck", "--disableTelemetry", "--disableProductStyleUrl"]
    env = {**os.environ, "AZURITE_ACCOUNTS": f"{ACCOUNT}:{KEY}"}
    process = subprocess.Popen([*command, *flags], stdout=subprocess.PIPE, env=env, text=True)
    atexit.register(process.wait)
    atexit.register(process.terminate)
    assert process.stdout is not None
    found = next(match for line in process.stdout if (match := re.search(r"listens on http://127.0.0.1:(\d+)", line)))
    threading.Thread(target=process.stdout.read, daemon=True).start()
    return serve(int(found[1]))


class Token:
    """A token credential that names its identity."""

    def __init__(self, identity: str) -> None:
        self.identity, self.asked = identity, 0

    def get_token(self, *scopes, **options):
        self.asked += 1
        return SimpleNamespace(token=self.identity, expires_on=4_000_000_000)


# One for each identity: clients are shared by credential.
credential = functools.cache(Token)


@dataclass
class Cloud:
    """One test's container, and OPTIONS for storages in it."""

    front: Front
    container: str

    @property
    def admin(self):
        return admin(self.front.port).get_container_client(self.container)

    def options(self, identity: str = "full", **more):
        """OPTIONS of a private storage, as an identity of `DENIED`."""
        base = {
            "account_name": ACCOUNT,
            "azure_container": self.container,
            "location": "media",
            "token_credential": credential(identity),
            "endpoint_url": self.front.endpoint,
            "expiration_secs": 3600,
        }
        return {**base, **more}

    def stored(self, key: str) -> bytes:
        return self.admin.download_blob(key).readall()

    def put(self, key: str, data: bytes = b"x") -> None:
        self.admin.upload_blob(key, data)

    def head(self, key: str):
        return self.admin.get_blob_client(key).get_blob_properties()

    def asked(self) -> list[str]:
        """The requests for the container so far: `GET media/a.txt`, without queries."""
        start = f"/{ACCOUNT}/{self.container}"
        return [
            f"{method} {path.removeprefix(start).lstrip('/')}"
            for method, path in self.front.requests
            if path.startswith(start)
        ]


@functools.cache
def admin(port: int) -> BlobServiceClient:
    """A client that may do anything."""
    named = {"account_name": ACCOUNT, "account_key": KEY}
    return BlobServiceClient(f"http://127.0.0.1:{port}/{ACCOUNT}", credential=named)


def fresh() -> Cloud:
    """A new container on the running cloud; skips the test where there is none."""
    if executable() is None:
        pytest.skip("needs Node.js and Azurite (npm install azurite), in node_modules, on PATH or in STOWPLAN_AZURITE")
    cloud = Cloud(start(), f"c-{uuid.uuid4().hex[:12]}")
    cloud.admin.create_container()
    return cloud
