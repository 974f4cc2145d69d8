"""The private endpoints under `/_stowplan/`: who runs here, and the edge's resources. They need the cloud's token.

GET ping; GET edge; POST edge/<kind>; GET, PUT, DELETE edge/<kind>/<id>. Bodies are JSON.
"""

from __future__ import annotations

import hmac
import json
import os
from typing import TYPE_CHECKING, Any

from infra.local.aws import registry as records
from infra.local.aws.edge import answer
from infra.local.aws.httpd import listen
from infra.local.aws.registry import RegistryError
from infra.local.aws.wire import json_response

if TYPE_CHECKING:
    from infra.local.aws.httpd import Listener
    from infra.local.aws.registry import Record, Registry
    from infra.local.aws.wire import Request, Response
    from infra.local.aws.world import World

PREFIX = "/_stowplan/"


def handle(world: World, registry: Registry, request: Request) -> Response:
    """A private request; 403 without the token, 400 with the reason when it cannot be done."""
    offered = request.headers.get("authorization", "").removeprefix("Bearer ")
    if not hmac.compare_digest(offered.encode(), world.token.encode()):
        return json_response({"error": "the token of this local cloud is needed"}, 403)
    try:
        return _route(world, registry, request, request.plain_path.removeprefix(PREFIX).split("/"))
    except (RegistryError, ValueError) as error:
        return json_response({"error": str(error)}, 400)


def _route(world: World, registry: Registry, request: Request, parts: list[str]) -> Response:
    match (request.method, parts):
        case ("GET", ["ping"]):
            return json_response({"pid": os.getpid()})
        case ("GET", ["edge"]):
            return json_response([_json(record) for record in registry.records.values()])
        case ("POST", ["edge", kind]):
            record = records.create(registry, kind, _inputs(request), lambda name: _serve(world, registry, name))
            return json_response(_json(record))
        case ("GET", ["edge", kind, identifier]):
            found = records.get(registry, identifier)
            return json_response(_json(found) if found and found.kind == kind else None)
        case ("PUT", ["edge", _, identifier]):
            return json_response(_json(records.update(registry, identifier, _inputs(request))))
        case ("DELETE", ["edge", _, identifier]):
            records.delete(registry, identifier)
            return json_response(None)
        case _:
            return json_response({"error": f"no such endpoint: {request.method} {request.path}"}, 404)


def _serve(world: World, registry: Registry, distribution_id: str) -> Listener:
    return listen(lambda request: answer(world, registry, distribution_id, request))


def _inputs(request: Request) -> dict[str, Any]:
    inputs = json.loads(request.body)
    if not isinstance(inputs, dict):
        raise RegistryError("the inputs of a resource are an object")
    return inputs


def _json(record: Record) -> dict[str, Any]:
    return {"kind": record.kind, "id": record.id, "inputs": record.inputs, "outputs": record.outputs}
