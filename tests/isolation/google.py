"""A second reading of Google's IAM, apart from the local cloud's: conditions by a CEL implementation.

Listing is asked of the bucket, or of a managed folder that holds the prefix; no condition on object names allows it.
https://cloud.google.com/storage/docs/access-control/iam-permissions, https://cloud.google.com/iam/docs/conditions-overview
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import celpy
from celpy.adapter import json_to_cel

LIST = "storage.objects.list"
_ENVIRONMENT = celpy.Environment()


@dataclass(frozen=True)
class Binding:
    """A role's permissions for one member on a bucket, or on a managed folder of it; `condition` is CEL."""

    member: str
    permissions: tuple[str, ...]
    bucket: str
    folder: str = ""
    condition: str | None = None


@functools.cache
def _program(expression: str):
    return _ENVIRONMENT.program(_ENVIRONMENT.compile(expression))


def _holds(expression: str | None, bucket: str, key: str | None) -> bool:
    if expression is None:
        return True
    kind = "Bucket" if key is None else "Object"
    name = f"projects/_/buckets/{bucket}" + ("" if key is None else f"/objects/{key}")
    resource = {"type": f"storage.googleapis.com/{kind}", "service": "storage.googleapis.com", "name": name}
    return bool(_program(expression).evaluate({"resource": json_to_cel(resource)}))


def allowed(bindings: list[Binding], members: set[str], permission: str, bucket: str, where: str) -> bool:
    """`where` is the object's name, or for a listing its prefix."""
    for item in bindings:
        if item.member not in members or item.bucket != bucket or permission not in item.permissions:
            continue
        if item.folder:
            inside = where.startswith(item.folder)
        else:
            inside = _holds(item.condition, bucket, None if permission == LIST else where)
        if inside:
            return True
    return False
