"""Hands a request that passed to moto's own application, in this process, as its root would send it."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from infra.local.aws.faults import FaultError
from infra.local.aws.wire import Response

if TYPE_CHECKING:
    from infra.local.aws.wire import Request
    from infra.local.aws.world import World

_HOST = "127.0.0.1"  # moto reads the bucket from the path for this host


def to_s3(world: World, request: Request, region: str = "us-east-1") -> Response:
    """moto's answer to a path-style S3 request; CORS headers are removed, they are ours to give.

    moto treats a request without Authorization as anonymous and would decide about it itself.
    """
    key = world.root_access_key
    signed = f"AWS4-HMAC-SHA256 Credential={key}/20000101/{region}/s3/aws4_request, SignedHeaders=host, Signature=0"
    headers = {name: value for name, value in request.headers.items() if name not in {"origin", "expect"}}
    return _call(replace(request, headers={**headers, "authorization": signed}))


def to_service(request: Request) -> Response:
    """moto's answer to a request of another service."""
    return _call(request)


def _call(request: Request) -> Response:
    from moto.core.request import Request as MotoRequest
    from werkzeug.test import run_wsgi_app

    url = f"http://{_HOST}{request.path}" + (f"?{request.query}" if request.query else "")
    headers = {name: value for name, value in request.headers.items() if name not in {"host", "transfer-encoding"}}
    headers["content-length"] = str(len(request.body))
    environ = MotoRequest.from_primitives(request.method, url, headers, request.body).environ
    try:
        body, status, answered = run_wsgi_app(_application(), environ, buffered=True)
    except NotImplementedError as error:
        raise FaultError("NotImplemented", str(error)) from error
    response = Response(int(status.split()[0]), tuple(answered.items()), b"".join(body))
    return response.without("access-control-", "vary")


@lru_cache(maxsize=1)
def _application() -> Any:
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

    return DomainDispatcherApplication(create_backend_app)
