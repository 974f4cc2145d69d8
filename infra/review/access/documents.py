"""Where the policies of a graph hang: on roles, users and groups, on buckets, on keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from infra.offline.graph import policy_of
from infra.review.access.aws_who import ROLE, USER, Named
from infra.review.access.aws_words import managed
from infra.review.access.conditions import expression
from infra.review.access.model import Right
from infra.review.access.reading import ACCOUNT, called, label_of, mappings, strings, text, value
from infra.review.access.statements import Source, World
from infra.review.report import Who

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from infra.offline.graph import Resource

_INLINE = {
    "aws:iam/rolePolicy:RolePolicy": "role", "aws:iam/userPolicy:UserPolicy": "user",
    "aws:iam/groupPolicy:GroupPolicy": "group",
}  # fmt: skip
_ATTACHED = {
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": ("role", "role"),
    "aws:iam/userPolicyAttachment:UserPolicyAttachment": ("user", "user"),
    "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": ("group", "group"),
    "aws:iam/policyAttachment:PolicyAttachment": ("roles", "role"),
}
_POLICY = "aws:iam/policy:Policy"
_KEY, _KEY_POLICY = "aws:kms/key:Key", "aws:kms/keyPolicy:KeyPolicy"


class Holders:
    """Who holds a policy by the name of a role, user or group: with its boundary, and a group's members."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.boundaries = _boundaries(world)
        self.members = _members(world)

    def of(self, kind: str, name: str) -> tuple[Named, ...]:
        """Everybody who gets what this role, user or group gets."""
        people = self.world.people
        names = [(kind, name), *(("user", member) for member in self.members.get(name, ()) if kind == "group")]
        whose = [people.identity(*item) for item in names]
        return tuple(Named(who, tuple(expression(limit) for limit in self.boundaries.get(who, ()))) for who in whose)


def identity_sources(world: World, unread: list[str]) -> Iterator[Source | Right]:
    """The policies of roles, users and groups; a managed policy that is not known is one right of its name."""
    holders = Holders(world)
    for type_, kind in _INLINE.items():
        for resource in world.found.of(type_):
            whose = holders.of(kind, _referred(world, resource, kind))
            yield from _document(resource, "policy", whose, label_of(resource), unread)
    for resource in world.found.of(ROLE):
        whose = holders.of("role", _name(resource))
        for item in mappings(value(resource, "inlinePolicies")):
            if document := policy_of(item.get("policy")):
                yield Source(document, label_of(resource), resource.urn, whose)
        for arn in strings(resource.inputs.get("managedPolicyArns") and value(resource, "managedPolicyArns")):
            yield from _attached(arn, whose, resource, world, unread)
    for resource, kind, name in _attachments(world):
        yield from _attached(text(resource, "policyArn"), holders.of(kind, name), resource, world, unread)


def bucket_sources(world: World, unread: list[str]) -> Iterator[tuple[str, Source]]:
    """The policies of buckets, each with its store."""
    for resource in world.found.of("aws:s3/bucketPolicy:BucketPolicy"):
        store = world.buckets.store(_referred(world, resource, "bucket"))
        yield from ((store, source) for source in _document(resource, "policy", None, label_of(resource), unread))
    for resource in world.found.of("aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"):
        if "policy" in resource.inputs:
            store = world.buckets.store(_name(resource))
            yield from ((store, source) for source in _document(resource, "policy", None, label_of(resource), unread))


def key_sources(world: World, unread: list[str]) -> Iterator[Source]:
    """The policies of KMS keys; `*` in one is the key itself."""
    for resource in world.found.of(_KEY):
        if "policy" in resource.inputs:
            yield from _document(resource, "policy", None, label_of(resource), unread, label_of(resource))
    for resource in world.found.of(_KEY_POLICY):
        own = world.found.shown(_referred(world, resource, "keyId"))
        yield from _document(resource, "policy", None, label_of(resource), unread, own)


