"""The JSON API: buckets (to look at), objects, uploads and downloads, for the caller of each request.

Buckets and policies change through the resources that are applied, so their other methods are not emulated.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote

from infra.local.aws.wire import Response, json_response
from infra.local.gcp import callers, downloads, listing, objects, uploads
from infra.local.gcp.authorise import allowed, bucket_named, require
from infra.local.gcp.faults import FaultError, invalid, json_error, not_emulated

if TYPE_CHECKING:
    from infra.local.aws.wire import Request
    from infra.local.gcp.callers import Caller
    from infra.local.gcp.emulator import Json
    from infra.local.gcp.world import World

_ACL_PATHS = frozenset({"acl", "defaultObjectAcl"})
PREFIXES = ("/storage/v1/", "/upload/storage/v1/", "/resumable/upload/storage/v1/", "/download/storage/v1/", "/batch/")


def handle(world: World, request: Request) -> Response:
    """A request of the JSON API. Never raises FaultError."""
    try:
        with world.lock:  # the emulator is not thread-safe, and a precondition must be atomic
            return _route(world, request)
    except FaultError as fault:
        return json_error(fault)
    except ValueError as error:
        return json_error(invalid(f"Parse Error: {error}"))


def _route(world: World, request: Request) -> Response:
    place, _, rest = request.path.partition("/storage/v1/")
    parts = [unquote(part) for part in rest.split("/")]
    if place in {"/upload", "/resumable/upload"} and len(parts) == 3:
        session = "upload_id" in request.params  # its address is the right to go on
        caller = callers.NOBODY if session else callers.of_request(world, request)
        return uploads.handle(world, caller, request, parts[1])
    caller = callers.of_request(world, request)
    match (request.method, parts):
        case ("GET", ["b"]):
            return _buckets(world, caller)
        case (_, ["b", bucket, *more]) if _ACL_PATHS & set(more[:1]) or more[2:3] == ["acl"]:
            raise _acl_refusal(bucket_named(world, bucket))
        case (_, ["b", bucket, "o", name, *more]):
            return _object(world, caller, request, bucket, name, more)
        case ("GET", ["b", bucket, "o"]):
            return json_response(listing.page(world, caller, bucket, request.params, uploads.base_of(request)))
        case ("GET", ["b", bucket]):
            require(world, caller, "storage.buckets.get", bucket)
            return json_response({k: v for k, v in bucket_named(world, bucket).items() if k not in _ACL_PATHS})
        case ("GET", ["b", bucket, "iam", "testPermissions"]):
            return _test(world, caller, bucket, request)
        case _:
            raise not_emulated(f"{request.method} {request.path}")


def _object(world: World, caller: Caller, request: Request, bucket: str, name: str, more: list[str]) -> Response:
    params, base = request.params, uploads.base_of(request)
    match (request.method, more):
        case ("GET" | "HEAD", []):
            found = objects.get(world, caller, bucket, name, params)
            if params.get("alt") == "media":
                return downloads.answer(found, world.storage.get_file(bucket, name), request, public=False)
            return json_response(objects.shown(found, base))
        case ("PATCH", []):
            changed = objects.patch(world, caller, bucket, name, _body(request), params)
            return json_response(objects.shown(changed, base))
        case ("DELETE", []):
            objects.delete(world, caller, bucket, name, params)
            return Response(204)
        case ("POST", ["compose"]):
            made = objects.compose(world, caller, bucket, name, _body(request), params)
            return json_response(objects.shown(made, base))
        case ("POST", ["copyTo" | "rewriteTo" as verb, "b", bucket_to, "o", name_to]):
            target = (bucket_to, name_to)
            made = objects.copy(world, caller, (bucket, name), target, _body(request), params)
            return json_response(_rewritten(objects.shown(made, base), verb))
        case _:
            raise not_emulated(f"{request.method} {'/'.join(more) or 'of an object'}")


def _buckets(world: World, caller: Caller) -> Response:
    if not caller.owner:
        raise FaultError(403, "forbidden", f"{caller.name} does not have storage.buckets.list access to the project.")
    return json_response({"kind": "storage#buckets", "items": list(world.storage.buckets.values())})


def _test(world: World, caller: Caller, bucket: str, request: Request) -> Response:
    bucket_named(world, bucket)
    asked = parse_qs(request.query).get("permissions", [])
    held = [permission for permission in asked if allowed(world, caller, permission, bucket)]
    return json_response({"kind": "storage#testIamPermissionsResponse", "permissions": held})


def _rewritten(resource: Json, verb: str) -> Json:
    if verb == "copyTo":
        return resource
    size = resource["size"]
    return {
        "kind": "storage#rewriteResponse",
        "totalBytesRewritten": size,
        "objectSize": size,
        "done": True,
        "resource": resource,
    }


def _body(request: Request) -> dict[str, Any]:
    body = json.loads(request.body or b"{}")
    if not isinstance(body, dict):
        raise invalid("Parse Error: the body is not an object")
    return body


def _acl_refusal(bucket: Json) -> FaultError:
    """Every ACL method, where access is uniform, whoever asks."""
    if not bucket["iamConfiguration"]["uniformBucketLevelAccess"]["enabled"]:
        return not_emulated("an ACL")
    return invalid(
        "Cannot use ACL API to update bucket policy when uniform bucket-level access is enabled. Read more at "
        "https://cloud.google.com/storage/docs/uniform-bucket-level-access"
    )
