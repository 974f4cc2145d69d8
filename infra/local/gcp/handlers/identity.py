"""Service accounts, their keys and members, custom roles, members of the project, workload identity pools.

A pool and its provider are kept and told, but no token of an outside provider is taken.
"""

from __future__ import annotations

import base64
import hashlib
import json
from typing import TYPE_CHECKING

from infra.decisions.gcp import policies
from infra.local.gcp import registry
from infra.local.gcp.handlers.common import Kind, project_of
from infra.local.gcp.keys import key_file, new_pair

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra.local.gcp.cloud import LocalGcp
    from infra.local.gcp.handlers.common import Outputs, Wire

_POOL = "gcp:iam/workloadIdentityPool:WorkloadIdentityPool"
_PROVIDER = "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider"
_NUMBER = "123456789012"


def email_of(inputs: Wire) -> str:
    """The e-mail that Google gives an account."""
    return f"{inputs['accountId']}@{project_of(inputs)}.iam.gserviceaccount.com"


def _account_id(inputs: Wire) -> str:
    return f"projects/{project_of(inputs)}/serviceAccounts/{email_of(inputs)}"


def _account(id: str, inputs: Wire) -> Outputs:
    email = email_of(inputs)
    unique = str(int(hashlib.sha256(email.encode()).hexdigest()[:16], 16))
    return {"email": email, "member": f"serviceAccount:{email}", "name": id, "uniqueId": unique,
            "project": project_of(inputs)}  # fmt: skip


def _new_key(cloud: LocalGcp, inputs: Wire) -> tuple[Outputs, Outputs]:
    """A fresh pair: the server gets the public half, the graph's outputs the file, once."""
    key_id, private, public = new_pair()
    email = policies.email_of(inputs["serviceAccountId"])
    project = email.partition("@")[2].partition(".")[0]
    text = json.dumps(key_file(cloud.endpoint, project, email, key_id, private))
    told = {
        "email": email,
        "keyId": key_id,
        "publicPem": public,
        "publicKey": base64.b64encode(public.encode()).decode(),
        "name": f"projects/{project}/serviceAccounts/{email}/keys/{key_id}",
    }
    return told, {"privateKey": base64.b64encode(text.encode()).decode()}


def _account_member(inputs: Wire) -> str:
    return f"{inputs['serviceAccountId']}/{inputs['role']}/{inputs['member']}"


def _role_id(inputs: Wire) -> str:
    return f"projects/{project_of(inputs)}/roles/{inputs['roleId']}"


def _pool_id(inputs: Wire) -> str:
    return f"projects/{project_of(inputs)}/locations/global/workloadIdentityPools/{inputs['workloadIdentityPoolId']}"


def _full(id: str, inputs: Wire) -> Outputs:
    """Names of pools have the project's number in place of its id."""
    return {"name": id.replace(f"projects/{project_of(inputs)}/", f"projects/{_NUMBER}/", 1), "state": "ACTIVE"}


KINDS: Mapping[str, Kind] = {
    registry.ACCOUNT: Kind(("accountId", "project"), "accountId", _account_id, _account),
    registry.KEY: Kind(
        ("serviceAccountId", "keyAlgorithm", "keepers"),
        "",
        told_once=_new_key,
        refused=("publicKeyData",),
    ),
    policies.ACCOUNT_MEMBER: Kind(("role", "member", "condition", "serviceAccountId"), "", _account_member),
    policies.PROJECT_MEMBER: Kind(
        ("role", "member", "condition", "project"), "", lambda inputs: f"{inputs['role']}/{inputs['member']}"
    ),
    policies.CUSTOM_ROLE: Kind(
        ("roleId", "project"), "roleId", _role_id, lambda id, inputs: {"name": id, "deleted": False}
    ),
    _POOL: Kind(("workloadIdentityPoolId", "project"), "workloadIdentityPoolId", _pool_id, _full),
    _PROVIDER: Kind(
        ("workloadIdentityPoolId", "workloadIdentityPoolProviderId", "project"),
        "workloadIdentityPoolProviderId",
        lambda inputs: f"{_pool_id(inputs)}/providers/{inputs['workloadIdentityPoolProviderId']}",
        _full,
    ),
}
