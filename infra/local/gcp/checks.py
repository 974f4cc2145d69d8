"""What Google refuses of a resource that is to be applied, for the types whose refusals matter here."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from infra.decisions.gcp import conditions, policies, roles
from infra.local.gcp import registry
from infra.local.gcp.registry import RegistryError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from infra.local.gcp.world import World

    Wire = Mapping[str, Any]

_BUCKET_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]")
_PUBLIC = frozenset({"allUsers", "allAuthenticatedUsers"})


def check(world: World, type_: str, inputs: Wire) -> None:
    """RegistryError for what Google would refuse; types without a rule pass."""
    found = _CHECKS.get(type_)
    if found is not None:
        found(world, inputs)


def _bucket(world: World, inputs: Wire) -> None:
    name = str(inputs["name"])
    if not _BUCKET_NAME.fullmatch(name):
        raise RegistryError(f"Invalid bucket name: {name!r}")


def _folder(world: World, inputs: Wire) -> None:
    bucket = _bucket_record(world, inputs)
    name = str(inputs["name"])
    if not name.endswith("/") or name.startswith("/") or len(name.encode()) > 1024:
        raise RegistryError(f"Invalid managed folder name {name!r}: it ends with / and has 1 to 1024 bytes")
    if not bucket.get("uniformBucketLevelAccess"):
        raise RegistryError("Managed folders need uniform bucket-level access on the bucket")


def _bucket_member(world: World, inputs: Wire) -> None:
    _check_binding(world, inputs, _bucket_record(world, inputs))


def _folder_member(world: World, inputs: Wire) -> None:
    bucket = policies.bucket_of(inputs)
    folder = policies.folder_of(inputs)
    if registry.get(world, policies.FOLDER, f"{bucket}/{folder}") is None:
        raise RegistryError(f"The managed folder {folder!r} of the bucket {bucket!r} does not exist")
    _check_binding(world, inputs, _bucket_record(world, inputs))


def _account_member(world: World, inputs: Wire) -> None:
    email = policies.email_of(inputs["serviceAccountId"])
    if not registry.has_account(world, email):
        raise RegistryError(f"Unknown service account: {email}")
    _check_role(world, inputs["role"])


def _key(world: World, inputs: Wire) -> None:
    email = policies.email_of(inputs["serviceAccountId"])
    if not registry.has_account(world, email):
        raise RegistryError(f"Unknown service account: {email}")


def _signing_key(world: World, inputs: Wire) -> None:
    backend = registry.named(world, "gcp:compute/backendBucket:BackendBucket", inputs["backendBucket"])
    if backend is None:
        raise RegistryError(f"The backend bucket {inputs['backendBucket']!r} does not exist")


def _backend(world: World, inputs: Wire) -> None:
    if world.storage.get_bucket(str(inputs["bucketName"])) is None:
        raise RegistryError(f"The bucket {inputs['bucketName']!r} does not exist")


def _bucket_record(world: World, inputs: Wire) -> Wire:
    name = policies.bucket_of(inputs)
    record = registry.get(world, policies.BUCKET, name)
    if record is None:
        raise RegistryError(f"The bucket {name!r} does not exist")
    return record.inputs


def _check_binding(world: World, inputs: Wire, bucket: Wire) -> None:
    binding = policies.binding(inputs)
    _check_role(world, binding.role)
    if binding.member in _PUBLIC and bucket.get("publicAccessPrevention") == "enforced":
        raise RegistryError(
            "The member bindings allUsers and allAuthenticatedUsers are not allowed since public access prevention is "
            "enforced."
        )
    if not binding.condition:
        return
    if binding.member in _PUBLIC or not bucket.get("uniformBucketLevelAccess"):
        raise RegistryError("Conditions need uniform bucket-level access, and are not for allUsers")
    try:
        conditions.parse(binding.condition)
    except conditions.ConditionError as error:
        raise RegistryError(str(error)) from error


def _check_role(world: World, role: str) -> None:
    """A role must be there; one that is predefined but not listed here would silently grant nothing."""
    known = role in registry.policies(world).roles if roles.is_custom(role) else role in roles.PREDEFINED
    if not known:
        raise RegistryError(f"The role {role!r} does not exist, or is not modelled")


_CHECKS: Mapping[str, Callable[[World, Wire], None]] = {
    policies.BUCKET: _bucket,
    policies.FOLDER: _folder,
    policies.BUCKET_MEMBER: _bucket_member,
    policies.FOLDER_MEMBER: _folder_member,
    policies.ACCOUNT_MEMBER: _account_member,
    policies.PROJECT_MEMBER: lambda world, inputs: _check_role(world, inputs["role"]),
    registry.KEY: _key,
    registry.SESSION_KEY: _key,
    "gcp:compute/backendBucket:BackendBucket": _backend,
    "gcp:compute/backendBucketSignedUrlKey:BackendBucketSignedUrlKey": _signing_key,
}
