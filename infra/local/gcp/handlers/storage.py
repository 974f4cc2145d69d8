"""`gcp:storage/*`: buckets, managed folders and the members of their policies.

Versioning, lifecycle, CORS, soft delete and retention are stored and shown; retention and CORS are applied too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.decisions.gcp import policies
from infra.local.gcp.handlers.common import Kind, project_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra.local.gcp.handlers.common import Outputs, Wire

_REFUSED = ("customPlacementConfig", "enableObjectRetention", "hierarchicalNamespace", "ipFilter", "requesterPays")


def _bucket(id: str, inputs: Wire) -> Outputs:
    return {
        "url": f"gs://{id}",
        "selfLink": f"https://www.googleapis.com/storage/v1/b/{id}",
        "project": project_of(inputs),
        "projectNumber": "123456789012",
        "effectiveLabels": dict(inputs.get("labels") or {}),
        "pulumiLabels": dict(inputs.get("labels") or {}),
    }


def _folder(id: str, inputs: Wire) -> Outputs:
    return {"selfLink": f"https://www.googleapis.com/storage/v1/b/{inputs['bucket']}/managedFolders/{inputs['name']}"}


def _condition(inputs: Wire) -> str:
    """What of a condition is part of a member's identity."""
    condition = inputs.get("condition") or {}
    return "".join(f"/{condition[key]}" for key in ("title", "description", "expression") if condition.get(key))


def _bucket_member(inputs: Wire) -> str:
    return f"b/{policies.bucket_of(inputs)}/{inputs['role']}/{inputs['member']}{_condition(inputs)}"


def _folder_member(inputs: Wire) -> str:
    place = f"b/{policies.bucket_of(inputs)}/managedFolders/{policies.folder_of(inputs)}"
    return f"{place}/{inputs['role']}/{inputs['member']}{_condition(inputs)}"


def _etag(id: str, inputs: Wire) -> Outputs:
    return {"etag": "CAE="}


_MEMBER = ("role", "member", "condition", "bucket")
KINDS: Mapping[str, Kind] = {
    policies.BUCKET: Kind(("name", "location", "project"), computed=_bucket, refused=_REFUSED),
    policies.FOLDER: Kind(
        ("bucket", "name"), identify=lambda inputs: f"{inputs['bucket']}/{inputs['name']}", computed=_folder
    ),
    policies.BUCKET_MEMBER: Kind(_MEMBER, "", _bucket_member, _etag),
    policies.FOLDER_MEMBER: Kind((*_MEMBER, "managedFolder"), "", _folder_member, _etag),
}
