"""`aws:iam/*` that can act: roles, users, access keys, instance profiles, OpenID Connect providers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from infra.local.aws.handlers.common import (
    Functions,
    document,
    found,
    gone,
    handler,
    physical_name,
    tag_list,
    unsupported,
    with_tags,
)

if TYPE_CHECKING:
    from infra.local.aws.cloud import LocalAws
    from infra.local.aws.handlers.common import Outputs, Wire

_ABSENT = "NoSuchEntity"
_ROLE = "aws:iam/role:Role"
_USER = "aws:iam/user:User"
_KEY = "aws:iam/accessKey:AccessKey"
_PROFILE = "aws:iam/instanceProfile:InstanceProfile"
_OIDC = "aws:iam/openIdConnectProvider:OpenIdConnectProvider"


def role(cloud: LocalAws) -> Functions:
    """Roles; inline policies and attachments are resources of their own."""
    return handler(cloud, _ROLE, _create_role, _read_role, _update_role, _delete_role, ("name", "namePrefix", "path"))


def user(cloud: LocalAws) -> Functions:
    """Users; moto keeps no permissions boundary of a user, so one is refused."""
    return handler(cloud, _USER, _create_user, _read_user, _update_user, _delete_user, ("name", "path"))


def access_key(cloud: LocalAws) -> Functions:
    """Access keys; the secret is an output of `create` only."""
    return handler(cloud, _KEY, _create_key, _read_key, _update_key, _delete_key, ("user", "pgpKey"))


def instance_profile(cloud: LocalAws) -> Functions:
    """Instance profiles."""
    fixed = ("name", "namePrefix", "path")
    return handler(cloud, _PROFILE, _create_profile, _read_profile, _update_profile, _delete_profile, fixed)


def open_id_connect_provider(cloud: LocalAws) -> Functions:
    """OpenID Connect providers; the id is the ARN."""
    return handler(cloud, _OIDC, _create_oidc, _read_oidc, _update_oidc, _delete_oidc, ("url",))


def _create_role(cloud: LocalAws, inputs: Wire) -> tuple[str, Outputs]:
    unsupported(_ROLE, inputs, "inlinePolicies", "managedPolicyArns")
    name = physical_name(inputs, "role")
    names = {
        "description": "Description",
        "path": "Path",
        "permissionsBoundary": "PermissionsBoundary",
        "maxSessionDuration": "MaxSessionDuration",
    }
    arguments = {argument: _whole(inputs[key]) for key, argument in names.items() if inputs.get(key)}
    trust = document(inputs["assumeRolePolicy"])
    cloud.client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=trust, Tags=tag_list(inputs), **arguments)
    return name, _read_role(cloud, name, inputs) or {}


def _read_role(cloud: LocalAws, id: str, inputs: Wire) -> Outputs | None:
    got = found(lambda: cloud.client("iam").get_role(RoleName=id), _ABSENT)
    if got is None:
        return None
    made = got["Role"]
    created = made["CreateDate"].isoformat()
    return with_tags(inputs, name=id, arn=made["Arn"], uniqueId=made["RoleId"], createDate=created)


def _update_role(cloud: LocalAws, id: str, old: Wire, new: Wire) -> Outputs:
    unsupported(_ROLE, new, "inlinePolicies", "managedPolicyArns")
    client = cloud.client("iam")
    client.update_assume_role_policy(RoleName=id, PolicyDocument=document(new["assumeRolePolicy"]))
    longest = int(new.get("maxSessionDuration") or 3600)
    client.update_role(RoleName=id, Description=new.get("description") or "", MaxSessionDuration=longest)
    if new.get("permissionsBoundary"):
        client.put_role_permissions_boundary(RoleName=id, PermissionsBoundary=new["permissionsBoundary"])
    elif old.get("permissionsBoundary"):
        client.delete_role_permissions_boundary(RoleName=id)
    if dropped := sorted(set(old.get("tags") or {}) - set(new.get("tags") or {})):
        client.untag_role(RoleName=id, TagKeys=dropped)
    if new.get("tags"):
        client.tag_role(RoleName=id, Tags=tag_list(new))
    return _read_role(cloud, id, new) or {}


def _delete_role(cloud: LocalAws, id: str, outputs: Wire) -> None:
    client = cloud.client("iam")
    if outputs.get("forceDetachPolicies"):
        attached = found(lambda: client.list_attached_role_policies(RoleName=id)["AttachedPolicies"], _ABSENT)
        for item in attached or []:
            client.detach_role_policy(RoleName=id, PolicyArn=item["PolicyArn"])
    gone(lambda: client.delete_role(RoleName=id), _ABSENT)


def _create_user(cloud: LocalAws, inputs: Wire) -> tuple[str, Outputs]:
    unsupported(_USER, inputs, "permissionsBoundary")
    name = physical_name(inputs, "user")
    path = {"Path": inputs["path"]} if inputs.get("path") else {}
    cloud.client("iam").create_user(UserName=name, Tags=tag_list(inputs), **path)
    return name, _read_user(cloud, name, inputs) or {}


def _read_user(cloud: LocalAws, id: str, inputs: Wire) -> Outputs | None:
    got = found(lambda: cloud.client("iam").get_user(UserName=id), _ABSENT)
    return with_tags(inputs, name=id, arn=got["User"]["Arn"], uniqueId=got["User"]["UserId"]) if got else None


def _update_user(cloud: LocalAws, id: str, old: Wire, new: Wire) -> Outputs:
    unsupported(_USER, new, "permissionsBoundary")
    client = cloud.client("iam")
    if dropped := sorted(set(old.get("tags") or {}) - set(new.get("tags") or {})):
        client.untag_user(UserName=id, TagKeys=dropped)
    if new.get("tags"):
        client.tag_user(UserName=id, Tags=tag_list(new))
    return _read_user(cloud, id, new) or {}


def _delete_user(cloud: LocalAws, id: str, outputs: Wire) -> None:
    client = cloud.client("iam")
    if outputs.get("forceDestroy"):
        keys = found(lambda: client.list_access_keys(UserName=id)["AccessKeyMetadata"], _ABSENT)
        for item in keys or []:
            client.delete_access_key(UserName=id, AccessKeyId=item["AccessKeyId"])
    gone(lambda: client.delete_user(UserName=id), _ABSENT)


def _create_key(cloud: LocalAws, inputs: Wire) -> tuple[str, Outputs]:
    unsupported(_KEY, inputs, "pgpKey")
    made = cloud.client("iam").create_access_key(UserName=inputs["user"])["AccessKey"]
    outputs = _update_key(cloud, made["AccessKeyId"], {}, inputs)
    created = made["CreateDate"].isoformat()
    return made["AccessKeyId"], {**outputs, "secret": made["SecretAccessKey"], "createDate": created}


def _read_key(cloud: LocalAws, id: str, inputs: Wire) -> Outputs | None:
    keys = found(lambda: cloud.client("iam").list_access_keys(UserName=inputs["user"])["AccessKeyMetadata"], _ABSENT)
    status = next((item["Status"] for item in keys or [] if item["AccessKeyId"] == id), None)
    return {**inputs, "status": status} if status else None


def _update_key(cloud: LocalAws, id: str, old: Wire, new: Wire) -> Outputs:
    status = new.get("status") or "Active"
    cloud.client("iam").update_access_key(UserName=new["user"], AccessKeyId=id, Status=status)
    return {**new, "status": status}


def _delete_key(cloud: LocalAws, id: str, outputs: Wire) -> None:
    gone(lambda: cloud.client("iam").delete_access_key(UserName=outputs["user"], AccessKeyId=id), _ABSENT)


def _create_profile(cloud: LocalAws, inputs: Wire) -> tuple[str, Outputs]:
    name = physical_name(inputs, "profile")
    path = {"Path": inputs["path"]} if inputs.get("path") else {}
    cloud.client("iam").create_instance_profile(InstanceProfileName=name, Tags=tag_list(inputs), **path)
    return name, _update_profile(cloud, name, {}, inputs)


def _read_profile(cloud: LocalAws, id: str, inputs: Wire) -> Outputs | None:
    got = found(lambda: cloud.client("iam").get_instance_profile(InstanceProfileName=id), _ABSENT)
    if got is None:
        return None
    made = got["InstanceProfile"]
    return with_tags(inputs, name=id, arn=made["Arn"], uniqueId=made["InstanceProfileId"])


def _update_profile(cloud: LocalAws, id: str, old: Wire, new: Wire) -> Outputs:
    client = cloud.client("iam")
    if old.get("role") != new.get("role"):
        _leave(client, id)
        if new.get("role"):
            client.add_role_to_instance_profile(InstanceProfileName=id, RoleName=new["role"])
    return _read_profile(cloud, id, new) or {}


def _delete_profile(cloud: LocalAws, id: str, outputs: Wire) -> None:
    client = cloud.client("iam")
    gone(lambda: _leave(client, id), _ABSENT)
    gone(lambda: client.delete_instance_profile(InstanceProfileName=id), _ABSENT)


def _leave(client: Any, profile: str) -> None:
    for item in client.get_instance_profile(InstanceProfileName=profile)["InstanceProfile"]["Roles"]:
        client.remove_role_from_instance_profile(InstanceProfileName=profile, RoleName=item["RoleName"])


def _create_oidc(cloud: LocalAws, inputs: Wire) -> tuple[str, Outputs]:
    # moto wants a thumbprint, AWS no longer does
    thumbprints = inputs.get("thumbprintLists") or ["0" * 40]
    made = cloud.client("iam").create_open_id_connect_provider(
        Url=inputs["url"], ClientIDList=inputs["clientIdLists"], ThumbprintList=thumbprints, Tags=tag_list(inputs)
    )["OpenIDConnectProviderArn"]
    return made, with_tags(inputs, arn=made, thumbprintLists=thumbprints)


def _read_oidc(cloud: LocalAws, id: str, inputs: Wire) -> Outputs | None:
    client = cloud.client("iam")
    got = found(lambda: client.get_open_id_connect_provider(OpenIDConnectProviderArn=id), _ABSENT)
    return with_tags(inputs, arn=id, thumbprintLists=got["ThumbprintList"]) if got else None


def _update_oidc(cloud: LocalAws, id: str, old: Wire, new: Wire) -> Outputs:
    _delete_oidc(cloud, id, {})  # moto cannot change one; its ARN comes from the URL, so it stays
    return _create_oidc(cloud, new)[1]


def _delete_oidc(cloud: LocalAws, id: str, outputs: Wire) -> None:
    gone(lambda: cloud.client("iam").delete_open_id_connect_provider(OpenIDConnectProviderArn=id), _ABSENT)


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, float) else value
