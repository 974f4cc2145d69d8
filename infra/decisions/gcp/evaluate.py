"""Whether a caller has a permission: Google's allow policies, additive from the project down to a managed folder.

Rules ("Access control for managed folders", "IAM Conditions on Cloud Storage"): a policy of a managed folder covers
every object whose name starts with the folder's. Listing is checked on the bucket, or on a managed folder that the
listed prefix lies in, never on an object: a condition on `resource.name` of objects therefore never allows it. Under
public access prevention `allUsers` and `allAuthenticatedUsers` stand for nobody.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from infra.decisions.gcp import conditions
from infra.decisions.gcp.roles import PREDEFINED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra.decisions.gcp.policies import Binding, Policies

LIST = "storage.objects.list"
CDN_FILL = "serviceAccount:cdn-fill"
_CDN_FILL = re.compile(r"serviceAccount:service-\d+@cloud-cdn-fill\.iam\.gserviceaccount\.com")
_SERVICE = "storage.googleapis.com"


@dataclass(frozen=True, slots=True)
class Request:
    """`member` is `serviceAccount:<e-mail>`, empty for nobody. `name` is an object's, or the prefix that is listed."""

    permission: str
    member: str
    bucket: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """`by` says which role on what allowed it, empty when nothing did."""

    allowed: bool
    by: str = ""


def decide(policies: Policies, request: Request) -> Decision:
    """The decision on a storage request. Raises ConditionError for a condition that is not modelled."""
    closed = request.bucket in policies.prevented
    for place, binding in _bindings(policies, request):
        if (
            _names(binding.member, request.member, closed)
            and request.permission in permissions(policies, binding.role)
            and (not binding.condition or conditions.holds(binding.condition, _resource(request)))
        ):
            return Decision(True, f"{binding.role} on {place}")
    return Decision(False)


def decide_account(policies: Policies, permission: str, member: str, email: str) -> Decision:
    """The decision on acting as, or signing as, a service account."""
    for binding in (*policies.project, *policies.accounts.get(email, ())):
        allowed = permission in permissions(policies, binding.role) and not binding.condition
        if allowed and _names(binding.member, member, True):
            return Decision(True, f"{binding.role} on {email}")
    return Decision(False)


def permissions(policies: Policies, role: str) -> frozenset[str]:
    """What a role allows; nothing for one that is not known."""
    return policies.roles.get(role) or PREDEFINED.get(role, frozenset())


def _bindings(policies: Policies, request: Request) -> Iterator[tuple[str, Binding]]:
    yield from (("the project", binding) for binding in policies.project)
    yield from ((request.bucket, binding) for binding in policies.buckets.get(request.bucket, ()))
    for folder, bindings in policies.folders.get(request.bucket, {}).items():
        if _on_objects(request) and request.name.startswith(folder):
            yield from ((f"{request.bucket}/{folder}", binding) for binding in bindings)


def _on_objects(request: Request) -> bool:
    return request.permission.startswith(("storage.objects.", "storage.multipartUploads."))


def _resource(request: Request) -> dict[str, str]:
    """What a condition sees: the object, or for listing and bucket permissions the bucket."""
    bucket = f"projects/_/buckets/{request.bucket}"
    if request.permission == LIST or not _on_objects(request):
        return {"type": f"{_SERVICE}/Bucket", "service": _SERVICE, "name": bucket}
    return {"type": f"{_SERVICE}/Object", "service": _SERVICE, "name": f"{bucket}/objects/{request.name}"}


def _names(member: str, caller: str, closed: bool) -> bool:
    """Whether a binding's member is the caller; `closed` keeps everyone out who is not named."""
    if member == "allUsers":
        return not closed
    if member == "allAuthenticatedUsers":
        return not closed and bool(caller)
    if caller == CDN_FILL:
        return _CDN_FILL.fullmatch(member) is not None
    return bool(caller) and member == caller
