"""A local Cloud CDN: one answer for one viewer request at the address of a load balancer.

An unsigned request fetches the object as nobody, one with a valid signature as the account that fills the cache
(`service-<project number>@cloud-cdn-fill.iam.gserviceaccount.com`), so the bucket's policies really decide. Nothing is
cached, TLS is not emulated, and the forwarding rule of port 443 serves at the address.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import quote

from infra.decisions.gcp.policies import BUCKET
from infra.local.aws.wire import Response
from infra.local.gcp import callers, cdn_signature, registry, urlmap, xml
from infra.local.gcp.faults import FaultError
from infra.policies.gcp_cdn import ANSWER_QUERIES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from infra.local.aws.wire import Request
    from infra.local.gcp.urlmap import Route
    from infra.local.gcp.world import Record, World

RULE = "gcp:compute/globalForwardingRule:GlobalForwardingRule"
BACKEND = "gcp:compute/backendBucket:BackendBucket"
SIGNING_KEY = "gcp:compute/backendBucketSignedUrlKey:BackendBucketSignedUrlKey"
_PROXIES = ("gcp:compute/targetHttpsProxy:TargetHttpsProxy", "gcp:compute/targetHttpProxy:TargetHttpProxy")
_STORE_LABEL = "stowplan-store"
_MAP = "gcp:compute/uRLMap:URLMap"
_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_PASSED = frozenset({
    "host", "accept", "accept-encoding", "if-modified-since", "if-none-match", "range", "user-agent", "origin",
    "access-control-request-headers", "access-control-request-method",
})  # fmt: skip


def answer(world: World, address: str, request: Request) -> Response:
    """What a viewer gets at an address."""
    try:
        return _answer(world, address, request)
    except FaultError as fault:
        return _marked(Response(fault.status, (("Content-Type", "text/plain"),), fault.message.encode()))


def _answer(world: World, address: str, request: Request) -> Response:
    with world.lock:
        route = _route(world, address, request)
        backend = registry.named(world, BACKEND, route.service)
        if backend is None:
            raise FaultError(404, "notFound", f"Not Found: no backend bucket {route.service!r}")
        if request.method not in _METHODS:
            raise FaultError(405, "methodNotAllowed", f"Method Not Allowed: {request.method}")
        caller = callers.EDGE if _signed(world, backend, request) else callers.NOBODY
    headers = {name: value for name, value in request.headers.items() if name in _PASSED}
    path = f"/{quote(backend.inputs['bucketName'])}{request.path}"
    asked = replace(request, path=path, query=_query(request.query), headers=headers)
    response = xml.serve(world, asked, caller)
    return _marked(_with_headers(response, backend.inputs.get("customResponseHeaders") or (), route))


def _query(query: str) -> str:
    """What the bucket understands of the query string; the signature is the edge's own."""
    return "&".join(pair for pair in query.split("&") if pair.partition("=")[0] in ANSWER_QUERIES)


def _route(world: World, address: str, request: Request) -> Route:
    rules = [rule for rule in registry.of_type(world, RULE) if rule.outputs.get("ipAddress") == address]
    rules.sort(key=lambda rule: "443" not in str(rule.inputs.get("portRange")))
    for rule in rules[:1]:
        proxies = (registry.named(world, type_, rule.inputs["target"]) for type_ in _PROXIES)
        for proxy in filter(None, proxies):
            found = registry.named(world, _MAP, proxy.inputs["urlMap"])
            route = urlmap.route(found.inputs, request.plain_path) if found else None
            if route is not None:
                return route
    raise FaultError(404, "notFound", "Not Found: no forwarding rule leads to a service here")


def _signed(world: World, backend: Record, request: Request) -> bool:
    """Whether a signature is shown and good; without keys the parameters mean nothing."""
    names = {
        str(record.inputs["name"])
        for record in registry.of_type(world, SIGNING_KEY)
        if str(record.inputs["backendBucket"]).rpartition("/")[2] == backend.outputs["name"]
    }
    if not names or not backend.inputs.get("enableCdn"):
        return False
    return cdn_signature.check(request, _values(world, backend, names), world.now().timestamp())


def _values(world: World, backend: Record, names: set[str]) -> Mapping[str, Sequence[str]]:
    """The values of key names: those of the store that the bucket's label says, or of every store without one."""
    bucket = registry.get(world, BUCKET, str(backend.inputs["bucketName"]))
    store = (bucket.inputs.get("labels") or {}).get(_STORE_LABEL) if bucket else None
    known = [keys for name, keys in world.cdn_keys.items() if store in {None, name}]
    return {name: [keys[name] for keys in known if name in keys] for name in names}


def _with_headers(response: Response, custom: Sequence[str], route: Route) -> Response:
    """Custom headers of the backend bucket, then those of the URL map; a `{variable}` is not filled in."""
    pairs = [(name.strip(), value.strip()) for name, _, value in (item.partition(":") for item in custom)]
    response = response.plus(dict(pairs))
    for name, value, in_place in route.headers:
        if in_place or response.header(name) is None:
            response = response.plus({name: value})
    return response


def _marked(response: Response) -> Response:
    return response.plus({"Via": "1.1 google"})
