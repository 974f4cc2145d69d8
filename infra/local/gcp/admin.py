"""The private endpoints under `/_stowplan/`: who runs here, and the applied resources. They need the cloud's token.

GET ping; GET, POST (new), PUT and DELETE records?type=&id=; PUT cdn-keys. Bodies are JSON.
"""

from __future__ import annotations

import hmac
import json
import os
from typing import TYPE_CHECKING, Any

from infra.decisions.gcp import policies
from infra.local.aws.httpd import listen
from infra.local.aws.wire import json_response
from infra.local.gcp import buckets, cdn_signature, checks, edge, registry, urlmap
from infra.local.gcp.registry import RegistryError

if TYPE_CHECKING:
    from infra.local.aws.wire import Request, Response
    from infra.local.gcp.world import World

PREFIX = "/_stowplan/"
_ADDRESS = "gcp:compute/globalAddress:GlobalAddress"
_MAP = "gcp:compute/uRLMap:URLMap"
_EDGES = frozenset({_ADDRESS, edge.RULE})


def handle(world: World, request: Request) -> Response:
    """A private request; 403 without the token, 400 with the reason when it cannot be done."""
    offered = request.headers.get("authorization", "").removeprefix("Bearer ")
    if not hmac.compare_digest(offered.encode(), world.token.encode()):
        return json_response({"error": "the token of this local cloud is needed"}, 403)
    try:
        with world.lock:
            return _route(world, request, request.plain_path.removeprefix(PREFIX))
    except KeyError as error:
        return json_response({"error": f"the input {error} is missing"}, 400)
    except (RegistryError, ValueError) as error:
        return json_response({"error": str(error)}, 400)


def _route(world: World, request: Request, path: str) -> Response:
    if (request.method, path) == ("GET", "ping"):
        return json_response({"pid": os.getpid()})
    if (request.method, path) == ("PUT", "cdn-keys"):
        return _keep_keys(world, json.loads(request.body))
    if path != "records":
        return json_response({"error": f"no such endpoint: {request.method} {request.path}"}, 404)
    type_, id_ = request.params["type"], request.params["id"]
    match request.method:
        case "GET":
            found = registry.get(world, type_, id_)
            return json_response({"outputs": found.outputs, "inputs": found.inputs} if found else None)
        case "DELETE":
            return _drop(world, type_, id_)
        case "POST" if registry.get(world, type_, id_) is not None:
            raise RegistryError(f"{id_} already exists")
        case _:
            return _put(world, type_, id_, json.loads(request.body))


def _put(world: World, type_: str, id_: str, body: dict[str, dict[str, Any]]) -> Response:
    inputs, outputs = body["inputs"], body["outputs"]
    checks.check(world, type_, inputs)
    if type_ == policies.BUCKET:
        buckets.apply(world, id_, inputs)
    if type_ == _MAP:
        urlmap.check(inputs)
    if type_ in _EDGES:
        outputs = {**outputs, **_listening(world, type_, id_, inputs)}
    return json_response({"outputs": registry.put(world, type_, id_, inputs, outputs).outputs})


def _listening(world: World, type_: str, id_: str, inputs: dict[str, Any]) -> dict[str, str]:
    """The address of a load balancer: a listener of its own, or the one of the address it names."""
    given = inputs.get("ipAddress") if type_ == edge.RULE else None
    if given:
        reserved = registry.named(world, _ADDRESS, given)
        return {"ipAddress": str(reserved.outputs["address"]) if reserved else str(given)}
    if id_ not in world.listeners:
        place: list[str] = []  # known when the port is; no request comes before its address is told
        world.listeners[id_] = listen(lambda request: edge.answer(world, place[0], request))
        place.append(f"127.0.0.1:{world.listeners[id_].port}")
    address = f"127.0.0.1:{world.listeners[id_].port}"
    return {"ipAddress" if type_ == edge.RULE else "address": address}


def _drop(world: World, type_: str, id_: str) -> Response:
    found = registry.get(world, type_, id_)
    if found is not None and type_ == policies.BUCKET:
        buckets.remove(world, id_, found.inputs)
    registry.drop(world, type_, id_)
    listener = world.listeners.pop(id_, None)
    if listener is not None:
        listener.close()
    return json_response(None)


def _keep_keys(world: World, keys: dict[str, dict[str, str]]) -> Response:
    for name, text in ((name, text) for named in keys.values() for name, text in named.items()):
        try:
            cdn_signature.key_bytes(text)
        except ValueError as error:
            raise RegistryError(f"the CDN key {name!r}: {error}") from None
    world.cdn_keys.clear()
    world.cdn_keys.update(keys)
    return json_response(None)
