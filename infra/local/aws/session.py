"""What a local environment asks of the local AWS; see `infra.local.clouds.Session`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.spec.identities import workloads_on
from infra.decisions.aws.evaluate import Policy, Principal, Request, decide, policy
from infra.local.aws import cloud as aws
from infra.offline.values import thaw

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from generator.spec.model import Spec
    from infra.local.clouds import Access
    from infra.offline.state import Deployed, State

TITLE = "local AWS"
SESSION_SECONDS = 43_200
"""How long a workload's credentials last here, the longest AWS allows a role; `stowplan local up` gives new ones."""
ACTIONS = {"read": "s3:GetObject", "write": "s3:PutObject", "delete": "s3:DeleteObject", "list": "s3:ListBucket"}
_ATTACHMENTS = (
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    "aws:iam/userPolicyAttachment:UserPolicyAttachment",
)
_INLINE = ("aws:iam/rolePolicy:RolePolicy", "aws:iam/userPolicy:UserPolicy")


def prepare(cloud: aws.LocalAws, keys: Mapping[str, Mapping[str, str]]) -> None:
    """Nothing: CloudFront's keys are public, so the graph has them."""


def shared(cloud: aws.LocalAws) -> dict[str, str]:
    """The local cloud's address, and that its buckets are paths."""
    return {"endpoint_url": cloud.endpoint, "addressing_style": "path"}


def credentials(cloud: aws.LocalAws, folder: Path, workload: str, outputs: Mapping[str, Any]) -> dict[str, str]:
    """A session of the workload's role, or its user's own key; nothing where it has no identity on AWS."""
    found = outputs["workloads"].get(workload, {})
    if "arn" not in found:
        return {}
    if found["identity"] == "user":
        secret = outputs["secrets"][workload]["secret_access_key"]
        return {"access_key_id": found["access_key_id"], "secret_access_key": secret}
    cloud.client("iam").update_role(RoleName=found["name"], MaxSessionDuration=SESSION_SECONDS)
    given = aws.credentials_for_role(cloud, found["arn"], workload, seconds=SESSION_SECONDS)
    return {key.removeprefix("AWS_").lower(): value for key, value in given.items()}


def access(spec: Spec, state: State, outputs: Mapping[str, Any]) -> Access:
    """What the evaluator says each workload may do in each storage on S3, by the policies it has."""
    made = {name: found["arn"] for name, found in outputs["stores"].items() if found["provider"] == "s3"}
    aliases = {alias: item for alias, item in spec.storages.items() if item.store in made}
    found: Access = {}
    for name in workloads_on(spec, "s3"):
        identity = outputs["workloads"].get(name, {})
        if "name" in identity:  # else the spec has changed since
            policies = list(_policies(state, identity["name"]))
            found[name] = {alias: _allowed(policies, made[item.store], item.prefix) for alias, item in aliases.items()}
    return found


def _allowed(policies: Sequence[Policy], bucket: str, prefix: str) -> list[str]:
    return [verb for verb, action in ACTIONS.items() if decide(_request(action, bucket, prefix), policies).allowed]


def _request(action: str, bucket: str, prefix: str) -> Request:
    caller = Principal("session", "arn:aws:sts::123456789012:assumed-role/any/any", "123456789012")
    if action == "s3:ListBucket":
        return Request(action, bucket, caller, {"s3:prefix": prefix})
    return Request(action, f"{bucket}/{prefix}any", caller)


def _policies(state: State, owner: str) -> Iterator[Policy]:
    attached = {
        str(item.inputs["policyArn"]) for item in state.resources if item.type in _ATTACHMENTS and _owner(item) == owner
    }
    for item in state.resources:
        inline = item.type in _INLINE and _owner(item) == owner
        if inline or str(item.outputs.get("arn", "")) in attached:
            yield policy(item.name, str(thaw(item.inputs["policy"])))


def _owner(item: Deployed) -> str:
    return str(item.inputs.get("role", item.inputs.get("user", "")))
