"""An Azure Blob Storage (Azurite, over HTTP) that knows identities: it refuses what a real one would.

Azurite takes shared keys only over http, so the front checks tokens and user delegation signatures itself, as
https://learn.microsoft.com/rest/api/storageservices/create-user-delegation-sas says, and asks Azurite with the
account's key, which it refuses from anyone else. Requests are recorded.
"""

from __future__ import annotations

import base64
import functools
import http.client
import json
import re
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.runtime import azure_signing as signing

ACCOUNT = "shopfiles"
KEY = base64.b64encode(b"the key that only the front has!").decode()
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


def serve(port: int) -> Front:
    """A running front before the Azurite at `port`."""
    front = Front(port)
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, front))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    front.endpoint = f"http://127.0.0.1:{server.server_port}"
    return front
