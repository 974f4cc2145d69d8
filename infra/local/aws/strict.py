"""A strict S3 in front of moto's: signatures, policies, object ownership, Block Public Access as AWS applies them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from infra.decisions.aws.conditions import PolicyError
from infra.local.aws import acls, batch, buckets, cors, forward, identities, kept, signature
from infra.local.aws.actions import Call, Need, arn, s3_action
from infra.local.aws.addressing import path_style
from infra.local.aws.authorise import allowed, ambient, require
from infra.local.aws.faults import FaultError, s3_error
from infra.local.aws.identities import NOBODY, Caller

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra.local.aws.buckets import Bucket
    from infra.local.aws.signature import Claim
    from infra.local.aws.wire import Request, Response
    from infra.local.aws.world import World


def handle(world: World, request: Request, claim: Claim | None) -> Response:
    """An S3 request from outside: check its signature, then serve it as its sender."""
    try:
        with world.lock:
            caller = authenticate(world, request, claim)
    except FaultError as fault:
        return s3_error(fault, request.method, request.plain_path)
    return serve(world, path_style(request), caller, claim.region if claim else "us-east-1")


def authenticate(world: World, request: Request, claim: Claim | None) -> Caller:
    """Who signed a request; nobody when it is unsigned. FaultError when its signature, time or token is wrong."""
    if claim is None:
        return NOBODY
    try:
        identity = identities.find(world, claim.access_key)
    except PolicyError as error:
        raise FaultError("AccessDenied", str(error)) from error
    if claim.token != identity.token:
        raise FaultError("InvalidToken", "The provided token is malformed or otherwise invalid.")
    signature.verify(request, claim, identity.secret, world.now())
    how = "REST-HEADER" if claim.place == "header" else "REST-QUERY-STRING"
    context = {**identity.caller.context, "s3:authType": how, "s3:signatureversion": "AWS4-HMAC-SHA256"}
    return replace(identity.caller, context=context)


def serve(world: World, request: Request, caller: Caller, region: str = "us-east-1") -> Response:
    """A path-style request of a known caller: decided, then answered. Never raises FaultError."""
    try:
        with world.lock:  # moto is not thread-safe, and If-None-Match must be atomic
            return _serve(world, request, caller, region)
    except FaultError as fault:
        return s3_error(fault, request.method, request.plain_path)


def _serve(world: World, request: Request, caller: Caller, region: str) -> Response:
    call = s3_action(request.method, request.plain_path, request.params, request.headers)
    context = ambient(world, request)
    bucket = buckets.find(world, call.bucket)
    if bucket is None:
        return _without_bucket(world, request, call, caller, context, region)
    if request.method == "OPTIONS":
        return cors.preflight(bucket.cors, request)
    if call.main is None:
        return batch.delete_objects(world, caller, bucket, request, context)
    require(world, caller, call.main, bucket, context)
    _check_source(world, call, caller, context)
    acls.check(bucket, call.subresource, request.headers, request.body, writes=request.method in {"PUT", "POST"})
    for need in call.extra:
        require(world, caller, need, bucket, context)
    if request.method in {"GET", "HEAD"} and call.key and not call.subresource:
        _check_missing(world, call.main, caller, bucket, call.key, context)
    if not call.key and call.subresource in kept.SUBRESOURCES:
        return kept.answer(world, request, bucket, call.subresource)
    return _answer(world, request, call, bucket, region)


def _answer(world: World, request: Request, call: Call, bucket: Bucket, region: str) -> Response:
    response = forward.to_s3(world, request, region)
    if request.method == "DELETE" and not call.key and not call.subresource and response.status < 300:
        kept.forget(world, bucket.name)
    return cors.decorate(response, bucket.cors, request)


def _without_bucket(
    world: World, request: Request, call: Call, caller: Caller, context: Mapping[str, str], region: str
) -> Response:
    """Listing all buckets, making one, or anything else on a bucket that is not there."""
    if call.bucket and (call.main is None or call.main.action != "s3:CreateBucket"):
        raise FaultError("NoSuchBucket", "The specified bucket does not exist")
    if call.main is None:
        raise FaultError("BadRequest", "Insufficient information. A bucket is needed.")
    require(world, caller, call.main, None, context)
    ownership = acls.check_new_bucket(request.headers) if call.bucket else ""
    response = forward.to_s3(world, request, region)
    if call.bucket and response.status == 200:
        buckets.set_defaults(world, call.bucket, ownership)
    return response


def _check_source(world: World, call: Call, caller: Caller, context: Mapping[str, str]) -> None:
    """A copy reads its source: that needs GetObject there, by the source bucket's own policy."""
    if call.source is None:
        return
    name, key, need = call.source
    source = buckets.find(world, name)
    if source is None:
        raise FaultError("NoSuchBucket", "The specified bucket does not exist")
    require(world, caller, need, source, context)
    _check_missing(world, need, caller, source, key, context)


def _check_missing(
    world: World, need: Need, caller: Caller, bucket: Bucket, key: str, context: Mapping[str, str]
) -> None:
    """Only who may list the bucket learns that a key is missing; FaultError AccessDenied for the rest.

    Source: HeadObject and GetObject (S3 API reference), "Permissions". Whether S3 takes the key as `s3:prefix` when
    ListBucket is conditioned on it is unverified, so `World.missing` plays both.
    """
    if "s3:VersionId" in need.context or buckets.has_key(world, bucket.name, key):
        return
    implied = {"s3:prefix": key} if world.missing == "conditioned" else {}
    if not allowed(world, caller, Need("s3:ListBucket", arn(bucket.name), implied), bucket, context):
        raise FaultError("AccessDenied", f"Access Denied: {need.resource} is missing and s3:ListBucket is not allowed")
