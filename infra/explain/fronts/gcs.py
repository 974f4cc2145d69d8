"""Cloud CDN: which backend bucket a URL map leads to, and as whom it reads.

An unsigned request is read as everyone, one with a valid signature as the account that fills the cache:
https://cloud.google.com/cdn/docs/using-signed-urls. `anyone` is asked for every host of a map.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from infra.decisions.gcp.evaluate import CDN_FILL
from infra.explain.decide import gcs
from infra.explain.fronts.paths import READS, best, only_reads, path_of, refused, unreachable
from infra.explain.reading import text_of
from infra.explain.records import Statement

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from generator.spec.workloads import Action
    from infra.explain.decide.gcs import Gcs
    from infra.explain.reading import Thing, Things
    from infra.explain.records import Answer, Place

    Wire = Mapping[str, Any]

_BACKEND = "gcp:compute/backendBucket:BackendBucket"
_KEY = "gcp:compute/backendBucketSignedUrlKey:BackendBucketSignedUrlKey"
_MAP = "gcp:compute/uRLMap:URLMap"


@dataclass(frozen=True)
class Front:
    """A backend bucket, whether it checks signatures, and the URL maps that may lead to it."""

    backend: Thing
    name: str
    signs: bool
    maps: tuple[Thing, ...]


Fronts = dict[str, tuple[Front, ...]]
"""The backend buckets by the bucket's physical name."""


def read(things: Things) -> Fronts:
    """The backend buckets of the graph that a URL map names."""
    keyed = {_last(item.inputs.get("backendBucket")) for item in things.of(_KEY)}
    maps: dict[str, list[Thing]] = defaultdict(list)
    for item in things.of(_MAP):
        for service in sorted(set(_services(item.inputs))):
            maps[service].append(item)
    found: dict[str, list[Front]] = defaultdict(list)
    for item in things.of(_BACKEND):
        name = text_of(item.inputs.get("name"))
        signs = name in keyed and item.inputs.get("enableCdn") is True
        if maps[name]:
            found[text_of(item.inputs.get("bucketName"))].append(Front(item, name, signs, tuple(maps[name])))
    return {bucket: tuple(fronts) for bucket, fronts in found.items()}


def anyone(fronts: Fronts, world: Gcs, action: Action, place: Place) -> Answer:
    """What a viewer without a signature gets."""
    path = path_of(place.key if action != "list" else "")
    word = f"GET {path}"
    if action not in READS and fronts.get(place.bucket):
        return refused(action, place, word, only_reads(place))
    if action == "read" and unreachable(place.key):
        return refused(action, place, word, "no URL leads to a name with `.` or `..` between its slashes")
    plain = f"/{place.key}" if action != "list" else "/"
    answers = [_through(front, world, action, place, plain) for front in fronts.get(place.bucket, ())]
    return best(answers, action, place, word)


def shapes(fronts: Fronts, bucket: str) -> tuple[str, ...]:
    """The paths that URL maps tell apart before a bucket, as patterns of object names."""
    found = {"*"}
    for front in fronts.get(bucket, ()):
        for item in front.maps:
            for matcher in item.inputs.get("pathMatchers") or ():
                found |= {pattern.removeprefix("/") for pattern in _paths(matcher)}
    return tuple(sorted(found))


def _through(front: Front, world: Gcs, action: Action, place: Place, path: str) -> Answer:
    word = f"GET {path_of(path[1:])}"
    led = [item for item in front.maps if front.name in _routed(item.inputs, path)]
    if not led:
        return refused(action, place, word, f"no URL map leads this path to {front.name}: not routed")
    text = f"backend bucket {front.backend.name} behind the URL map {led[0].name}"
    route = Statement("route", front.name, text, word, front.backend.name, front.backend.urn)
    open_ = gcs.ask(world, "", action, place, "cdn")
    found = replace(open_, statements=(route, *open_.statements))
    if open_.allowed:
        return found
    filled = gcs.ask(world, CDN_FILL, action, place, "cdn", open_=False)
    if front.signs and filled.allowed:
        reason = "a signed URL or signed cookies are needed: without one Cloud CDN reads as everyone, who may not"
        return replace(filled, verdict="signed", statements=(route, *filled.statements), reason=reason)
    return replace(found, reason=f"{text} takes it, and nobody without a signature may: {open_.reason}")


def _routed(inputs: Wire, path: str) -> set[str]:
    """The services that a path leads to, on any host; redirects lead nowhere."""
    found = {_last(inputs.get("defaultService"))}
    for matcher in inputs.get("pathMatchers") or ():
        rule = _rule(matcher, path)
        redirects = rule is not None and rule.get("urlRedirect")
        service = (rule or {}).get("service") or matcher.get("defaultService") or inputs.get("defaultService")
        if not redirects:
            found.add(_last(service))
    return found - {""}


def _rule(matcher: Wire, path: str) -> Wire | None:
    """Route rules go by priority, path rules by the longest path that fits.

    https://cloud.google.com/load-balancing/docs/url-map-concepts
    """
    for rule in sorted(matcher.get("routeRules") or (), key=lambda one: int(one.get("priority") or 0)):
        if any(_fits(one, path) for one in rule.get("matchRules") or ()):
            return dict(rule)
    fitting = [
        (len(pattern), -number, rule)
        for number, rule in enumerate(matcher.get("pathRules") or ())
        for pattern in rule.get("paths") or ()
        if path == pattern or (pattern.endswith("/*") and path.startswith(pattern[:-1]))
    ]
    return dict(max(fitting, key=lambda one: one[:2])[2]) if fitting else None


def _fits(rule: Wire, path: str) -> bool:
    if rule.get("fullPathMatch"):
        return bool(path == rule["fullPathMatch"])
    return path.startswith(text_of(rule.get("prefixMatch")) or "/")


def _paths(matcher: Wire) -> Iterator[str]:
    for rule in matcher.get("pathRules") or ():
        yield from (text_of(pattern) for pattern in rule.get("paths") or ())
    for rule in matcher.get("routeRules") or ():
        for one in rule.get("matchRules") or ():
            yield text_of(one.get("fullPathMatch")) or f"{text_of(one.get('prefixMatch'))}*"


def _services(inputs: Wire) -> Iterable[str]:
    yield _last(inputs.get("defaultService"))
    for matcher in inputs.get("pathMatchers") or ():
        yield _last(matcher.get("defaultService"))
        for rule in (*(matcher.get("pathRules") or ()), *(matcher.get("routeRules") or ())):
            yield _last(rule.get("service"))


def _last(reference: object) -> str:
    return text_of(reference).rpartition("/")[2]
