"""The XML API, `/bucket/name`: GET, HEAD, PUT and DELETE by token, by V4 signature or by nobody, and CORS preflight."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from infra.decisions.gcp.evaluate import LIST
from infra.local.aws.wire import Response
from infra.local.gcp import callers, cors, downloads, objects, signature
from infra.local.gcp.authorise import bucket_named, require
from infra.local.gcp.faults import FaultError, invalid, not_emulated, xml_error

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra.local.aws.wire import Request
    from infra.local.gcp.callers import Caller
    from infra.local.gcp.emulator import Json
    from infra.local.gcp.world import World

_FIELDS = {
    "content-type": "contentType",
    "cache-control": "cacheControl",
    "content-disposition": "contentDisposition",
    "content-encoding": "contentEncoding",
    "content-language": "contentLanguage",
}
_META = "x-goog-meta-"


def handle(world: World, request: Request) -> Response:
    """A request from outside, by whoever signed it or holds a token. Never raises FaultError."""
    try:
        with world.lock:
            signed = signature.caller(world, request) if signature.is_signed(request) else None
            caller = signed or callers.of_request(world, request)
    except FaultError as fault:
        return xml_error(fault)
    return serve(world, request, caller)


def serve(world: World, request: Request, caller: Caller) -> Response:
    """A request of a known caller, with the bucket's CORS headers. Never raises FaultError."""
    bucket, _, name = request.path.removeprefix("/").partition("/")
    try:
        with world.lock:
            rules = bucket_named(world, unquote(bucket)).get("cors") or ()
            if request.method == "OPTIONS":
                return cors.preflight(rules, request)
            try:
                response = _serve(world, request, caller, unquote(bucket), unquote(name))
            except FaultError as fault:
                response = xml_error(fault)
            return cors.decorate(response, rules, request)
    except FaultError as fault:
        return xml_error(fault)


def _serve(world: World, request: Request, caller: Caller, bucket: str, name: str) -> Response:
    if not name:
        require(world, caller, LIST, bucket)
        raise not_emulated("listing by the XML API")
    params = {**request.params, **_conditions(request.headers)}
    match request.method:
        case "GET" | "HEAD":
            found = objects.get(world, caller, bucket, name, params)
            content = world.storage.get_file(bucket, name)
            return downloads.answer(found, content, request, public=not caller.member)
        case "PUT" if "x-goog-copy-source" not in request.headers:
            made = objects.insert(world, caller, bucket, name, _meta(request.headers), request.body, params)
            return Response(200, (("ETag", f'"{made["etag"]}"'), ("x-goog-generation", made["generation"])))
        case "DELETE":
            objects.delete(world, caller, bucket, name, params)
            return Response(204)
        case _:
            raise not_emulated(f"{request.method} by the XML API")


def _conditions(headers: Mapping[str, str]) -> dict[str, str]:
    names = {"x-goog-if-generation-match": "ifGenerationMatch", "x-goog-acl": "predefinedAcl"}
    return {param: headers[name] for name, param in names.items() if name in headers}


def _meta(headers: Mapping[str, str]) -> Json:
    if "x-goog-encryption-key" in headers:
        raise invalid("customer-supplied encryption keys are not emulated")
    custom = {name.removeprefix(_META): value for name, value in headers.items() if name.startswith(_META)}
    return {**{key: headers.get(name) for name, key in _FIELDS.items()}, "metadata": custom or None}
