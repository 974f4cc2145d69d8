"""The accounts, containers, roles and principals of a graph on Azure, and what a scope names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from infra.decisions.azure.rbac import BUILT_IN, Role, role
from infra.review.access.model import Name
from infra.review.access.reading import called, label_of, mapping, mappings, text, value, workload_or
from infra.review.report import Who

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra.offline.graph import Resource
    from infra.review.access.reading import Reading

ACCOUNT = "azure-native:storage:StorageAccount"
CONTAINER = "azure-native:storage:BlobContainer"
IDENTITY = "azure-native:managedidentity:UserAssignedIdentity"
DEFINITION = "azure-native:authorization:RoleDefinition"
GROUP = "azure-native:cdn:AFDOriginGroup"
PROFILE = "azure-native:cdn:Profile"
_IN_ACCOUNT = re.compile(
    r".*/storageaccounts/([^/]+)(?:/blobservices/[^/]+(?:/containers/([^/]+))?)?/?", re.IGNORECASE | re.DOTALL
)
_WIDE = re.compile(r"(?:/subscriptions/[^/]+(?:/resourcegroups/[^/]+)?|/providers/microsoft\.management/.*|/)/?", re.IGNORECASE)  # fmt: skip  # noqa: E501


class Scope(NamedTuple):
    """What an assignment covers: a store or one container of it, or with an empty store something else."""

    store: str
    container: str = ""
    other: str = ""


@dataclass(frozen=True)
class Things:
    """`stores` by account name in lower case, `ids` account ids by store, `containers` by store.

    `people` are principals by object id; `roles` by the last part of their id; `closed` are stores that nobody reads
    without a name.
    """

    stores: Mapping[str, str]
    ids: Mapping[str, str]
    accounts: Mapping[str, str]
    containers: Mapping[str, tuple[str, ...]]
    people: Mapping[str, Who]
    identities: Mapping[str, Who]
    roles: Mapping[str, Role]
    closed: frozenset[str]
    names: tuple[Name, ...]

    def store(self, account: str) -> str:
        """The store of an account; its name for one that is not in the graph."""
        return self.stores.get(account.lower(), account)

    def role(self, definition: str) -> Role | None:
        """What a role definition allows, None for one that is not known."""
        guid = definition.rpartition("/")[2].lower()
        return self.roles.get(guid) or BUILT_IN.get(guid)

    def scopes(self, scope: str) -> tuple[Scope, ...]:
        """What a scope covers; a group or a subscription is every account in it, and what is not in the program."""
        match = _IN_ACCOUNT.fullmatch(scope)
        if match:
            return (Scope(self.store(match[1]), match[2] or ""),)
        if _WIDE.fullmatch(scope):
            start = scope.lower().rstrip("/")
            wide = "/providers/microsoft.management/" in start or not start
            inside = [store for store, id_ in sorted(self.ids.items()) if wide or id_.lower().startswith(f"{start}/")]
            return (*(Scope(store) for store in inside), Scope("", "", scope))
        return (Scope("", "", scope),)


def things(found: Reading) -> Things:
    """Everything that assignments name."""
    stores: dict[str, str] = {}
    ids: dict[str, str] = {}
    accounts: dict[str, str] = {}
    names: list[Name] = []
    closed = set()
    for resource in found.of(ACCOUNT):
        known = _names(resource)
        owner = found.owner(resource)
        ours = owner.kind == "store" and owner.name not in ids
        store = owner.name if ours else next(iter(known), resource.name)
        stores |= {name.lower(): store for name in known}
        ids[store], accounts[store] = text(resource, "id"), next(iter(known), resource.name)
        closed |= {store} if value(resource, "allowBlobPublicAccess") is False else set()
        names.append(Name(resource.urn, "store", store))
    containers: dict[str, tuple[str, ...]] = {}
    for resource in found.of(CONTAINER):
        store = stores.get(text(resource, "accountName").lower(), text(resource, "accountName"))
        container = container_of(resource)
        containers[store] = (*containers.get(store, ()), container)
        names.append(Name(resource.urn, "container", f"{store}/{container}"))
    identities = _identities(found)
    names += [Name(item.urn, "who", identities[item.urn].name) for item in found.of(IDENTITY)]
    return Things(
        stores, ids, accounts, containers, _people(found, identities), identities, _roles(found), frozenset(closed),
        tuple(sorted(names)),
    )  # fmt: skip


def container_of(resource: Resource) -> str:
    """A container's name."""
    return next(iter(called(resource, "containerName", "name")), resource.name)


def _names(resource: Resource) -> tuple[str, ...]:
    endpoint = str(mapping(value(resource, "primaryEndpoints")).get("blob") or "")
    hosts = (endpoint.removeprefix("https://").partition(".blob.")[0],) if endpoint else ()
    ids = (item.rpartition("/")[2] for item in called(resource, "id"))
    return tuple(dict.fromkeys(name for name in (*called(resource, "accountName", "name"), *ids, *hosts) if name))


def _identities(found: Reading) -> dict[str, Who]:
    """Identities by urn: of a workload, of a CDN, or by their name in the program."""
    groups = {
        str(mapping(mapping(value(item, "authentication")).get("userAssignedIdentity")).get("id") or "").lower(): item
        for item in found.of(GROUP)
    }
    result = {}
    for resource in found.of(IDENTITY):
        group = next((groups[name.lower()] for name in called(resource, "id") if name.lower() in groups), None)
        other = Who("principal", f"identity {resource.name}")
        if group is not None:
            owner = found.owner(group)
            other = Who("cdn", owner.name if owner.kind == "store" else label_of(group))
        result[resource.urn] = workload_or(found.owner(resource), other)
    return result


def _people(found: Reading, identities: Mapping[str, Who]) -> dict[str, Who]:
    people = {name.lower(): identities[item.urn] for item in found.of(IDENTITY) for name in called(item, "principalId")}
    for item in found.of(PROFILE):
        principal = mapping(value(item, "identity")).get("principalId")
        if isinstance(principal, str):
            owner = found.owner(item)
            people[principal.lower()] = Who("cdn", owner.name if owner.kind == "store" else label_of(item))
    return people


def _roles(found: Reading) -> dict[str, Role]:
    return {
        name.rpartition("/")[2].lower(): role(mappings(value(item, "permissions")))
        for item in found.of(DEFINITION)
        for name in called(item, "id", "name", "roleDefinitionId")
    }
