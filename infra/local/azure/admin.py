"""The private endpoints under `/_stowplan/`: who runs here, resources, tokens. They need the cloud's token.

GET ping; POST tokens {principal}; GET resources; POST resources {type, inputs}; GET, PUT {inputs}, DELETE
resources?id=ID. Bodies are JSON.
"""

from __future__ import annotations

import hmac
import json
import os
from typing import TYPE_CHECKING, Any

from generator.errors import LocalCloudError
from infra.local.aws.httpd import listen
from infra.local.aws.wire import json_response
from infra.local.azure import frontdoor, registry
from infra.local.azure.world import get, issue

if TYPE_CHECKING:
    from infra.local.aws.httpd import Listener
    from infra.local.aws.wire import Request, Response
    from infra.local.azure.world import Record, World

PREFIX = "/_stowplan/"


def handle(world: World, main: str, request: Request) -> Response:
    """A private request; 403 without the token, 400 with the reason when it cannot be done."""
    offered = request.headers.get("authorization", "").removeprefix("Bearer ")
    if not hmac.compare_digest(offered.encode(), world.token.encode()):
        return json_response({"error": "the token of this local cloud is needed"}, 403)
    try:
        return _route(world, main, request, request.plain_path.removeprefix(PREFIX))
    except (LocalCloudError, ValueError) as error:
        return json_response({"error": str(error)}, 400)


def _route(world: World, main: str, request: Request, path: str) -> Response:
    identifier = request.params.get("id", "")
    match (request.method, path):
        case ("GET", "ping"):
            return json_response({"pid": os.getpid()})
        case ("POST", "tokens"):
            return json_response({"token": issue(world, str(_body(request)["principal"]))})
        case ("GET", "resources") if not identifier:
            return json_response([_json(item) for item in list(world.records.values())])
        case ("GET", "resources"):
            return json_response(_json(get(world, identifier)))
        case ("POST", "resources"):
            body = _body(request)
            made = registry.create(world, body["type"], body["inputs"], lambda name: _serve(world, main, name))
            return json_response(_json(made))
        case ("PUT", "resources"):
            return json_response(_json(registry.update(world, identifier, _body(request)["inputs"])))
        case ("DELETE", "resources"):
            registry.delete(world, identifier)
            return json_response(None)
        case _:
            return json_response({"error": f"no such endpoint: {request.method} {request.path}"}, 404)


def _serve(world: World, main: str, endpoint: str) -> Listener:
    return listen(lambda request: frontdoor.answer(world, main, endpoint, request))


def _body(request: Request) -> dict[str, Any]:
    body = json.loads(request.body)
    if not isinstance(body, dict):
        raise LocalCloudError("the body of a private request is an object")
    return body


def _json(record: Record | None) -> dict[str, Any] | None:
    if record is None:
        return None
    return {"type": record.type, "id": record.id, "inputs": record.inputs, "outputs": record.outputs}
