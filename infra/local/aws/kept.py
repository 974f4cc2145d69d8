"""Bucket documents this layer keeps itself, because moto would act on them wrongly.

A bucket policy: moto applies it without its Conditions. Access logging: moto refuses it when it sees no policy for the
log delivery service, where AWS takes it and delivers nothing.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from infra.decisions.aws.conditions import PolicyError
from infra.decisions.aws.documents import policy
from infra.decisions.aws.public import is_public
from infra.local.aws import buckets
from infra.local.aws.actions import arn
from infra.local.aws.faults import FaultError
from infra.local.aws.wire import Response

if TYPE_CHECKING:
    from infra.local.aws.buckets import Bucket
    from infra.local.aws.wire import Request
    from infra.local.aws.world import World

SUBRESOURCES = frozenset({"logging", "policy", "policyStatus"})
_XML = (("Content-Type", "application/xml"),)
_NO_LOGGING = b'<BucketLoggingStatus xmlns="http://s3.amazonaws.com/doc/2006-03-01/"/>'


def answer(world: World, request: Request, bucket: Bucket, subresource: str) -> Response:
    """GET, PUT or DELETE of a kept document; FaultError when it is refused or absent."""
    if subresource == "logging":
        return _logging(world, request, bucket.name)
    if request.method == "PUT":
        return _put_policy(world, bucket, request.body)
    if request.method == "DELETE":
        world.bucket_policies.pop(bucket.name, None)
        return Response(204)
    if bucket.policy is None:
        raise FaultError("NoSuchBucketPolicy", "The bucket policy does not exist")
    if subresource == "policyStatus":
        public = str(is_public(bucket.policy)).lower()
        return Response(200, _XML, f"<PolicyStatus><IsPublic>{public}</IsPublic></PolicyStatus>".encode())
    text = world.bucket_policies[bucket.name]
    return Response(200, (("Content-Type", "application/json"),), text.encode())


def forget(world: World, bucket: str) -> None:
    """Drop what is kept of a bucket that was deleted."""
    world.bucket_policies.pop(bucket, None)
    world.bucket_logging.pop(bucket, None)


def _logging(world: World, request: Request, bucket: str) -> Response:
    if request.method == "GET":
        return Response(200, _XML, world.bucket_logging.get(bucket, _NO_LOGGING))
    target = re.search(rb"<TargetBucket>([^<]+)</TargetBucket>", request.body)
    if target is not None and buckets.find(world, target[1].decode()) is None:
        raise FaultError("InvalidTargetBucketForLogging", "The target bucket for logging does not exist")
    world.bucket_logging[bucket] = request.body
    return Response(200)


def _put_policy(world: World, bucket: Bucket, body: bytes) -> Response:
    try:
        document = json.loads(body)
        read = policy(f"policy of bucket {bucket.name}", document, "resource")
    except (ValueError, TypeError, AttributeError) as error:
        raise FaultError("MalformedPolicy", str(error) if isinstance(error, PolicyError) else "not JSON") from error
    strangers = [r for item in read.statements for r in item.resources or () if not _inside(r, bucket.name)]
    if strangers:
        raise FaultError("MalformedPolicy", f"Policy has invalid resource: {strangers[0]}")
    if bucket.block_public_policy and is_public(read):
        raise FaultError("AccessDenied", "Access Denied: BlockPublicPolicy refuses a public bucket policy")
    world.bucket_policies[bucket.name] = body.decode()
    return Response(204)


def _inside(resource: str, bucket: str) -> bool:
    return resource == arn(bucket) or resource.startswith((f"{arn(bucket)}/", f"{arn(bucket)}*")) or resource == "*"
