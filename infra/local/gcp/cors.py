"""Cross-origin rules of a bucket, which only the XML API and the CDN apply: the first rule that fits decides.

Source: "Cross-origin resource sharing" (https://cloud.google.com/storage/docs/cross-origin). A request that no rule
fits is answered without CORS headers, not refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from infra.local.aws.wire import Response

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from infra.local.aws.wire import Request

    Rule = Mapping[str, Any]  # as the JSON API has it: origin, method, responseHeader, maxAgeSeconds


def preflight(rules: Iterable[Rule], request: Request) -> Response:
    """The answer to an OPTIONS request."""
    origin = request.headers.get("origin", "")
    method = request.headers.get("access-control-request-method", "")
    asked = [name.strip() for name in request.headers.get("access-control-request-headers", "").split(",")]
    found = _first(rules, origin, method, [name.lower() for name in asked if name])
    if found is None:
        return Response(200)
    values = {
        "Access-Control-Allow-Origin": _origin(found, origin),
        "Access-Control-Allow-Methods": ",".join(found.get("method") or ()),
        "Access-Control-Allow-Headers": ",".join(found.get("responseHeader") or ()),
        "Access-Control-Max-Age": str(int(found.get("maxAgeSeconds") or 3600)),
        "Vary": "Origin",
    }
    return Response(200, tuple((name, value) for name, value in values.items() if value))


def decorate(response: Response, rules: Iterable[Rule], request: Request) -> Response:
    """The response with the CORS headers of the first rule that fits its Origin and method, if any."""
    origin = request.headers.get("origin", "")
    found = _first(rules, origin, request.method, []) if origin else None
    if found is None:
        return response
    exposed = ", ".join(found.get("responseHeader") or ())
    values = {"Access-Control-Allow-Origin": _origin(found, origin), "Access-Control-Expose-Headers": exposed}
    return response.plus({"Vary": "Origin", **{name: value for name, value in values.items() if value}})


def _first(rules: Iterable[Rule], origin: str, method: str, headers: list[str]) -> Rule | None:
    return next((rule for rule in rules if _fits(rule, origin, method, headers)), None)


def _fits(rule: Rule, origin: str, method: str, headers: list[str]) -> bool:
    allowed = {name.lower() for name in rule.get("responseHeader") or ()}
    return (
        bool({"*", origin} & set(rule.get("origin") or ()))
        and bool({"*", method} & set(rule.get("method") or ()))
        and ("*" in allowed or all(name in allowed for name in headers))
    )


def _origin(rule: Rule, origin: str) -> str:
    return "*" if "*" in (rule.get("origin") or ()) else origin
