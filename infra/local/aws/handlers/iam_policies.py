"""`aws:iam/*` that grant: inline policies of roles and users, managed policies, their attachments."""

from __future__ import annotations

import functools
import secrets
from typing import TYPE_CHECKING, Any

from infra.local.aws.handlers.common import (
    Functions,
    document,
    found,
    gone,
    handler,
    physical_name,
    tag_list,
    with_tags,
)

if TYPE_CHECKING:
    from infra.local.aws.cloud import LocalAws
    from infra.local.aws.handlers.common import Outputs, Wire

_ABSENT = "NoSuchEntity"
_VERSIONS = 5  # of a managed policy, at most (IAM and STS quotas)


def inline(cloud: LocalAws, owner: str) -> Functions:
    """Inline policies of an owner, `role` or `user`; the id is `<owner's name>:<policy's name>` as the provider's."""
    name = f"aws:iam/{owner}Policy:{owner.capitalize()}Policy"
    return handler(
        cloud,
        name,
        functools.partial(_create_inline, owner),
        functools.partial(_read_inline, owner),
        functools.partial(_update_inline, owner),
        functools.partial(_delete_inline, owner),
        ("name", "namePrefix", owner),
    )


def attachment(cloud: LocalAws, owner: str) -> Functions:
    """Attachments of managed policies to an owner, `role` or `user`; any change makes a new one."""
    name = f"aws:iam/{owner}PolicyAttachment:{owner.capitalize()}PolicyAttachment"
    return handler(
        cloud,
        name,
        functools.partial(_attach, owner),
        functools.partial(_read_attached, owner),
        lambda _cloud, _id, _old, new: dict(new),
        functools.partial(_detach, owner),
        ("policyArn", owner),
    )


def managed(cloud: LocalAws) -> Functions:
    """Managed policies; the id is the ARN, a change is a new default version."""
    fixed = ("name", "namePrefix", "path", "description")
    return handler(cloud, "aws:iam/policy:Policy", _create, _read, _update, _delete, fixed)


def _owner(owner: str, inputs: Wire) -> dict[str, str]:
    return {f"{owner.capitalize()}Name": inputs[owner]}


def _create_inline(owner: str, cloud: LocalAws, inputs: Wire) -> tuple[str, Outputs]:
    name = physical_name(inputs, "policy")
    id = f"{inputs[owner]}:{name}"
    return id, _update_inline(owner, cloud, id, {}, inputs)


def _read_inline(owner: str, cloud: LocalAws, id: str, inputs: Wire) -> Outputs | None:
    name = id.partition(":")[2]
    get = getattr(cloud.client("iam"), f"get_{owner}_policy")
    got = found(lambda: get(**_owner(owner, inputs), PolicyName=name), _ABSENT)
    return {**inputs, "name": name, "policy": document(got["PolicyDocument"])} if got else None


def _update_inline(owner: str, cloud: LocalAws, id: str, old: Wire, new: Wire) -> Outputs:
    name, text = id.partition(":")[2], document(new["policy"])
    put = getattr(cloud.client("iam"), f"put_{owner}_policy")
    put(**_owner(owner, new), PolicyName=name, PolicyDocument=text)
    return {**new, "name": name, "policy": text}


def _delete_inline(owner: str, cloud: LocalAws, id: str, outputs: Wire) -> None:
    remove = getattr(cloud.client("iam"), f"delete_{owner}_policy")
    gone(lambda: remove(**_owner(owner, outputs), PolicyName=id.partition(":")[2]), _ABSENT)


def _attach(owner: str, cloud: LocalAws, inputs: Wire) -> tuple[str, Outputs]:
    attach = getattr(cloud.client("iam"), f"attach_{owner}_policy")
    attach(**_owner(owner, inputs), PolicyArn=inputs["policyArn"])
    return f"{inputs[owner]}-{secrets.token_hex(8)}", dict(inputs)


def _read_attached(owner: str, cloud: LocalAws, id: str, inputs: Wire) -> Outputs | None:
    list_attached = getattr(cloud.client("iam"), f"list_attached_{owner}_policies")
    attached = found(lambda: list_attached(**_owner(owner, inputs))["AttachedPolicies"], _ABSENT)
    there = any(item["PolicyArn"] == inputs["policyArn"] for item in attached or [])
    return dict(inputs) if there else None


def _detach(owner: str, cloud: LocalAws, id: str, outputs: Wire) -> None:
    detach = getattr(cloud.client("iam"), f"detach_{owner}_policy")
    gone(lambda: detach(**_owner(owner, outputs), PolicyArn=outputs["policyArn"]), _ABSENT)


def _create(cloud: LocalAws, inputs: Wire) -> tuple[str, Outputs]:
    name, text = physical_name(inputs, "policy"), document(inputs["policy"])
    names = {"description": "Description", "path": "Path"}
    arguments: dict[str, Any] = {argument: inputs[key] for key, argument in names.items() if inputs.get(key)}
    made = cloud.client("iam").create_policy(PolicyName=name, PolicyDocument=text, Tags=tag_list(inputs), **arguments)[
        "Policy"
    ]
    return made["Arn"], _outputs(made, {**inputs, "policy": text})


def _read(cloud: LocalAws, id: str, inputs: Wire) -> Outputs | None:
    got = found(lambda: cloud.client("iam").get_policy(PolicyArn=id), _ABSENT)
    return _outputs(got["Policy"], inputs) if got else None


def _update(cloud: LocalAws, id: str, old: Wire, new: Wire) -> Outputs:
    client, text = cloud.client("iam"), document(new["policy"])
    if text != document(old.get("policy")):
        versions = client.list_policy_versions(PolicyArn=id)["Versions"]
        spare = sorted((item["CreateDate"], item["VersionId"]) for item in versions if not item["IsDefaultVersion"])
        if len(versions) >= _VERSIONS:
            client.delete_policy_version(PolicyArn=id, VersionId=spare[0][1])
        client.create_policy_version(PolicyArn=id, PolicyDocument=text, SetAsDefault=True)
    return _read(cloud, id, {**new, "policy": text}) or {}


def _delete(cloud: LocalAws, id: str, outputs: Wire) -> None:
    client = cloud.client("iam")
    versions = found(lambda: client.list_policy_versions(PolicyArn=id)["Versions"], _ABSENT)
    for item in versions or []:
        if not item["IsDefaultVersion"]:
            client.delete_policy_version(PolicyArn=id, VersionId=item["VersionId"])
    gone(lambda: client.delete_policy(PolicyArn=id), _ABSENT)


def _outputs(made: Wire, inputs: Wire) -> Outputs:
    count = made["AttachmentCount"]
    return with_tags(inputs, name=made["PolicyName"], arn=made["Arn"], policyId=made["PolicyId"], attachmentCount=count)
