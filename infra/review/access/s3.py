"""Rights, trust and exposure on AWS, from every policy of a graph."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from infra.review.access import aws_trust, cloudfront, documents, public, signing
from infra.review.access.aws_who import people
from infra.review.access.buckets import BUCKETS, buckets
from infra.review.access.denies import without_denied
from infra.review.access.model import Exposure, Found, Name, Right, nothing
from infra.review.access.reading import label_of, mappings, strings, text, value
from infra.review.access.statements import Source, World, rights_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra.review.access.reading import Reading

_CORS = ("aws:s3/bucketCorsConfiguration:BucketCorsConfiguration", "aws:s3/bucketCorsConfigurationV2:BucketCorsConfigurationV2")  # fmt: skip  # noqa: E501
_NOT_READ = (
    "aws-native:s3:", "aws-native:iam:", "aws:s3/accesspoint:", "aws:s3/vectors", "aws:s3control/", "aws:s3outposts/",
    "aws:organizations/policy:",
    "aws:s3/bucketreplicationconfig:", "aws:iam/rolepoliciesexclusive:", "aws:s3/directorybucket:",
)  # fmt: skip


def read(found: Reading) -> tuple[Found, tuple[Name, ...]]:
    """Everything of AWS, and what its stores and identities are called."""
    world = World(found, buckets(found), people(found))
    result = nothing()
    rights = without_denied(_stated(world, result.unread), result.unread)
    result.rights += [*rights, *cloudfront.cdn_rights(world, rights, result.unread)]
    result.trusts += [*aws_trust.trusts(world, result.unread), *signing.cloudfront(found, cloudfront.signed(world))]
    result.exposures += [*cloudfront.exposures(world), *_scripts(world)]
    result.unread += _unread(found)
    return result, (*world.buckets.names, *world.people.names)


def _stated(world: World, unread: list[str]) -> Iterator[Right]:
    """What policies, grants and lists say, before a Deny takes from it."""
    for item in documents.identity_sources(world, unread):
        yield from rights_of(item, world, unread) if isinstance(item, Source) else (item,)
    restricted = public.blocked(world, "restrictPublicBuckets")
    for store, source in documents.bucket_sources(world, unread):
        own = [right for right in rights_of(source, world, unread) if right.store in {store, ""}]
        if store in world.buckets.urns:
            here = [right for right in own if right.store]
        else:
            here = [right if right.store else replace(right, store=store, scope="*", cloud="s3") for right in own]
        yield from public.without_blocked(here, restricted)
    for source in documents.key_sources(world, unread):
        yield from (right for right in rights_of(source, world, unread) if not documents.is_administration(right))
    yield from documents.grants(world)
    yield from public.of_lists(world)


def _scripts(world: World) -> Iterator[Exposure]:
    for resource in world.found.of(*_CORS, *BUCKETS):
        store = world.buckets.store(text(resource, "bucket") or text(resource, "id"))
        for rule in mappings(resource.inputs.get("corsRules") and value(resource, "corsRules")):
            for origin in strings(rule.get("allowedOrigins")):
                for method in strings(rule.get("allowedMethods")):
                    yield Exposure(store, "cors", method, resource.urn, True, origin)


def _unread(found: Reading) -> Iterator[str]:
    for type_, resources in found.types.items():
        if type_.startswith(_NOT_READ):
            yield from (f"{label_of(resource)} ({resource.type}) is not read" for resource in resources)
