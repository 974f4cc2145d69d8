"""A CloudFront response headers policy, applied to an origin's answer.

Source: "Understand response headers policies" (CloudFront developer guide). Methods, headers and max age go to
preflight answers only; where `override` is false the origin's own header stays.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from infra.local.aws.wire import Request, Response

_ANY = {"items": ["*"]}
_SIMPLE_CORS = {
    "accessControlAllowCredentials": False,
    "accessControlAllowHeaders": {"items": []},
    "accessControlAllowMethods": {"items": []},
    "accessControlAllowOrigins": _ANY,
    "originOverride": False,
}
_SECURITY = {
    "contentTypeOptions": {"override": True},
    "frameOptions": {"frameOption": "SAMEORIGIN", "override": False},
    "referrerPolicy": {"referrerPolicy": "strict-origin-when-cross-origin", "override": False},
    "strictTransportSecurity": {"accessControlMaxAgeSec": 31536000, "override": False},
    "xssProtection": {"protection": True, "modeBlock": True, "override": False},
}
MANAGED: Mapping[str, Mapping[str, Any]] = {
    "60669652-455b-4ae9-85a4-c4c02393f86c": {"corsConfig": _SIMPLE_CORS},
    "67f7725c-6f97-4210-82d7-5512b31e9d03": {"securityHeadersConfig": _SECURITY},
    "e61eb60c-9c35-4d20-a928-2b84e02af89c": {"corsConfig": _SIMPLE_CORS, "securityHeadersConfig": _SECURITY},
}


def apply(policy: Mapping[str, Any], request: Request, response: Response) -> Response:
    """The response as the viewer gets it."""
    removed = [item["header"].lower() for item in (policy.get("removeHeadersConfig") or {}).get("items") or []]
    response = response.without(*removed) if removed else response
    cors = policy.get("corsConfig")
    if cors and (cors.get("originOverride") or response.header("access-control-allow-origin") is None):
        response = response.plus(dict(_cors(cors, request)))
    wanted = (*_security(policy.get("securityHeadersConfig") or {}), *_custom(policy))
    for name, value, override in wanted:
        if override or response.header(name) is None:
            response = response.plus({name: value})
    return response


def _cors(config: Mapping[str, Any], request: Request) -> Iterator[tuple[str, str]]:
    origin = request.headers.get("origin")
    allowed = _items(config, "accessControlAllowOrigins")
    if origin is None or not any(_matches(pattern, origin) for pattern in allowed):
        return
    yield "Access-Control-Allow-Origin", "*" if "*" in allowed else origin
    if "*" not in allowed:
        yield "Vary", "Origin"
    if config.get("accessControlAllowCredentials"):
        yield "Access-Control-Allow-Credentials", "true"
    if exposed := _items(config, "accessControlExposeHeaders"):
        yield "Access-Control-Expose-Headers", ", ".join(exposed)
    if request.method == "OPTIONS":
        yield from _preflight(config)


def _preflight(config: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    methods = _items(config, "accessControlAllowMethods")
    every = ["GET", "DELETE", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]
    if methods:
        yield "Access-Control-Allow-Methods", ", ".join(every if methods == ["ALL"] else methods)
    if headers := _items(config, "accessControlAllowHeaders"):
        yield "Access-Control-Allow-Headers", ", ".join(headers)
    if "accessControlMaxAgeSec" in config:
        yield "Access-Control-Max-Age", str(int(config["accessControlMaxAgeSec"]))


def _security(config: Mapping[str, Any]) -> Iterator[tuple[str, str, bool]]:
    for key, (name, value) in _SECURITY_HEADERS.items():
        if config.get(key):
            yield name, value(config[key]), bool(config[key].get("override"))


def _custom(policy: Mapping[str, Any]) -> Iterator[tuple[str, str, bool]]:
    for item in (policy.get("customHeadersConfig") or {}).get("items") or []:
        yield item["header"], item["value"], bool(item.get("override"))


def _hsts(item: Mapping[str, Any]) -> str:
    parts = [f"max-age={int(item['accessControlMaxAgeSec'])}"]
    parts += ["includeSubDomains"] if item.get("includeSubdomains") else []
    parts += ["preload"] if item.get("preload") else []
    return "; ".join(parts)


def _xss(item: Mapping[str, Any]) -> str:
    if not item.get("protection"):
        return "0"
    report = f"; report={item['reportUri']}" if item.get("reportUri") else ""
    return "1" + ("; mode=block" if item.get("modeBlock") else report)


def _items(config: Mapping[str, Any], key: str) -> list[str]:
    return list((config.get(key) or {}).get("items") or [])


def _matches(pattern: str, origin: str) -> bool:
    return re.fullmatch(re.escape(pattern).replace(r"\*", ".*"), origin) is not None


_SECURITY_HEADERS: Mapping[str, tuple[str, Callable[[Mapping[str, Any]], str]]] = {
    "contentSecurityPolicy": ("Content-Security-Policy", lambda item: str(item["contentSecurityPolicy"])),
    "contentTypeOptions": ("X-Content-Type-Options", lambda _: "nosniff"),
    "frameOptions": ("X-Frame-Options", lambda item: str(item["frameOption"])),
    "referrerPolicy": ("Referrer-Policy", lambda item: str(item["referrerPolicy"])),
    "strictTransportSecurity": ("Strict-Transport-Security", _hsts),
    "xssProtection": ("X-XSS-Protection", _xss),
}
