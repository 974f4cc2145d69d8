"""An Azure Blob Storage (Azurite, over HTTP) that knows identities: it refuses what a real one would.

Azurite takes shared keys only over http, so the front checks tokens and user delegation signatures itself, as
https://learn.microsoft.com/rest/api/storageservices/create-user-delegation-sas says, and asks Azurite with the
account's key, which it refuses from anyone else. Requests are recorded.
"""

from __future__ import annotations

import atexit
import base64
import functools
import http.client
import json
import os
import re
import shutil
import subprocess
import threading
import uuid
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

import pytest
from azure.storage.blob import BlobServiceClient

from tests.runtime import azure_signing as signing

ACCOUNT = "shopfiles"
KEY = base64.b64encode(b"the key that only the front has!").decode()
ROOT = Path(__file__).parents[2]
# What a signature consists of, which Azurite is not told.
SAS_NAME = re.compile("s[vterp]|sip|spr|sig|sk(oid|tid|[tesv])|rsc[cdelt]")
DENIED = {
    "full": frozenset(),
    "writer": frozenset({"read", "list", "delete", "delegate"}),
    "reader": frozenset({"write", "delete", "delegate"}),
    "nolist": frozenset({"list"}),
    "elsewhere": frozenset({"network"}),
}
NEEDED = {"read": "r", "write": "wc", "delete": "d"}
HOP_BY_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "host", "authorization"})


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
    front = Front(int(found[1]))
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, front))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    front.endpoint = f"http://127.0.0.1:{server.server_port}"
    return front


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


@dataclass
class Front:
    """Who may do what, in front of Azurite at `port`."""

    port: int
    endpoint: str = ""
    requests: list[tuple[str, str]] = field(default_factory=list)
    delegations: list[dict[str, str]] = field(default_factory=list)
    public: set[str] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def refusal(self, request: signing.Request) -> tuple[int, str] | None:
        """Azure's status and code when it says no."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme == "Bearer":
            return _identity_refusal(request, token)
        if scheme:
            return 403, "KeyBasedAuthenticationNotPermitted"
        if "sig" in request.query:
            wrong = signing.problem(request, ACCOUNT)
            lacking = not set(NEEDED[request.action]) & set(request.query.get("sp", ""))
            return (
                (403, "AuthenticationFailed")
                if wrong
                else (403, "AuthorizationPermissionMismatch")
                if lacking
                else None
            )
        allowed = request.action == "read" and request.container in self.public
        return None if allowed else (409, "PublicAccessNotPermitted")


def _identity_refusal(request: signing.Request, token: str) -> tuple[int, str] | None:
    denied = DENIED.get(token)
    if denied is None:
        return 401, "InvalidAuthenticationInfo"
    if "network" in denied:
        return 403, "AuthorizationFailure"
    return (403, "AuthorizationPermissionMismatch") if request.action in denied else None


class Handler(BaseHTTPRequestHandler):
    """One connection to the front."""

    protocol_version = "HTTP/1.1"

    def __init__(self, front: Front, *args) -> None:
        self.front = front
        super().__init__(*args)

    def log_message(self, *args) -> None:
        pass

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        request = signing.Request.parse(self.command, self.path, self.headers)
        self.front.requests.append((self.command, request.decoded))
        refused = self.front.refusal(request)
        if refused:
            self._send(refused[0], {"x-ms-error-code": refused[1]}, _error(refused[1]))
        elif request.action == "delegate":
            self._delegate(request, body)
        else:
            self._forward(request, body)

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = answer

    def _delegate(self, request: signing.Request, body: bytes) -> None:
        made = signing.delegate(body.decode(), request.headers["x-ms-version"])
        if made is None:
            self._send(400, {"x-ms-error-code": "InvalidXmlDocument"}, _error("InvalidXmlDocument"))
            return
        self.front.delegations.append(made)
        fields = "".join(f"<{name}>{value}</{name}>" for name, value in made.items())
        text = f"<?xml version='1.0' encoding='utf-8'?><UserDelegationKey>{fields}</UserDelegationKey>"
        self._send(200, {"Content-Type": "application/xml"}, text.encode())

    def _forward(self, request: signing.Request, body: bytes) -> None:
        kept = {name: value for name, value in request.headers.items() if name not in HOP_BY_HOP}
        query = {name: value for name, value in request.query.items() if not SAS_NAME.fullmatch(name)}
        target = request.target(query)
        headers = signing.shared_key(request.method, request.path, query, kept, ACCOUNT, KEY)
        # Azurite tests a condition and stores the blob in two steps; Azure does it in one.
        with self.front.lock:
            connection = http.client.HTTPConnection("127.0.0.1", self.front.port)
            connection.request(request.method, target, body or None, headers)
            answer = connection.getresponse()
            data = answer.read()
            connection.close()
        named = {"rscc": "cache-control", "rscd": "content-disposition", "rsct": "content-type"}
        over = {named[name]: value for name, value in request.query.items() if name in named}
        found = {name.lower(): value for name, value in answer.getheaders() if name.lower() not in HOP_BY_HOP}
        self._send(answer.status, {**found, **over}, data)

    def _send(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            if name != "content-length":
                self.send_header(name, value)
        length = len(body)
        if self.command == "HEAD":
            length = int(headers.get("content-length", 0))
        self.send_header("Content-Length", str(length))
        self.end_headers()
        self.wfile.write(b"" if self.command == "HEAD" else body)


def _error(code: str) -> bytes:
    return f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>{json.dumps(code)}</Message></Error>".encode()
