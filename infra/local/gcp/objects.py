"""What the APIs do with objects, for a caller: look, write, change, copy, join, delete, each with its permissions."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote

from infra.local.gcp import emulator
from infra.local.gcp.authorise import bucket_named, existing, require
from infra.local.gcp.faults import FaultError, invalid

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra.local.gcp.callers import Caller
    from infra.local.gcp.emulator import Json
    from infra.local.gcp.world import World

    Params = Mapping[str, str]

_CONDITIONS = {"ifGenerationMatch": "generation", "ifMetagenerationMatch": "metageneration"}
_KEPT = ("cacheControl", "contentDisposition", "contentEncoding", "contentLanguage", "contentType", "metadata")
_ACLS = ("predefinedAcl", "destinationPredefinedAcl", "predefinedDefaultObjectAcl")


def get(world: World, caller: Caller, bucket: str, name: str, params: Params) -> Json:
    """An object's metadata."""
    require(world, caller, "storage.objects.get", bucket, name)
    found = existing(world, caller, bucket, name)
    if params.get("generation", found["generation"]) != found["generation"]:
        raise FaultError(404, "notFound", f"No such object: {bucket}/{name}#{params['generation']}", "NoSuchKey")
    check_conditions(found, params)
    return found


def insert(world: World, caller: Caller, bucket: str, name: str, meta: Json, content: bytes, params: Params) -> Json:
    """Write an object, over another of its name only with the right to delete that one."""
    may_write(world, caller, bucket, name, params, bool(meta.get("acl")))
    return emulator.insert(world.storage, bucket, name, meta, content)


def may_write(world: World, caller: Caller, bucket: str, name: str, params: Params, acl: bool = False) -> None:
    """Raise unless an object of this name may be written now.

    A precondition is looked at before the right to delete: with `ifGenerationMatch=0` nothing can be replaced
    (unverified against the real service).
    """
    _check_name(name)
    require(world, caller, "storage.objects.create", bucket, name)
    refuse_acls(bucket_named(world, bucket), params, acl)
    found = emulator.find(world.storage, bucket, name)
    check_conditions(found, params)
    if found is not None:
        require(world, caller, "storage.objects.delete", bucket, name)
        _check_retention(world, bucket, name, found)


def patch(world: World, caller: Caller, bucket: str, name: str, meta: Json, params: Params) -> Json:
    """Change metadata: None clears a property, custom metadata is merged key by key."""
    require(world, caller, "storage.objects.update", bucket, name)
    refuse_acls(bucket_named(world, bucket), params, bool(meta.get("acl")))
    found = existing(world, caller, bucket, name)
    check_conditions(found, params)
    if meta.get("metadata") is not None:
        merged = {**(found.get("metadata") or {}), **meta["metadata"]}
        meta = {**meta, "metadata": {key: value for key, value in merged.items() if value is not None}}
    emulator.patch(world.storage, bucket, name, meta)
    for key in _KEPT:
        if key in meta and meta[key] is None:
            found.pop(key, None)
    found["updated"] = f"{world.now():%Y-%m-%dT%H:%M:%S.%fZ}"
    return found


def delete(world: World, caller: Caller, bucket: str, name: str, params: Params) -> None:
    """Remove an object."""
    require(world, caller, "storage.objects.delete", bucket, name)
    found = existing(world, caller, bucket, name)
    check_conditions(found, params)
    _check_retention(world, bucket, name, found)
    emulator.delete(world.storage, bucket, name)


def copy(
    world: World, caller: Caller, source: tuple[str, str], target: tuple[str, str], meta: Json, params: Params
) -> Json:
    """Copy an object, with metadata in place of its own where some is given."""
    require(world, caller, "storage.objects.get", *source)
    existing(world, caller, *source)
    may_write(world, caller, *target, params, bool(meta.get("acl")))
    copied = emulator.copy(world.storage, source, target)
    given = {key: meta[key] for key in _KEPT if meta.get(key) is not None}
    return emulator.patch(world.storage, *target, given) if given else copied


def compose(world: World, caller: Caller, bucket: str, name: str, body: Json, params: Params) -> Json:
    """Join objects of a bucket into one."""
    sources = [str(item["name"]) for item in body.get("sourceObjects") or []]
    if not 1 <= len(sources) <= 32:
        raise invalid(f"The number of source components provided ({len(sources)}) is not from 1 to 32")
    for source in sources:
        require(world, caller, "storage.objects.get", bucket, source)
        existing(world, caller, bucket, source)
    meta = body.get("destination") or {}
    may_write(world, caller, bucket, name, params, bool(meta.get("acl")))
    return emulator.compose(world.storage, bucket, name, sources, meta)


def shown(found: Json, base: str) -> Json:
    """Metadata as it is sent: links that work at `base` (the emulator's are not quoted), sizes as text, no ACL."""
    path = f"storage/v1/b/{found['bucket']}/o/{quote(found['name'], safe='')}"
    links = {
        "selfLink": f"{base}/{path}",
        "mediaLink": f"{base}/download/{path}?generation={found['generation']}&alt=media",
    }
    plain = {key: value for key, value in found.items() if key != "acl" and value is not None}
    return {**plain, **links, "size": str(found["size"])}


def check_conditions(found: Json | None, params: Params) -> None:
    """FaultError 412 unless the generation conditions hold; a missing object has generation 0."""
    for name, key in _CONDITIONS.items():
        there = found[key] if found is not None else "0"
        opposite = name.replace("Match", "NotMatch")
        if params.get(name, there) != there or params.get(opposite) == there:
            message = "At least one of the pre-conditions you specified did not hold."
            raise FaultError(412, "conditionNotMet", message)


def refuse_acls(bucket: Json, params: Params, given: bool) -> None:
    """FaultError 400 for an ACL where access is uniform; elsewhere they are not emulated."""
    if not given and not any(params.get(name) for name in _ACLS):
        return
    if not bucket["iamConfiguration"]["uniformBucketLevelAccess"]["enabled"]:
        raise invalid("ACLs are not emulated; use uniform bucket-level access")
    raise invalid(
        "Cannot insert legacy ACL for an object when uniform bucket-level access is enabled. Read more at "
        "https://cloud.google.com/storage/docs/uniform-bucket-level-access"
    )


def _check_name(name: str) -> None:
    """Object names as Google takes them ("Object name requirements")."""
    if not name:
        raise FaultError(400, "required", "Required", "InvalidArgument")
    forbidden = name in {".", ".."} or re.search(r"[\r\n]", name) or name.startswith(".well-known/acme-challenge/")
    if forbidden or len(name.encode()) > 1024:
        raise invalid(f"Invalid object name: {name[:60]!r}")


def _check_retention(world: World, bucket: str, name: str, found: Json) -> None:
    period = (bucket_named(world, bucket).get("retentionPolicy") or {}).get("retentionPeriod")
    if not period:
        return
    until = datetime.fromisoformat(found["timeCreated"]) + timedelta(seconds=int(period))
    if world.now() < until:
        message = (
            f"Object '{bucket}/{name}' is subject to bucket's retention policy or object retention and cannot be "
            f"deleted or overwritten until {until.isoformat()}"
        )
        raise FaultError(403, "retentionPolicyNotMet", message)
