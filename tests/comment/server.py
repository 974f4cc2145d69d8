"""An HTTP server in a thread, which does what a forge does and fails as it is told to."""

from __future__ import annotations

import json
import re
import socket
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Reply:
    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    query: dict[str, str]
    body: Any
    headers: dict[str, str]

    @property
    def line(self) -> str:
        return f"{self.method} {self.path}"


@dataclass
class Fault:
    """What happens to the next request that fits: a reply instead, or an end of the connection before or after."""

    fits: str
    reply: Reply | Literal["drop", "do and drop", "half"]
    times: int = 1
    first: Callable[[], None] | None = None


class Server:
    """Subclasses answer in `answer`; `requests` keeps what was asked, `faults` what shall go wrong."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.faults: list[Fault] = []
        self.lock = threading.RLock()
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = 65536

            def handle_one_request(self) -> None:
                try:
                    super().handle_one_request()
                except (ConnectionError, ValueError):
                    self.close_connection = True

            def log_message(self, format: str, *args: object) -> None:
                pass

            def _any(self) -> None:
                server._serve(self)

            do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = _any

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.thread = threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.http.server_address[1]}"

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.http.shutdown()
        self.http.server_close()

    def lines(self, *methods: str) -> list[str]:
        return [item.line for item in self.requests if not methods or item.method in methods]

    def fail(self, fits: str, reply: Any, times: int = 1, first: Callable[[], None] | None = None) -> None:
        self.faults.append(Fault(fits, reply, times, first))

    def answer(self, request: Request) -> Reply:
        raise AssertionError

    def _serve(self, handler: BaseHTTPRequestHandler) -> None:
        length = int(handler.headers.get("Content-Length") or 0)
        data = handler.rfile.read(length)
        parts = urlsplit(handler.path)
        query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
        headers = {key.lower(): value for key, value in handler.headers.items()}
        request = Request(handler.command, parts.path, query, json.loads(data) if data else None, headers)
        with self.lock:
            self.requests.append(request)
            fault = self._fault(request)
            if fault and fault.first:
                fault.first()
            reply = self._reply(request, fault)
        self._write(handler, reply)

    def _fault(self, request: Request) -> Fault | None:
        for fault in self.faults:
            if fault.times and re.fullmatch(fault.fits, request.line):
                fault.times -= 1
                return fault
        return None

    def _reply(self, request: Request, fault: Fault | None) -> Reply | str:
        match fault.reply if fault else None:
            case None:
                return self.answer(request)
            case Reply() as reply:
                return reply
            case "drop":
                return "drop"
            case "do and drop":
                self.answer(request)
                return "drop"
            case _:
                return "half"

    def _write(self, handler: BaseHTTPRequestHandler, reply: Reply | str) -> None:
        handler.close_connection = isinstance(reply, str)
        if isinstance(reply, str):
            if reply == "half":
                handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[")
                handler.wfile.flush()
            handler.connection.shutdown(socket.SHUT_RDWR)
            return
        data = b"" if reply.body is None else json.dumps(reply.body).encode()
        handler.send_response(reply.status)
        for key, value in {"Content-Length": str(len(data)), **reply.headers}.items():
            handler.send_header(key, value)
        handler.end_headers()
        handler.wfile.write(data)


def paged(items: list[Any], request: Request, origin: str) -> Reply:
    """One page of a list, with the `Link` header of both forges."""
    size, page = min(int(request.query.get("per_page", "30")), 100), int(request.query.get("page", "1"))
    last = max(1, -(-len(items) // size))
    links = []
    for name, number in (("prev", page - 1), ("next", page + 1), ("last", last)):
        if 1 <= number <= last:
            query = "&".join(f"{key}={value}" for key, value in {**request.query, "page": number}.items())
            links.append(f'<{origin}{request.path}?{query}>; rel="{name}"')
    return Reply(200, items[(page - 1) * size : page * size], {"Link": ", ".join(links)} if last > 1 else {})
