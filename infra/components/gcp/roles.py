"""The stack's custom roles, one for each action that something uses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeAlias

import pulumi
from pulumi_gcp.projects import IAMCustomRole

from infra.policies.gcp_names import role_id
from infra.policies.gcs import PERMISSIONS, Part, parts

if TYPE_CHECKING:
    from generator.spec.model import Spec

Roles: TypeAlias = Mapping[Part, pulumi.Output[str]]
"""Part -> the role's name, as bindings take it: `projects/<project>/roles/<id>`."""

_SAYS: Mapping[Part, str] = {
    "read": "reads files",
    "list": "lists files",
    "write": "writes files that are not there yet",
    "delete": "deletes files",
    "logs": "delivers logs",
    "sign": "signs links as itself",
}


def add_roles(spec: Spec, opts: pulumi.ResourceOptions) -> Roles:
    """A role that left is kept by Google for a while, and comes back under its id when it is asked for again."""
    return {part: _role(spec, part, opts).name for part in parts(spec)}


def _role(spec: Spec, part: Part, opts: pulumi.ResourceOptions) -> IAMCustomRole:
    return IAMCustomRole(
        part,
        role_id=role_id(spec, part),
        title=f"{spec.project} {spec.environment}: {_SAYS[part]}",
        permissions=sorted(PERMISSIONS[part]),
        stage="GA",
        opts=opts,
    )
