"""A Google Cloud (the emulator, over HTTP, behind a strict front) that knows identities and refuses what Google would.

The front mints tokens for signed assertions, asks a token of every request, checks permissions and `ifGenerationMatch`,
verifies V4 URLs and Cloud CDN's, and signs blobs. A missing object is 403 for those who may not list, as at Google.
"""

from __future__ import annotations

import base64
import json
import threading
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote, unquote, urlsplit

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from gcp_storage_emulator.server import create_server
from google.auth import jwt

from tests.runtime import gcs_verify

if TYPE_CHECKING:
    from collections.abc import Callable

DENIED = {
    "full": frozenset(),
    # Told of a taken name by 412, or first of the missing right to replace.
    "writer": frozenset({"get", "list", "delete"}),
    "writer403": frozenset({"get", "list", "delete", "condition"}),
    "nolist": frozenset({"list"}),
    "noget": frozenset({"get"}),
    "reader": frozenset({"create", "delete", "sign"}),
    "overquota": frozenset({"quota"}),
}
DOMAIN = "tests.iam.gserviceaccount.com"
SIGN_BLOB = "/v1/projects/-/serviceAccounts/"


@dataclass
class Front:
    """What the front knows; `requests` are (identity, method, path and query)."""

    emulator: int
    key: rsa.RSAPrivateKey
    address: str = ""
    page: int = 1000
    public: set[str] = field(default_factory=set)
    cdn_keys: dict[str, bytes] = field(default_factory=dict)
    requests: list[tuple[str, str, str]] = field(default_factory=list)
    sessions: dict[str, tuple[str, bool]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)
    now: Callable[[], float] = time.time

    def asked(self, text: str) -> list[str]:
        """Method and path of the requests whose path has the text."""
        return [f"{method} {path}" for _, method, path in self.requests if text in path]

    def account(self, identity: str) -> dict[str, str]:
        """A service account's key file; all identities have the one key, the assertion says who asks."""
        form = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        return {
            "type": "service_account",
            "client_email": f"{identity}@{DOMAIN}",
            "private_key": self.key.private_bytes(serialization.Encoding.PEM, *form).decode(),
            "private_key_id": "1",
            "project_id": "tests",
            "token_uri": f"{self.address}/token",
        }

    def public_pem(self) -> bytes:
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        return self.key.public_key().public_bytes(serialization.Encoding.PEM, form)


