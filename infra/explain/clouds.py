"""The clouds of an environment behind one question: one arm for each provider."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from infra.explain.decide import azure, gcs, s3, s3_buckets, s3_identities
from infra.explain.fronts import azure as front_door
from infra.explain.fronts import gcs as cloud_cdn
from infra.explain.fronts import s3 as cloudfront
from infra.explain.reading import things
from infra.names import account_id

if TYPE_CHECKING:
    from generator.spec.model import Spec
    from generator.spec.workloads import Action
    from infra.explain.records import Answer, Place, Way
    from infra.offline.graph import Graph


@dataclass(frozen=True)
class World:
    """What the graph of one environment says about rights, by cloud."""

    s3: s3.S3
    gcs: gcs.Gcs
    azure: azure.Azure
    cloudfront: cloudfront.Fronts
    cloud_cdn: cloud_cdn.Fronts
    front_door: front_door.Fronts


def read(graph: Graph, spec: Spec) -> World:
    """Read a graph once, to ask often."""
    found = things(graph, spec)
    account = account_id(spec) or "<aws.account>"
    aws = s3.S3(
        account, s3_buckets.buckets(found), s3_identities.identities(found, account), s3_identities.texts(found)
    )  # fmt: skip
    return World(
        aws, gcs.read(found), azure.read(found, spec),
        cloudfront.read(found), cloud_cdn.read(found), front_door.read(found),
    )  # fmt: skip


def workload(world: World, who: str, action: Action, place: Place, *, open_: bool = True) -> Answer:
    """Whether a workload may; without `open_` what everyone may does not count."""
    match place.provider:
        case "s3":
            return s3.decide(world.s3, who, action, place, open_=open_)
        case "gcs":
            return gcs.decide(world.gcs, who, action, place, open_=open_)
        case "azure":
            return azure.decide(world.azure, who, action, place, open_=open_)
        case _:
            assert_never(place.provider)


def anyone(world: World, way: Way, action: Action, place: Place) -> Answer:
    """Whether anyone may, straight at the store or (way `cdn`) through what stands in front of it."""
    cdn = way == "cdn"
    match place.provider:
        case "s3":
            asked = world.s3, action, place
            return cloudfront.anyone(world.cloudfront, *asked) if cdn else s3.anyone(*asked)
        case "gcs":
            of_google = world.gcs, action, place
            return cloud_cdn.anyone(world.cloud_cdn, *of_google) if cdn else gcs.anyone(*of_google)
        case "azure":
            of_azure = world.azure, action, place
            return front_door.anyone(world.front_door, *of_azure) if cdn else azure.anyone(*of_azure)
        case _:
            assert_never(place.provider)


def shapes(world: World, who: str, way: Way, action: Action, place: Place) -> tuple[str, ...]:
    """Patterns of keys that may tell rights in this bucket (or container) apart; `who` is empty for everyone.

    None at all says that nothing can be allowed.
    """
    routed = way == "cdn"
    match place.provider:
        case "s3":
            found = s3.shapes(world.s3, who, action, place.bucket)
            return found + (cloudfront.shapes(world.cloudfront, place.bucket) if routed else ())
        case "gcs":
            found = gcs.shapes(world.gcs, who, action, place.bucket)
            return found + (cloud_cdn.shapes(world.cloud_cdn, place.bucket) if routed else ())
        case "azure":
            found = azure.shapes(world.azure, who, action, place.bucket)
            return found + (front_door.shapes(world.front_door, place.bucket, place.container) if routed else ())
        case _:
            assert_never(place.provider)
