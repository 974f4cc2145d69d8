"""Cross-origin rules of a blob service: the first rule that fits a request decides.

Source: "Cross-Origin Resource Sharing (CORS) support for Azure Storage" (REST API reference).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from infra.local.aws.wire import Response
from infra.local.azure.faults import FaultError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from infra.local.aws.wire import Request

MAX_RULES = 5


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; origins are exact or `*` or have a wildcard subdomain, headers may end in `*`."""

    origins: tuple[str, ...]
    methods: tuple[str, ...]
    headers: tuple[str, ...]
    exposed: tuple[str, ...]
    max_age: int


def rules(cors: Mapping[str, Any]) -> list[Rule]:
    """The rules of a blob service's `cors` property. ValueError when Azure would refuse them."""
    listed = cors.get("corsRules") or []
    if len(listed) > MAX_RULES:
        raise ValueError(f"cors has {len(listed)} rules; a blob service takes {MAX_RULES}")
    return [_rule(item) for item in listed]


def preflight(found: Iterable[Rule], request: Request) -> Response:
    """The answer to an OPTIONS request; FaultError when no rule allows what the browser asks."""
    origin = request.headers.get("origin", "")
    method = request.headers.get("access-control-request-method", "")
    asked = [name.strip() for name in request.headers.get("access-control-request-headers", "").split(",")]
    headers = [name for name in asked if name]
    rule = _first(found, origin, method, headers)
    if rule is None:
        raise FaultError("CorsPreflightFailure")
    more = {
        "Access-Control-Allow-Methods": method,
        "Access-Control-Allow-Headers": ",".join(headers),
        "Access-Control-Max-Age": str(rule.max_age),
    }
    return Response(200).plus({**_allowed(rule, origin), **{name: value for name, value in more.items() if value}})


def decorate(response: Response, found: Iterable[Rule], request: Request) -> Response:
    """The response with the CORS headers of the first rule that fits its Origin and method, if any."""
    listed = tuple(found)
    origin = request.headers.get("origin", "")
    rule = _first(listed, origin, request.method, []) if origin else None
    if rule is None:
        return response.plus({"Vary": "Origin"}) if listed else response
    exposed = {"Access-Control-Expose-Headers": ",".join(rule.exposed)} if rule.exposed else {}
    return response.plus({**_allowed(rule, origin), **exposed})


def _rule(item: Mapping[str, Any]) -> Rule:
    names = ("allowedOrigins", "allowedMethods", "allowedHeaders", "exposedHeaders", "maxAgeInSeconds")
    missing = [name for name in names if item.get(name) is None]
    if missing:
        raise ValueError(f"a CORS rule has no {missing[0]}; all five fields are needed")
    lists = [tuple(str(value) for value in item[name]) for name in names[:4]]
    return Rule(lists[0], lists[1], lists[2], lists[3], int(item["maxAgeInSeconds"]))


def _first(found: Iterable[Rule], origin: str, method: str, headers: list[str]) -> Rule | None:
    return next(
        (
            rule
            for rule in found
            if origin
            and any(_fits(allowed, origin) for allowed in rule.origins)
            and method in rule.methods
            and all(any(_fits(allowed.lower(), name.lower()) for allowed in rule.headers) for name in headers)
        ),
        None,
    )


def _fits(pattern: str, text: str) -> bool:
    return re.fullmatch(re.escape(pattern).replace(r"\*", ".*"), text) is not None


def _allowed(rule: Rule, origin: str) -> dict[str, str]:
    if "*" in rule.origins:
        return {"Access-Control-Allow-Origin": "*"}
    return {"Access-Control-Allow-Origin": origin, "Access-Control-Allow-Credentials": "true", "Vary": "Origin"}