class Handler(BaseHTTPRequestHandler):
    """One request: who asks, may they, and what the emulator answers."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    front: Front

    def log_message(self, *args):
        pass

    def answer(self):
        self.body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.parts = urlsplit(self.path)
        self.query = {name: values[0] for name, values in parse_qs(self.parts.query).items()}
        self.identity = self.headers.get("Authorization", "").removeprefix("Bearer token-")
        self.front.requests.append((self.identity, self.command, self.path))
        with self.front.lock:
            try:
                self.route(self.parts.path)
            except Exception as error:
                # Not a broken connection, which Google's client tries again for two minutes.
                self.refuse(400, f"the front failed: {error!r}", "invalid")

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = answer

    def route(self, path: str) -> None:
        if path == "/token":
            self.mint()
        elif path.startswith("/cdn/"):
            ok = gcs_verify.cdn(self.front.cdn_keys, self.front.address, self.path, self.headers, self.front.now())
            self.relay(path.removeprefix("/cdn")) if ok else self.refuse(403, "signature")
        elif not path.startswith(("/storage/", "/upload/", "/download/", "/v1/")):
            self.serve(path)
        elif self.identity not in DENIED:
            self.refuse(401, "invalid token", "authError")
        elif path.startswith(SIGN_BLOB):
            self.sign(path)
        elif path.startswith("/upload/"):
            self.write()
        else:
            self.read(path)

    def mint(self) -> None:
        assertion = parse_qs(self.body.decode())["assertion"][0]
        # google-auth names Google as the audience, wherever it sends the assertion.
        claims = jwt.decode(assertion, certs=self.front.public_pem(), audience="https://oauth2.googleapis.com/token")
        token = "token-" + claims["iss"].partition("@")[0]
        self.send(200, {"access_token": token, "expires_in": 3600, "token_type": "Bearer"})

    def sign(self, path: str) -> None:
        email = path.removeprefix(SIGN_BLOB).removesuffix(":signBlob")
        if email != f"{self.identity}@{DOMAIN}" or "sign" in DENIED[self.identity]:
            error = {"code": 403, "status": "PERMISSION_DENIED", "message": "iam.serviceAccounts.signBlob denied"}
            self.send(403, {"error": error})
            return
        message = base64.b64decode(json.loads(self.body)["payload"])
        blob = self.front.key.sign(message, padding.PKCS1v15(), hashes.SHA256())
        self.send(200, {"keyId": "k", "signedBlob": base64.b64encode(blob).decode()})

    def serve(self, path: str) -> None:
        """An object by its URL: of a public bucket, or signed."""
        if path.split("/")[1] not in self.front.public:
            signed = gcs_verify.v4(
                self.front.key.public_key(), self.headers["Host"], self.command, self.path, self.front.now()
            )
            if not signed:
                self.refuse(403, "AccessDenied")
                return
        self.relay(path)

    def write(self) -> None:
        denied, bucket = DENIED[self.identity], self.parts.path.split("/")[-2]
        session = self.query.get("upload_id")
        if session:
            name, only_new = self.front.sessions[session]
        else:
            name, only_new = self.named(), self.query.get("ifGenerationMatch") == "0"
        taken = self.exists(bucket, name)
        if "quota" in denied:
            self.refuse(403, "rate limit", "rateLimitExceeded")
        elif "create" in denied:
            self.refuse(403, self.lacks("create"))
        elif "predefinedAcl" in self.query:
            self.refuse(400, "Cannot use ACL API to update bucket policy when uniform bucket-level access is enabled.")
        elif taken and "delete" in denied and ("condition" in denied or not only_new):
            self.refuse(403, self.lacks("delete"))
        elif taken and only_new:
            self.refuse(412, "At least one of the pre-conditions you specified did not hold.", "conditionNotMet")
        else:
            location = self.relay(self.path).get("Location", "")
            if location:
                self.front.sessions[parse_qs(urlsplit(location).query)["upload_id"][0]] = (name, only_new)

    def named(self) -> str:
        if "name" in self.query:
            return self.query["name"]
        meta = self.body
        if self.query["uploadType"] == "multipart":
            meta = self.body.split(b"\r\n\r\n", 1)[1].split(b"\r\n--", 1)[0]
        return json.loads(meta)["name"]

    def read(self, path: str) -> None:
        denied, pieces = DENIED[self.identity], path.split("/o/", 1)
        if len(pieces) == 1:
            action = "list" if path.endswith("/o") else "bucket"
        else:
            action = "delete" if self.command == "DELETE" else "get"
        missing = action in {"get", "delete"} and not self.exists(pieces[0].split("/")[-1], unquote(pieces[1]))
        if "quota" in denied:
            self.refuse(403, "rate limit", "rateLimitExceeded")
        elif action in denied or action == "bucket":
            self.refuse(403, self.lacks(action))
        elif missing:
            known = "list" not in denied
            self.refuse(404, "No such object", "notFound") if known else self.refuse(403, self.lacks(action))
        elif action == "list":
            self.listing()
        else:
            self.relay(self.path)

    def listing(self) -> None:
        """In pages, as Google gives them; the emulator gives all at once."""
        status, _, body = self.emulate(self.path)
        found = json.loads(body)
        first = int(self.query.get("pageToken", 0))
        last = first + min(self.front.page, int(self.query.get("maxResults", self.front.page)))
        names = sorted([item["name"] for item in found["items"]] + found["prefixes"])
        page = set(names[first:last])
        answer = {
            "items": [item for item in found["items"] if item["name"] in page],
            "prefixes": [name for name in found["prefixes"] if name in page],
        }
        self.send(status, answer | ({"nextPageToken": str(last)} if last < len(names) else {}))

    def exists(self, bucket: str, name: str) -> bool:
        path = f"/storage/v1/b/{bucket}/o/{quote(name, safe='')}"
        return self.emulate(path, "GET", b"", {})[0] == 200

    def emulate(self, path, method=None, body=None, headers=None):
        link = HTTPConnection("127.0.0.1", self.front.emulator)
        try:
            sent = dict(self.headers) if headers is None else headers
            link.request(method or self.command, path, self.body if body is None else body, sent)
            response = link.getresponse()
            return response.status, dict(response.getheaders()), response.read()
        finally:
            link.close()

    def relay(self, path: str) -> dict[str, str]:
        status, headers, body = self.emulate(path)
        if status < 300 and self.query.get("alt") == "media":
            plain = json.loads(self.emulate(self.parts.path.removeprefix("/download"), "GET", b"", {})[2])
            headers |= {"Content-Encoding": plain["contentEncoding"]} if plain.get("contentEncoding") else {}
        self.send_response(status)
        for name, value in headers.items():
            if name.lower() not in {"content-length", "server", "date"}:
                self.send_header(name, value)
        self.finish_with(body)
        return headers

    def lacks(self, action: str) -> str:
        return f"{self.identity}@{DOMAIN} does not have storage.objects.{action} access (or it may not exist)."

    def refuse(self, status: int, message: str, reason: str = "forbidden") -> None:
        errors = [{"message": message, "domain": "global", "reason": reason}]
        self.send(status, {"error": {"code": status, "message": message, "errors": errors}})

    def send(self, status: int, answer: object) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=UTF-8")
        self.finish_with(json.dumps(answer).encode())

    def finish_with(self, body: bytes) -> None:
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Server(ThreadingHTTPServer):
    """As the standard one, without a traceback for each client that goes away."""

    daemon_threads = True

    def handle_error(self, request, client_address):
        pass


def start():
    """The front, and what stops it."""
    emulator = create_server("127.0.0.1", 0, in_memory=True)
    emulator._api.daemon = True
    emulator.start()
    front = Front(emulator._api._httpd.server_address[1], rsa.generate_private_key(65537, 2048))
    server = Server(("127.0.0.1", 0), type("Bound", (Handler,), {"front": front}))
    front.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def stop() -> None:
        server.shutdown()
        server.server_close()
        emulator.stop()

    return front, stop
