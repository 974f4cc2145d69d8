"""A local CloudFront edge: one answer for one viewer request of a distribution.

The origin is fetched in this process as the service principal `cloudfront.amazonaws.com` with the distribution's ARN as
`AWS:SourceArn`, so the bucket policy really decides; without an origin access control it is fetched as nobody. Nothing
is cached. OPTIONS goes to the bucket like any request, so a preflight needs the bucket's CORS rules too, and on a
signed behaviour a signature (both unverified against the real service).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from infra.local.aws import distribution as distributions
from infra.local.aws import registry as records
from infra.local.aws import response_headers, strict, viewer
from infra.local.aws.faults import FaultError
from infra.local.aws.identities import NOBODY, Caller, service_caller
from infra.local.aws.wire import Request, Response, xml_response

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra.local.aws.distribution import Behavior, Origin
    from infra.local.aws.registry import Registry
    from infra.local.aws.world import World

_PASSED = frozenset({
    "accept", "content-length", "content-type", "if-match", "if-modified-since", "if-none-match", "if-unmodified-since",
    "range", "user-agent",
})  # fmt: skip
_CORS = frozenset({"origin", "access-control-request-headers", "access-control-request-method"})


def answer(world: World, registry: Registry, distribution_id: str, request: Request) -> Response:
    """What a viewer gets; errors of the edge itself are XML like S3's."""
    try:
        return _answer(world, registry, distribution_id, request)
    except FaultError as fault:
        body = f"<Error><Code>{fault.code}</Code><Message>{fault.message}</Message></Error>"
        return _marked(xml_response(body, 403), "Error")


def _answer(world: World, registry: Registry, distribution_id: str, request: Request) -> Response:
    record = records.get(registry, distribution_id)
    found = distributions.read(record.inputs) if record else None
    if record is None or found is None or not found.enabled:
        raise FaultError("AccessDenied", "The distribution is disabled")
    behavior = distributions.behavior_for(found, request.path)
    if request.method not in behavior.methods:
        raise FaultError("AccessDenied", f"The distribution does not allow {request.method} on {behavior.pattern}")
    if behavior.key_groups:
        viewer.check(request, records.keys_of(registry, behavior.key_groups), world.now().timestamp())
    origin = found.origins[behavior.origin]
    asked = replace(
        request,
        path=distributions.object_path(origin, found, request.path),
        query=_query(registry, behavior, request),
        headers=_headers(behavior, request),
    )
    response = strict.serve(world, asked, _caller(world, registry, origin, record.outputs["arn"]))
    policy = records.response_headers_of(registry, behavior.response_headers_policy)
    return _marked(response_headers.apply(policy, request, response), "Miss" if response.status < 400 else "Error")


def _caller(world: World, registry: Registry, origin: Origin, arn: str) -> Caller:
    control = records.get(registry, origin.access_control)
    if control is None or control.inputs.get("signingBehavior") == "never":
        return NOBODY
    return service_caller("cloudfront.amazonaws.com", arn, world.account)


def _query(registry: Registry, behavior: Behavior, request: Request) -> str:
    """The part of the query string the policies send to the origin; none by default."""
    plain = viewer.plain_query(request.query)
    if behavior.origin_request_policy in records.ORIGIN_REQUEST_QUERY:
        return plain
    cache = records.get(registry, behavior.cache_policy)
    parameters = (cache.inputs.get("parametersInCacheKeyAndForwardedToOrigin") or {}) if cache else {}
    config = parameters.get("queryStringsConfig") or {}
    return "&".join(pair for pair in plain.split("&") if pair and _sent(config, pair.partition("=")[0]))


def _sent(config: Mapping[str, Any], name: str) -> bool:
    """Whether a cache policy's queryStringsConfig sends this parameter."""
    named = (config.get("queryStrings") or {}).get("items") or []
    match config.get("queryStringBehavior", "none"):
        case "all":
            return True
        case "whitelist":
            return name in named
        case "allExcept":
            return name not in named
        case _:
            return False


def _headers(behavior: Behavior, request: Request) -> dict[str, str]:
    with_origin = request.method == "OPTIONS" or behavior.origin_request_policy in records.ORIGIN_REQUEST_ORIGIN_HEADER
    passed = _PASSED | _CORS if with_origin else _PASSED
    uploads = {"PUT", "POST", "PATCH", "DELETE"}
    return {
        name: value
        for name, value in request.headers.items()
        if name in passed or (request.method in uploads and name.startswith("x-amz-"))
    }


def _marked(response: Response, outcome: str) -> Response:
    plain = response.without("x-amz-request-id", "x-amz-id-2")
    return plain.plus({"X-Cache": f"{outcome} from cloudfront", "Via": "1.1 local (CloudFront)"})
