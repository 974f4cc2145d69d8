"""Who the workloads are on AWS, and the policies that they have: inline ones, attached ones, a permissions boundary."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from infra.decisions.aws.conditions import PolicyError
from infra.decisions.aws.documents import Policy
from infra.decisions.aws.documents import policy as read_policy
from infra.decisions.aws.evaluate import ANONYMOUS, Principal
from infra.explain.decide import narrow
from infra.explain.decide.narrow import Policies
from infra.explain.reading import text_of
from infra.offline.values import policy_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from infra.explain.reading import Thing, Things

_ROLE, _USER = "aws:iam/role:Role", "aws:iam/user:User"
_INLINE = ("aws:iam/rolePolicy:RolePolicy", "aws:iam/userPolicy:UserPolicy")
_ATTACHED = (
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    "aws:iam/userPolicyAttachment:UserPolicyAttachment",
)
_MANAGED = "aws:iam/policy:Policy"
CALLED = {
    _INLINE[0]: "the role policy", _INLINE[1]: "the user policy", _MANAGED: "the managed policy",
    "aws:s3/bucketPolicy:BucketPolicy": "the bucket policy", "aws:kms/keyPolicy:KeyPolicy": "the key policy",
    "aws:kms/key:Key": "the policy of the key",
}  # fmt: skip


@dataclass(frozen=True)
class Identity:
    """A caller with its policies; `limits` must each allow as well; `notes` say what could not be read."""

    principal: Principal
    policies: Policies = field(default_factory=Policies)
    limits: Policies = field(default_factory=Policies)
    notes: tuple[str, ...] = ()
    context: Mapping[str, str] = field(default_factory=dict)


NOBODY = Identity(ANONYMOUS)


def identities(things: Things, account: str) -> dict[str, Identity]:
    """The identity of each workload that has one."""
    managed = {text_of(item.outputs.get("arn")): item for item in things.of(_MANAGED)}
    inline, attached = _by_owner(things.of(*_INLINE)), _by_owner(things.of(*_ATTACHED))
    found = {}
    for item in things.of(_ROLE, _USER):
        if item.owner:
            name = _name(item)
            arns = [text_of(one.inputs.get("policyArn")) for one in attached[name]]
            arns += map(text_of, item.inputs.get("managedPolicyArns") or ())
            own = [*inline[name], *(managed[arn] for arn in arns if arn in managed)]
            notes = [f"the policy {arn} is attached and not in the graph" for arn in arns if arn not in managed]
            found[item.owner] = _identity(item, account, own, managed, notes)
    return found


def texts(things: Things) -> dict[str, tuple[str, str]]:
    """What the policy of each resource is called in a sentence, and its logical name, by urn."""
    return {
        item.urn: (f"{called} {item.name}", item.name)
        for type_, called in CALLED.items()
        for item in things.of(type_)
    }  # fmt: skip


def read(items: Iterable[Thing], kind: str = "identity", key: str = "policy") -> tuple[list[Policy], list[str]]:
    """The policies of these resources, each named by its urn, and what is said of those that cannot be read."""
    found, notes = [], []
    for item in items:
        document = policy_of(item.inputs.get(key))
        called = f"{CALLED.get(item.type, 'the policy')} {item.name}"
        if document is None:
            notes.append(f"{called} is not known before it is deployed")
            continue
        try:
            found.append(read_policy(item.urn, document, "resource" if kind == "resource" else "identity"))
        except (PolicyError, AttributeError, TypeError) as error:
            notes.append(f"{called} cannot be read: {str(error).removeprefix(f'{item.urn}: ')}")
    return found, notes


def _identity(
    item: Thing, account: str, own: list[Thing], managed: Mapping[str, Thing], notes: list[str]
) -> Identity:  # fmt: skip
    policies, unread = read(own)
    limits: list[Policy] = []
    boundary = text_of(item.inputs.get("permissionsBoundary"))
    if boundary in managed:
        limits, more = read([managed[boundary]])
        unread += more
    elif boundary:
        unread.append(f"the permissions boundary {boundary} is not in the graph and may allow less")
    return Identity(
        _principal(item, account), narrow.prepare(policies), narrow.prepare(limits), (*notes, *unread), _tags(item)
    )  # fmt: skip


def _principal(item: Thing, account: str) -> Principal:
    arn = text_of(item.outputs.get("arn"))
    if item.type == _USER:
        return Principal("user", arn, account)
    partition = arn.split(":")[1] if arn.count(":") >= 5 else "aws"
    return Principal("session", f"arn:{partition}:sts::{account}:assumed-role/{_name(item)}/session", account, arn)


def _tags(item: Thing) -> dict[str, str]:
    tags = item.inputs.get("tags") or {}
    return {f"aws:PrincipalTag/{key}": value for key, value in tags.items() if isinstance(value, str)}


def _name(item: Thing) -> str:
    return text_of(item.inputs.get("name")) or text_of(item.outputs.get("name")) or text_of(item.outputs.get("id"))


def _by_owner(items: Iterable[Thing]) -> Mapping[str, list[Thing]]:
    found: Mapping[str, list[Thing]] = defaultdict(list)
    for item in items:
        found[text_of(item.inputs.get("role")) or text_of(item.inputs.get("user"))].append(item)
    return found
