"""An S3 (moto, over HTTP) that knows identities: it refuses what a real one would, where moto answers everything.

The access key of a request says who asks; `DENIED` says what that one may not do. A missing key is 403 for those who
may not list, as on S3. Requests are recorded.
"""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import make_server

DENIED = {
    "full": frozenset(),
    "writer": frozenset({"get", "list", "delete", "metrics"}),
    "nolist": frozenset({"list"}),
    # May list under a prefix condition: HEAD, which carries no prefix, is refused for a missing key.
    "conditioned": frozenset({"head-missing"}),
    "noget": frozenset({"get"}),
    "reader": frozenset({"put", "delete"}),
    "nometrics": frozenset({"metrics"}),
    "unknown": frozenset({"identity"}),
}


@dataclass
class Request:
    """What was asked, and by whom."""

    identity: str
    method: str
    path: str
    query: str


@dataclass
class Front:
    """The WSGI application before moto's."""

    inner: object
    requests: list[Request] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, environ, start_response):
        request = _request(environ)
        self.requests.append(request)
        denied = DENIED.get(request.identity, frozenset())
        if "identity" in denied:
            return _refuse(environ, start_response, "InvalidAccessKeyId")
        if _action(request, environ) in denied:
            return _refuse(environ, start_response, "AccessDenied")
        # moto tests a condition and stores the object in two steps; S3 does it in one.
        with self.lock:
            return self._answer(request, denied, environ, start_response)

    def _answer(self, request, denied, environ, start_response):
        def start(status, headers, exc_info=None):
            missing = request.method in {"HEAD", "GET"} and status.startswith("404") and request.path.count("/") > 1
            hidden = missing and denied & {"list", "head-missing"}
            return start_response("403 Forbidden" if hidden else status, headers, exc_info)

        return list(self.inner(environ, start))

    def asked(self, bucket: str) -> list[str]:
        """The requests for a bucket so far: `GET media/a.txt`, without queries."""
        return [f"{item.method} {item.path.split('/', 2)[-1]}" for item in self.requests if _bucket(item) == bucket]


def _bucket(request: Request) -> str:
    return request.path.split("/")[1]


def _request(environ) -> Request:
    query = environ.get("QUERY_STRING", "")
    signed = environ.get("HTTP_AUTHORIZATION", "") or "Credential=" + parse_qs(query).get("X-Amz-Credential", [""])[0]
    found = re.search(r"Credential=([^/]+)/", signed)
    return Request(found[1] if found else "", environ["REQUEST_METHOD"], environ["PATH_INFO"], query)


def _action(request: Request, environ) -> str:
    if "/monitoring/" in environ.get("HTTP_AUTHORIZATION", ""):
        return "metrics"
    if request.method in {"PUT", "POST"} or "uploadId" in request.query:
        return "put"
    if request.method == "DELETE":
        return "delete"
    return "list" if request.path.strip("/").count("/") == 0 else "get"


def _refuse(environ, start_response, code: str):
    environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    body = f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>refused</Message></Error>".encode()
    if "/monitoring/" in environ.get("HTTP_AUTHORIZATION", ""):
        body = f'{{"__type": "{code}", "message": "refused"}}'.encode()
    body = b"" if environ["REQUEST_METHOD"] == "HEAD" else body
    start_response("403 Forbidden", [("Content-Length", str(len(body))), ("Content-Type", "application/xml")])
    return [body]


class QuietHandler(MotoRequestHandler):
    """moto's handler, without a line for every request."""

    def log(self, type, message, *args):
        pass


def start():
    """A running server and its application; stop it with `shutdown()`."""
    front = Front(DomainDispatcherApplication(create_backend_app))
    server = make_server("127.0.0.1", 0, front, threaded=True, request_handler=QuietHandler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, front
