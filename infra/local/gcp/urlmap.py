"""Which backend bucket a URL map sends a path to, from the inputs Pulumi registers.

Read: defaultService, hostRules, pathMatchers with pathRules or routeRules (prefixMatch, fullPathMatch), and the
response headers of headerAction. The local address stands for every host, so the first host rule decides. Redirects,
rewrites and other matches are refused by name.
Source: "URL maps overview" (https://cloud.google.com/load-balancing/docs/url-map-concepts).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Wire = Mapping[str, Any]

_MATCHES = frozenset({"prefixMatch", "fullPathMatch"})
_REFUSED = ("routeAction", "urlRedirect", "defaultRouteAction", "defaultCustomErrorResponsePolicy")


@dataclass(frozen=True, slots=True)
class Route:
    """Where requests of a path go; `headers` are added to the answer (name, value, whether in place of another)."""

    service: str
    headers: tuple[tuple[str, str, bool], ...] = ()


def route(inputs: Wire, path: str) -> Route | None:
    """The route of a decoded path; None where the map has no service for it."""
    matcher = _matcher(inputs)
    found = _by_rule(matcher, path) if matcher else None
    service = (found or {}).get("service") or (matcher or {}).get("defaultService") or inputs.get("defaultService")
    if not service:
        return None
    headers = [item for part in (found, matcher, inputs) if part for item in _headers(part)]
    return Route(service, tuple(headers))


def check(inputs: Wire) -> None:
    """ValueError for what would change an answer and is not emulated."""
    matchers = inputs.get("pathMatchers") or []
    rules = [rule for matcher in matchers for rule in _rules(matcher)]
    for part in (inputs, *matchers, *rules):
        for name in _REFUSED:
            if part.get(name):
                raise ValueError(f"{name} is not emulated")
    for rule in rules:
        for match in rule.get("matchRules") or []:
            for name in match.keys() - _MATCHES:
                raise ValueError(f"the route match {name} is not emulated")


def _matcher(inputs: Wire) -> Wire | None:
    rules = inputs.get("hostRules") or []
    wanted = rules[0]["pathMatcher"] if rules else None
    return next((item for item in inputs.get("pathMatchers") or [] if item["name"] == wanted), None)


def _rules(matcher: Wire) -> Iterator[Wire]:
    yield from matcher.get("pathRules") or []
    yield from matcher.get("routeRules") or []


def _by_rule(matcher: Wire, path: str) -> Wire | None:
    """Route rules go by priority; path rules by the longest path that fits."""
    for rule in sorted(matcher.get("routeRules") or [], key=lambda item: int(item["priority"])):
        if any(_fits(match, path) for match in rule.get("matchRules") or []):
            return dict(rule)
    fitting = [
        (len(pattern), number)
        for number, rule in enumerate(matcher.get("pathRules") or [])
        for pattern in rule["paths"]
        if path == pattern or (pattern.endswith("/*") and path.startswith(pattern[:-1]))
    ]
    return dict(matcher["pathRules"][max(fitting)[1]]) if fitting else None


def _fits(match: Wire, path: str) -> bool:
    if match.get("fullPathMatch"):
        return bool(path == match["fullPathMatch"])
    return path.startswith(match.get("prefixMatch") or "/")


def _headers(part: Wire) -> Iterator[tuple[str, str, bool]]:
    action = part.get("headerAction") or {}
    for item in action.get("responseHeadersToAdds") or []:
        yield item["headerName"], item["headerValue"], bool(item.get("replace"))
