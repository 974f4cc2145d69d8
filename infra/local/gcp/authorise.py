"""Raises what Google answers unless a caller has a permission on a bucket, an object or a listed prefix."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.decisions.gcp.conditions import ConditionError
from infra.decisions.gcp.evaluate import LIST, Request, decide
from infra.local.gcp import emulator, registry
from infra.local.gcp.faults import FaultError, no_bucket, no_object

if TYPE_CHECKING:
    from infra.local.gcp.callers import Caller
    from infra.local.gcp.emulator import Json
    from infra.local.gcp.world import World


def bucket_named(world: World, name: str) -> Json:
    """The bucket's resource; FaultError 404 when there is none."""
    found: Json | None = world.storage.get_bucket(name)
    if found is None:
        raise no_bucket()
    return found


def require(world: World, caller: Caller, permission: str, bucket: str, name: str = "") -> None:
    """FaultError 401 for nobody, 403 for anyone else, unless the caller may; 404 when the bucket is not there."""
    bucket_named(world, bucket)
    if not allowed(world, caller, permission, bucket, name):
        raise _denied(caller, permission)


def allowed(world: World, caller: Caller, permission: str, bucket: str, name: str = "") -> bool:
    """Whether the caller may; FaultError 403 for a condition that is not modelled."""
    if caller.owner:
        return True
    try:
        return decide(registry.policies(world), Request(permission, caller.member, bucket, name)).allowed
    except ConditionError as error:
        raise FaultError(403, "forbidden", str(error)) from error


def existing(world: World, caller: Caller, bucket: str, name: str) -> Json:
    """The object's metadata. Only who may list it learns that it is missing (404), the rest get 403.

    Source: "IAM permissions for JSON methods", storage.objects.list of objects.get.
    """
    found = emulator.find(world.storage, bucket, name)
    if found is not None:
        return found
    if allowed(world, caller, LIST, bucket, name):
        raise no_object(bucket, name)
    raise _denied(caller, LIST)


def _denied(caller: Caller, permission: str) -> FaultError:
    what = "bucket" if permission.startswith("storage.buckets.") or permission == LIST else "object"
    text = (
        f"{caller.name} does not have {permission} access to the Google Cloud Storage {what}. "
        f"Permission '{permission}' denied on resource (or it may not exist)."
    )
    return FaultError(403, "forbidden", text) if caller.member else FaultError(401, "required", text)
