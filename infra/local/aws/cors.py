"""Cross-origin rules of a bucket: the first rule that fits a request decides.

Source: "How does Amazon S3 evaluate the CORS configuration on a bucket?" (S3 user guide).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from infra.local.aws.faults import FaultError
from infra.local.aws.wire import Response

if TYPE_CHECKING:
    from collections.abc import Iterable

    from infra.local.aws.wire import Request

_VARY = "Origin, Access-Control-Request-Headers, Access-Control-Request-Method"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; origins and headers may hold one `*` each."""

    origins: tuple[str, ...]
    methods: tuple[str, ...]
    headers: tuple[str, ...] = ()
    exposed: tuple[str, ...] = ()
    max_age: str = ""


def preflight(rules: Iterable[Rule], request: Request) -> Response:
    """The answer to an OPTIONS request; FaultError when no rule allows what the browser asks."""
    origin = request.headers.get("origin")
    method = request.headers.get("access-control-request-method")
    if origin is None or method is None:
        name = "Origin" if origin is None else "Access-Control-Request-Method"
        raise FaultError("BadRequest", f"Insufficient information. {name} request header needed.")
    rules = tuple(rules)
    if not rules:
        raise FaultError("AccessForbidden", "CORSResponse: CORS is not enabled for this bucket.")
    asked = [name.strip() for name in request.headers.get("access-control-request-headers", "").split(",")]
    headers = tuple(name for name in asked if name)
    found = _first(rules, origin, method, headers)
    if found is None:
        raise FaultError(
            "AccessForbidden",
            "CORSResponse: This CORS request is not allowed. This is usually because the evaluation of Origin, request "
            "method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the "
            "resource's CORS spec.",
        )
    return Response(200, _headers(found, origin, headers))


def decorate(response: Response, rules: Iterable[Rule], request: Request) -> Response:
    """The response with the CORS headers of the first rule that fits its Origin and method, if any."""
    origin = request.headers.get("origin")
    found = _first(rules, origin, request.method, ()) if origin is not None else None
    return response if found is None or origin is None else response.plus(dict(_headers(found, origin, ())))


def _first(rules: Iterable[Rule], origin: str, method: str, headers: tuple[str, ...]) -> Rule | None:
    return next(
        (
            rule
            for rule in rules
            if _any(rule.origins, origin)
            and method in rule.methods
            and all(_any(tuple(allowed.lower() for allowed in rule.headers), name.lower()) for name in headers)
        ),
        None,
    )


def _any(patterns: tuple[str, ...], text: str) -> bool:
    return any(re.fullmatch(re.escape(pattern).replace(r"\*", ".*"), text) for pattern in patterns)


def _headers(rule: Rule, origin: str, asked: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    anyone = "*" in rule.origins
    values = {
        "Access-Control-Allow-Origin": "*" if anyone else origin,
        "Access-Control-Allow-Methods": ", ".join(rule.methods),
        "Access-Control-Allow-Headers": ", ".join(asked),
        "Access-Control-Expose-Headers": ", ".join(rule.exposed),
        "Access-Control-Max-Age": rule.max_age,
        "Access-Control-Allow-Credentials": "" if anyone else "true",
        "Vary": _VARY,
    }
    return tuple((name, value) for name, value in values.items() if value)
