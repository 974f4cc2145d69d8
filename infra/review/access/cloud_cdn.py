"""What backend buckets of Google Cloud hand out: URL maps, and who reads behind them.

Source: "URL maps overview" and "Use signed URLs" (Cloud CDN): unsigned requests are read as everyone, signed ones by
the agent that fills the cache; path rules go by the longest path, route rules by priority.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from infra.review import keys
from infra.review.access.google_things import EVERYONE
from infra.review.access.model import READ, Exposure
from infra.review.access.phrases import AT, BY
from infra.review.access.phrases import host as spelled
from infra.review.access.reading import called, label_of, mapping, mappings, strings, text, value
from infra.review.access.served import Rule, in_order, served
from infra.review.access.signing import BACKEND, BACKEND_KEY
from infra.review.report import Who

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from infra.offline.graph import Resource
    from infra.review.access.google_things import Things
    from infra.review.access.model import Right
    from infra.review.access.reading import Reading
    from infra.review.keys import Term

_MAP = "gcp:compute/uRLMap:URLMap"
_REWRITES = ("routeAction", "defaultRouteAction")


def cdn_rights(found: Reading, known: Things, rights: Iterable[Right], unread: list[str]) -> Iterator[Right]:
    """The rights of those who come through a load balancer."""
    reads = [right for right in rights if right.action == READ]
    signing = {text(item, "backendBucket") for item in found.of(BACKEND_KEY)}
    for resource in found.of(_MAP):
        _check(resource, unread)
        for backend, terms in _routes(found, resource):
            store = known.store(text(backend, "bucketName"))
            by = f"{label_of(resource)} to {label_of(backend)}"
            plain = Rule(terms, Who("public", "cdn"), frozenset({EVERYONE}), store, (READ,), by, resource.urn)
            yield from served(plain, reads, unread)
            if signing & set(called(backend, "name", "id", "selfLink")):
                agent = frozenset({Who("cdn", store)})
                yield from served(
                    Rule(terms, Who("signed", store), agent, store, (READ,), by, resource.urn), reads, unread
                )


def exposures(found: Reading, known: Things) -> Iterator[Exposure]:
    """Load balancers before buckets, and the hosts of their certificates."""
    for resource in found.of(BACKEND):
        store = known.store(text(resource, "bucketName"))
        what = "Cloud CDN" if value(resource, "enableCdn") is True else "a load balancer"
        yield Exposure(store, "cdn", f"{BY}{what}", resource.urn)
        if text(resource, "edgeSecurityPolicy"):
            yield Exposure(store, "cdn", f"a security policy filters requests to {what}", resource.urn, False)
        owner = found.owner(resource)
        for entry in found.of("gcp:certificatemanager/certificateMapEntry:CertificateMapEntry"):
            if text(entry, "hostname") and found.owner(entry) == owner and owner.kind == "store":
                yield Exposure(store, "cdn", f"{AT}{spelled(text(entry, 'hostname'))}", entry.urn)
    for resource in found.of(_MAP):
        hosts = {host for rule in mappings(value(resource, "hostRules")) for host in strings(rule.get("hosts"))}
        for backend, _ in _routes(found, resource):
            store = known.store(text(backend, "bucketName"))
            for host in sorted(hosts - {"*"}):
                yield Exposure(store, "cdn", f"{AT}{spelled(host)}", resource.urn)


def _routes(found: Reading, resource: Resource) -> Iterator[tuple[Resource, tuple[Term, ...]]]:
    """The backend buckets of a map, each with the keys that lead to it."""
    backends = {name: item for item in found.of(BACKEND) for name in called(item, "selfLink", "id", "name")}
    terms: dict[str, tuple[Resource, list[Term]]] = {}
    for matcher in [None, *mappings(value(resource, "pathMatchers"))]:
        ways = _ways(resource, matcher)
        for (_, service), term in zip(ways, in_order(pattern for pattern, _ in ways), strict=True):
            backend = backends.get(service)
            if backend is not None and not keys.empty(term):
                terms.setdefault(backend.urn, (backend, []))[1].append(term)
    for _, (backend, wanted) in sorted(terms.items()):
        yield backend, tuple(dict.fromkeys(wanted))


def _ways(resource: Resource, matcher: Mapping[str, Any] | None) -> list[tuple[str, str]]:
    """(pattern of keys, service), in the order in which they are asked."""
    last = ("*", str((matcher or {}).get("defaultService") or text(resource, "defaultService")))
    if matcher is None:
        return [last]
    found: list[tuple[str, str]] = []
    for rule in sorted(mappings(matcher.get("routeRules")), key=lambda item: float(item.get("priority") or 0)):
        for match in mappings(rule.get("matchRules")):
            whole = match.get("fullPathMatch")
            path = keys.literal(str(whole)) if whole else keys.below(str(match.get("prefixMatch") or "/"))
            found.append((path.removeprefix("/"), str(rule.get("service") or "")))
    paths = [
        (path, str(rule.get("service") or ""))
        for rule in mappings(matcher.get("pathRules"))
        for path in strings(rule.get("paths"))
    ]
    for path, service in sorted(paths, key=lambda item: (-len(item[0]), item[0])):
        pattern = keys.below(path[:-1]) if path.endswith("/*") else keys.literal(path)
        found.append((pattern.removeprefix("/"), service))
    return [*found, last]


def _check(resource: Resource, unread: list[str]) -> None:
    matchers = mappings(value(resource, "pathMatchers"))
    rules = [
        rule for matcher in matchers for name in ("pathRules", "routeRules") for rule in mappings(matcher.get(name))
    ]
    top = {name: value(resource, name) for name in _REWRITES}
    for part in (top, *matchers, *rules):
        if any(mapping(part.get(name)) for name in _REWRITES):
            unread.append(f"{label_of(resource)} rewrites requests; what it serves then is not read")
            return
