"""A local Front Door edge: one answer for one viewer request of an endpoint.

The origin is asked in this process: as the managed identity of an origin group with authentication, so that its role
assignments really decide, else with what the viewer sent, so that the account checks a SAS itself. Nothing is cached,
and plain HTTP stands for HTTPS.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import TYPE_CHECKING

from infra.local.aws.distribution import normal_path
from infra.local.aws.wire import Response
from infra.local.azure import front, routes, rules
from infra.local.azure.world import get

if TYPE_CHECKING:
    from infra.local.aws.wire import Request
    from infra.local.azure.world import Record, World


def answer(world: World, main: str, endpoint: str, request: Request) -> Response:
    """What a viewer gets of an endpoint (its id); `main` is the address of the blob service."""
    record = get(world, endpoint)
    enabled = record is not None and record.inputs.get("enabledState", "Enabled") == "Enabled"
    plain = replace(request, path=normal_path(request.path))
    found = routes.route_for(world, endpoint, plain.path) if enabled else None
    if found is None:
        return _marked(_page(404, "Our services aren't available right now: no route serves this path"))
    return _marked(_routed(world, main, found[0], found[1], plain))


def _routed(world: World, main: str, route: Record, pattern: str, request: Request) -> Response:
    group = get(world, routes.reference(route.inputs, "originGroup"))
    account = routes.account_of(world, group) if group is not None else ""
    if group is None or not account:
        return _page(503, "the route has no origin group with an enabled origin that is a storage account")
    fired = rules.matching(world, [item["id"] for item in route.inputs.get("ruleSets") or ()], request)
    asked = replace(
        request,
        path=f"/{account}{routes.origin_path(route, pattern, request.path)}",
        headers=rules.asked(fired, request.headers),
    )
    principal = routes.principal_of(world, group)
    caller = front.Caller("principal", principal) if principal is not None else None
    return rules.answered(fired, front.handle(world, main, asked, caller))


def _page(status: int, text: str) -> Response:
    return Response(status, (("Content-Type", "text/html"),), f"<html><body>{text}</body></html>".encode())


def _marked(response: Response) -> Response:
    return response.plus({"X-Cache": "CONFIG_NOCACHE", "X-Azure-Ref": secrets.token_hex(16)})
