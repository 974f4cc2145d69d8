"""Decisions on Azure: role assignments with their conditions, and anonymous access to a container."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from infra.decisions.azure import conditions, rbac
from infra.decisions.azure.conditions import Asked, ConditionError
from infra.explain.reading import text_of
from infra.explain.records import Answer, Statement

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from generator.spec.model import Spec
    from generator.spec.workloads import Action
    from infra.explain.reading import Thing, Things
    from infra.explain.records import Place, Way

WORDS: Mapping[Action, str] = {"read": rbac.READ, "write": rbac.WRITE, "delete": rbac.DELETE, "list": rbac.READ}
_ASSIGNMENT = "azure-native:authorization:RoleAssignment"
_DEFINITION = "azure-native:authorization:RoleDefinition"
_IDENTITY = "azure-native:managedidentity:UserAssignedIdentity"
_ACCOUNT = "azure-native:storage:StorageAccount"
_CONTAINER = "azure-native:storage:BlobContainer"
_QUOTED = re.compile(r"(StringStartsWith|StringLike|StringEquals\w*) (?:\{\s*)?((?:'[^']*'(?:\s*,\s*)?)+)")


@dataclass(frozen=True)
class Given:
    """A role assignment: the resource, and as the evaluator takes it; `role` is how the role is called."""

    item: Thing
    role: str
    assignment: rbac.Assignment


@dataclass(frozen=True)
class Account:
    """A storage account: `public` says that containers may be open to anyone, `closed` what keeps the network out."""

    item: Thing
    id: str
    public: bool
    closed: str
    containers: Mapping[str, tuple[Thing, str]]  # name -> (resource, None, Blob or Container)


@dataclass(frozen=True)
class Azure:
    """Assignments by principal (lower case) and account, principals by workload, accounts by name."""

    given: Mapping[tuple[str, str], tuple[Given, ...]]
    principals: Mapping[str, str]
    accounts: Mapping[str, Account]


def read(things: Things, spec: Spec) -> Azure:
    """What the graph says about Blob Storage."""
    roles = {
        _last(text_of(item.outputs.get("id"))): (
            text_of(item.inputs.get("roleName")) or item.name,
            rbac.role(item.inputs.get("permissions") or ()),
        )
        for item in things.of(_DEFINITION)
    }
    accounts = _accounts(things)
    ids = {account.id.lower(): name for name, account in accounts.items()}
    found: dict[tuple[str, str], list[Given]] = defaultdict(list)
    for item in things.of(_ASSIGNMENT):
        one = _given(item, roles)
        for name in _scoped(one.assignment.scope, ids):
            found[one.assignment.principal.lower(), name].append(one)
    given = {place: tuple(items) for place, items in found.items()}
    return Azure(given, _principals(things, spec), accounts)


def _scoped(scope: str, ids: Mapping[str, str]) -> Iterable[str]:
    """The accounts that a scope is about: the one that it lies in, or those below it."""
    own = ids.get("/".join(scope.lower().split("/")[:9]))
    return [own] if own else [name for id_, name in ids.items() if rbac.within(id_, scope)]


def decide(world: Azure, workload: str, action: Action, place: Place, *, open_: bool = True) -> Answer:
    """Whether a workload may; without `open_` what everyone may does not count."""
    principal = world.principals.get(workload)
    if not principal:
        return _answer(world, action, place, "identity", reason=f"{workload} has no identity on Azure")
    found = ask(world, principal, action, place, "identity")
    if open_ and not found.allowed:
        opened = anyone(world, action, place)
        found = replace(opened, way="identity") if opened.allowed else found
    account = world.accounts.get(place.bucket)
    if account and account.closed:
        note = f"{account.closed} lets requests in from its own networks only"
        return replace(found, notes=(*found.notes, note))
    return found


def ask(world: Azure, principal: str, action: Action, place: Place, way: Way) -> Answer:
    """What the role assignments say to a principal (its object id)."""
    account = world.accounts.get(place.bucket)
    if account is None:
        return _answer(world, action, place, way, reason=f"the account {place.bucket!r} is not in the graph")
    unread: dict[str, None] = {}
    given = world.given.get((principal.lower(), place.bucket), ())
    for asked in _asked(action, place):
        access = rbac.Access(_resource(account, place), asked)
        for one in given:
            try:
                allowed = rbac.allowed(access, principal, (one.assignment,))
            except ConditionError as error:
                unread[f"the role assignment {one.item.name} cannot be decided: {error}"] = None
                continue
            if allowed:
                return _answer(world, action, place, way, _statement(one, WORDS[action]), notes=tuple(unread))
    found = _answer(world, action, place, way, reason="nothing allows it", notes=tuple(unread))
    return replace(found, notes=(*found.notes, *_new_only(account, principal, action, place, given)))


def anyone(world: Azure, action: Action, place: Place, *, linked: bool = False) -> Answer:
    """Whether a request without a token or signature is served by the account; `linked` comes by a private link."""
    account = world.accounts.get(place.bucket)
    if account is None:
        return _answer(world, action, place, "bucket", reason=f"the account {place.bucket!r} is not in the graph")
    item, level = account.containers.get(place.container, (account.item, "None"))
    opens = level == "Container" or (level == "Blob" and action == "read")
    if not opens or action in {"write", "delete"}:
        shut = "" if account.public else "; allowBlobPublicAccess of the account is off"
        return _answer(world, action, place, "bucket", reason=f"nothing allows it{shut}")
    if not account.public:
        denies = _setting(account.item, "deny", "allowBlobPublicAccess", "account", action)
        return _answer(world, action, place, "bucket", denies, reason=f"{denies.text} is off, so nobody is let in")
    if account.closed and not linked:
        denies = Statement("deny", account.closed, account.closed, WORDS[action], account.item.name, account.item.urn)
        return _answer(world, action, place, "bucket", denies, reason=f"{account.closed} lets in its own networks only")
    return _answer(world, action, place, "bucket", _setting(item, "allow", "publicAccess", "container", action))


def shapes(world: Azure, workload: str, action: Action, bucket: str) -> tuple[str, ...]:
    """The patterns of blob names that conditions have, none where nothing is given; `workload` "" is everyone."""
    given = world.given.get((world.principals.get(workload, "").lower(), bucket), ())
    if workload and not given:
        return ()
    return tuple(sorted({"*", *(text for one in given for text in patterns(one.assignment.condition))}))


def patterns(condition: str) -> Iterable[str]:
    """The texts that a condition compares with, as patterns."""
    for operator, texts in _QUOTED.findall(condition):
        for text in re.findall(r"'([^']*)'", texts):
            yield f"{text}*" if operator == "StringStartsWith" else text


def _new_only(
    account: Account, principal: str, action: Action, place: Place, given: tuple[Given, ...]
) -> tuple[str, ...]:  # fmt: skip
    """Who may only add may still make new blobs."""
    if action != "write":
        return ()
    access = rbac.Access(_resource(account, place), replace(_asked(action, place)[0], action=rbac.ADD))
    try:
        adds = rbac.allowed(access, principal, (one.assignment for one in given))
    except ConditionError:
        return ()
    return (f"it may make new blobs only, by {rbac.ADD}",) if adds else ()


def _asked(action: Action, place: Place) -> tuple[Asked, ...]:
    """A listing of everything may say no prefix or an empty one."""
    attributes = {conditions.ACCOUNT: place.bucket, conditions.CONTAINER: place.container}
    if action != "list":
        return (Asked(WORDS[action], "", {**attributes, conditions.PATH: place.key}),)
    listed = ({conditions.PREFIX: place.key},) if place.key else ({}, {conditions.PREFIX: ""})
    return tuple(Asked(WORDS[action], rbac.LIST, {**attributes, **one}) for one in listed)


def _resource(account: Account, place: Place) -> str:
    container = f"/blobServices/default/containers/{place.container}" if place.container else ""
    return f"{account.id}{container}"


def _answer(
    world: Azure, action: Action, place: Place, way: Way, statement: Statement | None = None, *, reason: str = "",
    notes: tuple[str, ...] = (),
) -> Answer:  # fmt: skip
    account = world.accounts.get(place.bucket)
    resource = _resource(account, place) if account else place.bucket
    resource += "" if action == "list" else f"/blobs/{place.key}"
    word = f"{WORDS[action]} ({rbac.LIST})" if action == "list" else WORDS[action]
    statements = (statement,) if statement else ()
    return Answer("deny" if reason else "allow", way, "azure", word, resource, statements, reason, notes=notes)


def _statement(one: Given, action: str) -> Statement:
    condition = ", with a condition" if one.assignment.condition else ""
    text = f"role assignment {one.item.name} (role {one.role!r}{condition})"
    return Statement("allow", one.role, text, action, one.item.name, one.item.urn)


def _setting(item: Thing, effect: str, name: str, kind: str, action: Action) -> Statement:
    text = f"{name} of the {kind} {item.name}"
    return Statement("deny" if effect == "deny" else "allow", name, text, WORDS[action], item.name, item.urn)


def _given(item: Thing, roles: Mapping[str, tuple[str, rbac.Role]]) -> Given:
    definition = _last(text_of(item.inputs.get("roleDefinitionId")))
    called, role = roles.get(definition) or (definition, rbac.BUILT_IN.get(definition, rbac.Role()))
    inputs = item.inputs
    principal, scope, condition = (text_of(inputs.get(key)) for key in ("principalId", "scope", "condition"))
    return Given(item, called, rbac.Assignment(principal, role, scope, condition))


def _principals(things: Things, spec: Spec) -> dict[str, str]:
    """The object id of each workload: of an identity that is made, or one of the team's own."""
    found = {}
    for item in things.of("stowplan:azure:Workload"):
        found[item.name] = text_of(item.outputs.get("principalId"))
    for item in things.of(_IDENTITY):
        if item.owner in spec.workloads and not found.get(item.owner):
            found[item.owner] = text_of(item.outputs.get("principalId"))
    return {name: principal for name, principal in found.items() if name in spec.workloads}


def _accounts(things: Things) -> dict[str, Account]:
    made: dict[str, dict[str, tuple[Thing, str]]] = defaultdict(dict)
    for item in things.of(_CONTAINER):
        level = text_of(item.inputs.get("publicAccess")) or "None"
        made[text_of(item.inputs.get("accountName"))][text_of(item.inputs.get("containerName"))] = item, level
    found = {}
    for item in things.of(_ACCOUNT):
        name = text_of(item.inputs.get("accountName"))
        public = item.inputs.get("allowBlobPublicAccess") is True
        found[name] = Account(item, text_of(item.outputs.get("id")), public, _closed(item), made[name])
    return found


def _closed(item: Thing) -> str:
    if item.inputs.get("publicNetworkAccess") == "Disabled":
        return f"publicNetworkAccess of the account {item.name}"
    rules = item.inputs.get("networkRuleSet") or {}
    return f"networkRuleSet of the account {item.name}" if rules.get("defaultAction") == "Deny" else ""


def _last(id_: str) -> str:
    return id_.rpartition("/")[2].lower()
