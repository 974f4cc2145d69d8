"""CloudFront: which behaviour takes a path, whether it asks for a signature, and whether the distribution may read.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesCacheBehavior.html: the first
pattern that fits decides, in order, the default behaviour last.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from infra.decisions.aws.evaluate import Principal
from infra.explain.decide import s3
from infra.explain.decide.s3_identities import NOBODY, Identity
from infra.explain.fronts.paths import best, path_of, refused, unreachable
from infra.explain.globs import matches
from infra.explain.reading import text_of
from infra.explain.records import Statement

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.spec.workloads import Action
    from infra.explain.decide.s3 import S3
    from infra.explain.reading import Thing, Things
    from infra.explain.records import Answer, Place

    Wire = Mapping[str, Any]

_METHODS: Mapping[Action, str] = {"read": "GET", "write": "PUT", "delete": "DELETE", "list": "GET"}
_BUCKET = re.compile(r"(.+)\.s3(?:[.-][a-z0-9-]+)*\.amazonaws\.com(?:\.cn)?")
_SIGNS = ("trustedKeyGroups", "trustedSigners")
_CODE = ("functionAssociations", "lambdaFunctionAssociations")


@dataclass(frozen=True)
class Origin:
    """A bucket behind a distribution; `control` is how the distribution shows who it is: always, never or old."""

    distribution: Thing
    id: str
    path: str
    control: str


Fronts = dict[str, tuple[Origin, ...]]
"""The origins by the bucket's physical name."""


def read(things: Things) -> Fronts:
    """The distributions of the graph."""
    signing = {
        text_of(item.outputs.get("id")): text_of(item.inputs.get("signingBehavior"))
        for item in things.of("aws:cloudfront/originAccessControl:OriginAccessControl")
    }
    found: dict[str, list[Origin]] = defaultdict(list)
    for item in things.of("aws:cloudfront/distribution:Distribution"):
        for origin in item.inputs.get("origins") or ():
            bucket = _BUCKET.fullmatch(text_of(origin.get("domainName")))
            if bucket:
                path = text_of(origin.get("originPath")).strip("/")
                one = Origin(
                    item, text_of(origin.get("originId")), f"{path}/" if path else "", _control(origin, signing)
                )
                found[bucket[1]].append(one)
    return {bucket: tuple(origins) for bucket, origins in found.items()}


def anyone(fronts: Fronts, world: S3, action: Action, place: Place) -> Answer:
    """What a viewer without a signature gets."""
    word = f"{_METHODS[action]} {path_of(place.key if action != 'list' else '')}"
    origins = fronts.get(place.bucket, ())
    return best((_through(item, world, action, place, word) for item in origins), action, place, word)


def shapes(fronts: Fronts, bucket: str) -> tuple[str, ...]:
    """The patterns of the behaviours before a bucket, as patterns of keys."""
    patterns = {
        origin.path + text_of(behaviour.get("pathPattern")).removeprefix("/")
        for origin in fronts.get(bucket, ())
        for behaviour in _behaviours(origin.distribution)
    }
    return tuple(sorted(patterns))


def _through(origin: Origin, world: S3, action: Action, place: Place, word: str) -> Answer:
    item = origin.distribution
    key = "" if action == "list" else place.key
    if item.inputs.get("enabled") is False:
        return refused(action, place, word, f"the distribution {item.name} is switched off")
    if unreachable(key):
        return refused(action, place, word, "no URL leads to a name with `.` or `..` between its slashes")
    if action == "list" and item.inputs.get("defaultRootObject"):
        return refused(action, place, word, f"`/` of the distribution {item.name} is a page and no listing")
    if action != "list" and not key.startswith(origin.path):
        return refused(action, place, word, f"the distribution {item.name} begins at {origin.path}: not routed")
    path = path_of(key.removeprefix(origin.path))
    behaviour = next((one for one in _behaviours(item) if _fits(one, path)), {})
    if behaviour.get("targetOriginId") != origin.id:
        return refused(action, place, word, f"the distribution {item.name} sends this path elsewhere: not routed")
    return _answered(origin, behaviour, world, action, place, path)


def _answered(
    origin: Origin, behaviour: Wire, world: S3, action: Action, place: Place, path: str
) -> Answer:  # fmt: skip
    item, word = origin.distribution, f"{_METHODS[action]} {path}"
    pattern = text_of(behaviour.get("pathPattern"))
    text = f"behaviour {pattern} of the distribution {item.name}"
    route = Statement("route", pattern, text, word, item.name, item.urn)
    if _METHODS[action] not in (behaviour.get("allowedMethods") or ()):
        return replace(
            refused(action, place, word, f"{text} does not take {_METHODS[action]}"), statements=(route,)
        )  # fmt: skip
    found = _origin_answer(origin, world, action, place)
    notes = found.notes
    if any(behaviour.get(name) for name in _CODE):
        notes = (*notes, f"{text} runs code on requests, which was not read")
    found = replace(found, way="cdn", statements=(route, *found.statements), notes=notes)
    if not found.allowed:
        return replace(found, reason=f"{text} takes it, and CloudFront may not do it: {found.reason}")
    if any(behaviour.get(name) for name in _SIGNS):
        return replace(found, verdict="signed", reason=f"{text} asks for a signed URL or signed cookies")
    return found


def _origin_answer(origin: Origin, world: S3, action: Action, place: Place) -> Answer:
    match origin.control:
        case "always":
            arn = text_of(origin.distribution.outputs.get("arn"))
            context = {"aws:SourceArn": arn, "aws:SourceAccount": world.account}
            service = Identity(Principal("service", "cloudfront.amazonaws.com"), context=context)
            return s3.answer(world, service, action, place, "cdn")
        case "old":
            found = s3.answer(world, NOBODY, action, place, "cdn")
            return replace(found, notes=(*found.notes, "the origin access identity of the distribution was not read"))
        case _:
            return s3.anyone(world, action, place)


def _control(origin: Wire, signing: Mapping[str, str]) -> str:
    control = text_of(origin.get("originAccessControlId"))
    if control:
        return "never" if signing.get(control) == "never" else "always"
    return "old" if (origin.get("s3OriginConfig") or {}).get("originAccessIdentity") else "never"


def _behaviours(item: Thing) -> Iterator[Wire]:
    yield from item.inputs.get("orderedCacheBehaviors") or ()
    yield {**(item.inputs.get("defaultCacheBehavior") or {}), "pathPattern": "*"}


def _fits(behaviour: Wire, path: str) -> bool:
    """Case matters, and the leading slash is optional."""
    return matches(text_of(behaviour.get("pathPattern")).removeprefix("/"), path.removeprefix("/"))
