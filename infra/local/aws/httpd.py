"""A small threaded HTTP/1.1 server for an App: keep-alive, Expect: 100-continue, chunked uploads, exact header names.

WSGI would fold `x-amz-meta-my_key` and `x-amz-meta-my-key` into one name, and both may be signed.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from infra.local.aws.wire import Request, Response

if TYPE_CHECKING:
    from infra.local.aws.wire import App

_LOG = logging.getLogger(__name__)
_NO_BODY = frozenset({204, 304})


@dataclass(frozen=True, slots=True)
class Listener:
    """A running server; `close()` stops taking connections and returns when its loop has ended."""

    port: int
    server: ThreadingHTTPServer
    thread: threading.Thread

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


def listen(app: App, port: int = 0) -> Listener:
    """Serve an app on 127.0.0.1 in threads; port 0 takes a free one. Raises OSError when the port is in use."""
    server = _Server(("127.0.0.1", port), _handler(app))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    return Listener(server.server_address[1], server, thread)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: object, client_address: object) -> None:
        _LOG.debug("connection from %s ended", client_address, exc_info=True)


def _handler(app: App) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1  # one segment for a small answer
        timeout = 120  # seconds an idle connection is kept

        def answer(self) -> None:
            with contextlib.suppress(ConnectionError, TimeoutError):
                _send(self, _respond(app, _read(self)))

        do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = do_OPTIONS = do_PATCH = answer

        def handle_expect_100(self) -> bool:
            proceed = super().handle_expect_100()
            self.wfile.flush()  # the client waits for it before it sends the body
            return proceed

        def log_message(self, format: str, *args: object) -> None:
            _LOG.debug(format, *args)

    return Handler


def _respond(app: App, request: Request) -> Response:
    try:
        return app(request)
    except Exception:
        _LOG.exception("%s %s failed", request.method, request.path)
        return Response(500, (("Content-Type", "text/plain"),), b"internal error of the local cloud; see its log")


def _read(handler: BaseHTTPRequestHandler) -> Request:
    headers: dict[str, str] = {}
    for name, value in handler.headers.items():
        lower = name.lower()
        headers[lower] = f"{headers[lower]},{value}" if lower in headers else value
    path, _, query = handler.path.partition("?")
    return Request(handler.command, path, query, headers, _body(handler, headers), handler.client_address[0])


def _body(handler: BaseHTTPRequestHandler, headers: dict[str, str]) -> bytes:
    if headers.get("transfer-encoding", "").lower() == "chunked":
        return b"".join(iter(lambda: _chunk(handler), b""))
    return handler.rfile.read(int(headers.get("content-length") or 0))


def _chunk(handler: BaseHTTPRequestHandler) -> bytes:
    size = int(handler.rfile.readline().split(b";")[0], 16)
    data = handler.rfile.read(size)
    while handler.rfile.readline().strip() and not size:  # the line end; after the last chunk, any trailers
        continue
    return data


def _send(handler: BaseHTTPRequestHandler, response: Response) -> None:
    handler.send_response(response.status)
    for name, value in response.headers:
        if name.lower() not in {"content-length", "connection", "date", "server"}:
            handler.send_header(name, value)
    if response.status not in _NO_BODY:
        length = response.header("content-length") if handler.command == "HEAD" else None
        handler.send_header("Content-Length", length or str(len(response.body)))
    handler.end_headers()
    if handler.command != "HEAD" and response.status not in _NO_BODY:
        handler.wfile.write(response.body)
