"""What exists in a local environment and who may do what, read from the policies that were applied."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from infra.local.aws.evaluate import Policy, Principal, Request, decide, policy
from infra.offline.values import thaw

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.spec.model import Spec
    from infra.offline.state import Deployed, State

ACTIONS = {"read": "s3:GetObject", "write": "s3:PutObject", "delete": "s3:DeleteObject", "list": "s3:ListBucket"}
_ATTACHMENTS = (
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    "aws:iam/userPolicyAttachment:UserPolicyAttachment",
)
_INLINE = ("aws:iam/rolePolicy:RolePolicy", "aws:iam/userPolicy:UserPolicy")


def exists(state: State) -> list[tuple[str, str]]:
    """(kind, how many) of the emulated resources, then of those that are not."""
    made = Counter(item.type for item in state.resources if item.emulated)
    missing = Counter(item.type for item in state.resources if not item.emulated)
    rows = [(_short(kind), str(count)) for kind, count in sorted(made.items())]
    return rows + [(f"{_short(kind)} (not emulated)", str(count)) for kind, count in sorted(missing.items())]


def _short(kind: str) -> str:
    """`aws:s3/bucket:Bucket` -> `s3 Bucket`."""
    module, _, name = kind.partition("/")[0].removeprefix("aws:"), None, kind.rpartition(":")[2]
    return f"{module} {name}"


def access(spec: Spec, state: State, outputs: dict[str, dict[str, dict[str, str]]]) -> list[list[str]]:
    """A row a workload: what the evaluator says it may do in each storage, by the policies it has."""
    rows = []
    for name in spec.workloads:
        policies = list(_policies(state, outputs["workloads"][name]["name"]))
        cells = [_cell(policies, outputs["stores"][item.store]["arn"], item.prefix) for item in spec.storages.values()]
        rows.append([name, *cells])
    return rows


def _cell(policies: Sequence[Policy], bucket: str, prefix: str) -> str:
    allowed = [verb for verb, action in ACTIONS.items() if decide(_request(action, bucket, prefix), policies).allowed]
    return " ".join(allowed) or "-"


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