def grants(world: World) -> Iterator[Right]:
    """Grants of KMS keys: https://docs.aws.amazon.com/kms/latest/developerguide/grants.html"""
    for resource in world.found.of("aws:kms/grant:Grant"):
        who = world.people.known.get(text(resource, "granteePrincipal")) or Who(
            "principal", world.found.neutral(text(resource, "granteePrincipal")) or label_of(resource)
        )
        key = world.found.shown(_referred(world, resource, "keyId"))
        for operation in strings(value(resource, "operations")):
            yield Right(who, f"kms:{operation}", "", key, label_of(resource), resource.urn)


def is_administration(right: Right) -> bool:
    """Whether a right on a key is what every key gives its own account: IAM decides for it, nobody gains."""
    return right.who == Who("principal", f"arn:aws:iam::{ACCOUNT}:root") and right.effect == "allow"


def _attached(
    arn: str, whose: tuple[Named, ...], resource: Resource, world: World, unread: list[str]
) -> Iterator[Source | Right]:
    own = next((item for item in world.found.of(_POLICY) if arn and arn in called(item, "arn", "id")), None)
    document = managed(arn)
    if own is not None:
        yield from _document(own, "policy", whose, label_of(own), unread)
    elif document is not None:
        yield Source(document, f"managed policy {arn.rpartition('/')[2]}", resource.urn, whose)
    else:
        shown = world.found.neutral(arn) or "a policy that is not known yet"
        unread.append(f"the managed policy {shown} of {label_of(resource)} is not in the program")
        yield from (Right(who, shown, "", "*", label_of(resource), resource.urn) for who, _ in whose)


def _document(
    resource: Resource, name: str, whose: tuple[Named, ...] | None, by: str, unread: list[str], own: str = ""
) -> Iterator[Source]:
    document = policy_of(value(resource, name))
    if document is None:
        unread.append(f"the {name} of {by} cannot be read")
    else:
        yield Source(document, by, resource.urn, whose, own)


def _attachments(world: World) -> Iterator[tuple[Resource, str, str]]:
    for type_, (name, kind) in _ATTACHED.items():
        for resource in world.found.of(type_):
            if name != "roles":
                yield resource, kind, _referred(world, resource, name)
                continue
            for listed, one in (("roles", "role"), ("users", "user"), ("groups", "group")):
                yield from ((resource, one, item) for item in strings(value(resource, listed)))


def _boundaries(world: World) -> dict[Who, tuple[str, ...]]:
    found: dict[Who, tuple[str, ...]] = {}
    for type_, kind in ((ROLE, "role"), (USER, "user")):
        for resource in world.found.of(type_):
            boundary = text(resource, "permissionsBoundary")
            if boundary:
                who = world.people.identity(kind, _name(resource))
                found[who] = (f"within the permissions boundary {world.found.shown(boundary)}",)
    return found


def _members(world: World) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}

    def join(group: str, users: Iterable[str]) -> None:
        found[group] = tuple(sorted({*found.get(group, ()), *users}))

    for resource in world.found.of("aws:iam/groupMembership:GroupMembership"):
        join(text(resource, "group"), strings(value(resource, "users")))
    for resource in world.found.of("aws:iam/userGroupMembership:UserGroupMembership"):
        for group in strings(value(resource, "groups")):
            join(group, [text(resource, "user")])
    return found


def _referred(world: World, resource: Resource, name: str) -> str:
    """What a property names; where its value is not known, the resource that it comes from."""
    found = text(resource, name)
    if found:
        return found
    sources = resource.property_dependencies.get(name, ())
    items = (item for items in world.found.types.values() for item in items if item.urn in sources)
    return next((_name(item) for item in items), "") or f"of {label_of(resource)}"


def _name(resource: Resource) -> str:
    return next(iter(called(resource, "name", "bucket", "id", "arn")), resource.name)


def name_of(resource: Resource) -> Any:
    """What a role or bucket is called by those who refer to it."""
    return _name(resource)
