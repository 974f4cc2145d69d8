"""Who holds an access key, read from moto's IAM and STS in this process: the secret, the principal, the policies."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from infra.decisions.aws.evaluate import ANONYMOUS, Policy, Principal, policy
from infra.local.aws.faults import FaultError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from moto.iam.models import IAMBackend, ManagedPolicy, Role, User
    from moto.sts.models import AssumedRole

    from infra.local.aws.world import World


@dataclass(frozen=True, slots=True)
class Caller:
    """A principal with what its identity may do; `root` is the local root key, which no policy binds."""

    principal: Principal
    policies: tuple[Policy, ...] = ()
    limits: tuple[Policy, ...] = ()
    context: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    root: bool = False


@dataclass(frozen=True, slots=True)
class Identity:
    """A caller with the secret its requests must be signed with, and a session's token."""

    caller: Caller
    user_id: str
    secret: str = field(repr=False)
    token: str = field(default="", repr=False)


NOBODY = Caller(ANONYMOUS)


def service_caller(name: str, source_arn: str, account: str) -> Caller:
    """An AWS service acting for one of the account's resources."""
    return Caller(Principal("service", name), context={"aws:SourceArn": source_arn, "aws:SourceAccount": account})


def find(world: World, access_key: str) -> Identity:
    """The identity of an access key; FaultError InvalidAccessKeyId or ExpiredToken."""
    if access_key == world.root_access_key:
        caller = Caller(Principal("root", f"arn:aws:iam::{world.account}:root", world.account), root=True)
        return Identity(caller, world.account, world.root_secret_key)
    session = _session(world, access_key)
    if session is not None:
        return _of_session(world, session)
    iam = _iam(world)
    for user in iam.users.values():
        for key in user.access_keys:
            if key.access_key_id == access_key and key.status == "Active":
                return _of_user(world, iam, user, key.secret_access_key)
    raise FaultError("InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.")


def latest_session(world: World, role_arn: str) -> str:
    """The access key of the session last made for a role."""
    from moto.sts.models import sts_backends

    sessions = sts_backends[world.account]["aws"].assumed_roles
    return next(session.access_key_id for session in reversed(sessions) if session.role_arn == role_arn)


def role_named(world: World, role_arn: str) -> Role | None:
    """moto's role of this ARN, if there is one."""
    return next((role for role in _iam(world).roles.values() if role.arn == role_arn), None)


def _iam(world: World) -> IAMBackend:
    from moto.iam.models import iam_backends

    return iam_backends[world.account]["aws"]


def _session(world: World, access_key: str) -> AssumedRole | None:
    from moto.sts.models import sts_backends

    return sts_backends[world.account]["aws"].get_assumed_role_from_access_key(access_key)


def _of_session(world: World, session: AssumedRole) -> Identity:
    role = role_named(world, session.role_arn)
    if role is None:
        raise FaultError("InvalidAccessKeyId", "The role of this session does not exist any more.")
    if world.now().replace(tzinfo=None) > session.expiration.replace(tzinfo=None):
        raise FaultError("ExpiredToken", "The provided token has expired.")
    limits = (policy("session policy", session.policy),) if session.policy else ()
    principal = Principal("session", session.arn, world.account, role.arn)
    caller = Caller(
        principal,
        tuple(_policies(f"role {role.name}", role.policies, role.managed_policies)),
        (*limits, *_boundary(world, role.permissions_boundary_arn)),
        {"aws:userid": session.user_id, **_tags(role.tags), **_tags(world.session_tags.get(session.access_key_id))},
    )
    return Identity(caller, session.user_id, session.secret_access_key, session.session_token)


def _of_user(world: World, iam: IAMBackend, user: User, secret: str) -> Identity:
    policies = [*_policies(f"user {user.name}", user.policies, user.managed_policies)]
    for group in iam.get_groups_for_user(user.name):
        policies += _policies(f"group {group.name}", group.policies, group.managed_policies)
    context = {"aws:userid": user.id, "aws:username": user.name, **_tags(user.tags)}
    caller = Caller(Principal("user", user.arn, world.account), tuple(policies), (), context)
    return Identity(caller, user.id, secret)


def _policies(owner: str, inline: Mapping[str, str], managed: Mapping[str, ManagedPolicy]) -> Iterator[Policy]:
    for name, document in inline.items():
        yield policy(f"{owner}: inline policy {name}", _text(document))
    for item in managed.values():
        yield policy(f"{owner}: managed policy {item.name}", _current(item))


def _boundary(world: World, boundary_arn: str | None) -> tuple[Policy, ...]:
    if not boundary_arn:
        return ()
    managed = _iam(world).managed_policies.get(boundary_arn)
    if managed is None:  # a boundary that is not there allows nothing
        return (Policy(f"permissions boundary {boundary_arn}", "identity", True, ()),)
    return (policy(f"permissions boundary {managed.name}", _current(managed)),)


def _current(managed: ManagedPolicy) -> str:
    """The document of a managed policy's default version."""
    return next(_text(item.document) for item in managed.versions if item.version_id == managed.default_version_id)


def _text(document: Any) -> str:
    return document if isinstance(document, str) else json.dumps(document)


def _tags(tags: Any) -> dict[str, str]:
    """moto keeps tags as {key: value}, {key: {"Key", "Value"}} or a list of the latter."""
    items = list(tags.items()) if isinstance(tags, dict) else [(tag["Key"], tag) for tag in tags or []]
    values = {key: value["Value"] if isinstance(value, dict) else value for key, value in items}
    return {f"aws:PrincipalTag/{key}": str(value) for key, value in values.items()}
