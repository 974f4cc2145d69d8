"""Rights, trust and exposure on Azure, from every role assignment and container of a graph.

Rules as in `infra.decisions.azure.rbac`: assignments only add, on a scope and all below it. Keys begin with their
container. https://learn.microsoft.com/azure/role-based-access-control/overview
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.decisions.azure import rbac
from infra.decisions.azure.conditions import Asked
from infra.review import keys
from infra.review.access import front_door
from infra.review.access.azure_conditions import Question, regions
from infra.review.access.azure_things import ACCOUNT, CONTAINER, Scope, Things, container_of, things
from infra.review.access.conditions import expression, joined
from infra.review.access.model import DELETE, LIST, READ, WRITE, Exposure, Found, Name, Right, Trust, nothing
from infra.review.access.phrases import ANY_NETWORK
from infra.review.access.reading import called, label_of, mapping, mappings, strings, text, value, workload_or
from infra.review.access.subjects import reading, with_reading
from infra.review.report import Who

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra.decisions.azure.rbac import Role
    from infra.offline.graph import Resource
    from infra.review.access.reading import Reading

_FOUR = {READ: rbac.READ, WRITE: rbac.WRITE, DELETE: rbac.DELETE, LIST: rbac.READ}
_ASSIGNMENT = "azure-native:authorization:RoleAssignment"
_CREDENTIAL = "azure-native:managedidentity:FederatedIdentityCredential"
_BLOBS = "microsoft.storage/"
_IN_A_GROUP = 5  # slashes of a resource group's id, and one
_EVERYONE = Who("public", "bucket")
_NOT_READ = (
    "azure-native:storage:localuser", "azure-native:authorization:denyassignment",
    "azure-native:authorization:pim", "azure-native:keyvault:accesspolicy",
    "azure-native:storage:objectreplication",
    "azure:storage/", "azure:authorization/", "azuread:",
)  # fmt: skip


def read(found: Reading) -> tuple[Found, tuple[Name, ...]]:
    """Everything of Azure, and what its stores, containers and identities are called."""
    known, result = things(found), nothing()
    rights = [*_assigned(found, known, result.unread), *_anonymous(found, known), *_websites(found, known)]
    result.rights += [*rights, *front_door.cdn_rights(found, known, rights, result.unread)]
    result.trusts += [*_federated(found, known), *_account_keys(found, known), *_principals(found, known)]
    result.exposures += [*front_door.exposures(found, known), *_scripts(found, known), *_networks(found, known)]
    for type_, resources in found.types.items():
        if type_.startswith(_NOT_READ):
            result.unread += [f"{label_of(resource)} ({resource.type}) is not read" for resource in resources]
    return result, known.names


def _assigned(found: Reading, known: Things, unread: list[str]) -> Iterator[Right]:
    for resource in found.of(_ASSIGNMENT):
        definition = text(resource, "roleDefinitionId")
        role, who = known.role(definition), _who(found, known, resource)
        if role is None:
            unread.append(f"the role {definition.rpartition('/')[2]} of {label_of(resource)} is not known")
        for scope in known.scopes(text(resource, "scope")):
            if role is None:
                yield _unknown(found, resource, who, scope, definition)
            elif scope.store:
                yield from _on_store(resource, who, role, scope, known, unread)
            else:
                yield from _on_other(found, resource, who, role, scope)


def _who(found: Reading, known: Things, resource: Resource) -> Who:
    """The principal of an assignment; the team's own lies under its workload."""
    principal = text(resource, "principalId")
    other = Who("principal", principal or "(known after apply)")
    return known.people.get(principal.lower()) or workload_or(found.owner(resource), other)


def _unknown(found: Reading, resource: Resource, who: Who, scope: Scope, definition: str) -> Right:
    word = f"the role {definition.rpartition('/')[2]}"
    keys_of = f"{keys.literal(scope.container)}/*" if scope.container else "*"
    where = keys_of if scope.store else found.shown(scope.other)
    return Right(who, word, scope.store, where, label_of(resource), resource.urn, _worded(resource), cloud="azure")


def _on_store(
    resource: Resource, who: Who, role: Role, scope: Scope, known: Things, unread: list[str]
) -> Iterator[Right]:
    by, condition = label_of(resource), text(resource, "condition")
    for word, action in _data_words(role):
        for container in _containers(scope, known, condition):
            account = known.accounts.get(scope.store, scope.store)
            question = Question(action, rbac.LIST if word == LIST else "", account, container)
            for term, rest in regions(condition, question, unread):
                inside = f"{keys.literal(container)}/" if container else ""
                but = tuple(inside + item for item in term.but)
                yield Right(
                    who, word, scope.store, inside + term.scope, by, resource.urn, rest, "allow", "azure", but
                )  # fmt: skip
    for word in _control_words(role):
        yield Right(who, word, scope.store, keys.literal(scope.container), by, resource.urn, "", cloud="azure")


def _containers(scope: Scope, known: Things, condition: str) -> tuple[str, ...]:
    """A condition is worked out container by container; without one the account is one region."""
    if scope.container:
        return (scope.container,)
    return known.containers.get(scope.store, ("",)) if condition else ("",)


def _on_other(found: Reading, resource: Resource, who: Who, role: Role, scope: Scope) -> Iterator[Right]:
    where = _below(found, scope.other) or "a scope that is not known yet"
    for word in sorted({word for word, _ in _data_words(role)} | set(_control_words(role))):
        yield Right(who, word, "", where, label_of(resource), resource.urn, _worded(resource), cloud="azure")


def _below(found: Reading, scope: str) -> str:
    """A resource id by the nearest resource of the program that it lies in."""
    start, rest = scope, ""
    while start.count("/") > _IN_A_GROUP:
        if start in found.labels:
            return found.labels[start] + rest
        start, _, last = start.rpartition("/")
        rest = f"/{last}{rest}"
    return found.shown(scope)


def _worded(resource: Resource) -> str:
    condition = text(resource, "condition")
    return joined([expression(condition)]) if condition else ""


def _data_words(role: Role) -> list[tuple[str, str]]:
    """(word, action): the four, and every other data action as it is written."""
    found = [(word, action) for word, action in _FOUR.items() if _grants(role, action)]
    for pattern in sorted(set(role.data_actions)):
        if pattern.lower() in {action.lower() for action in _FOUR.values()}:
            continue
        if "*" in pattern:
            taken = sorted(item for item in role.not_data_actions if keys.overlap(item.lower(), pattern.lower()))
            found.append((pattern + (f" except {', '.join(taken)}" if taken else ""), pattern))
        elif _grants(role, pattern):
            found.append((pattern, pattern))
    return found


def _grants(role: Role, action: str) -> bool:
    return rbac.grants(role, rbac.Access("", Asked(action)))


def _control_words(role: Role) -> list[str]:
    found = []
    for pattern in sorted(set(role.actions)):
        if pattern == "*" or pattern.lower().startswith((_BLOBS, "*/")):
            taken = sorted(item for item in role.not_actions if keys.overlap(item.lower(), pattern.lower()))
            found += [pattern + (f" except {', '.join(taken)}" if taken else "")] if pattern not in taken else []
    return found


def _anonymous(found: Reading, known: Things) -> Iterator[Right]:
    """Containers that are open; an account can keep all of its own closed."""
    for resource in found.of(CONTAINER):
        store = known.store(text(resource, "accountName"))
        level = text(resource, "publicAccess").lower()
        if store not in known.closed and level in {"blob", "container"}:
            scope = f"{keys.literal(container_of(resource))}/*"
            for action in (READ, LIST) if level == "container" else (READ,):
                yield Right(_EVERYONE, action, store, scope, label_of(resource), resource.urn, cloud="azure")


def _websites(found: Reading, known: Things) -> Iterator[Right]:
    """A static website is read by anyone, whatever the account says of its containers.

    https://learn.microsoft.com/azure/storage/blobs/storage-blob-static-website
    """
    for resource in found.of("azure-native:storage:StorageAccountStaticWebsite"):
        store = known.store(text(resource, "accountName"))
        scope = f"{keys.literal('$web')}/*"
        yield Right(_EVERYONE, READ, store, scope, label_of(resource), resource.urn, cloud="azure")


def _federated(found: Reading, known: Things) -> Iterator[Trust]:
    owners = {name: who for item in found.of("azure-native:managedidentity:UserAssignedIdentity")
              for name in called(item, "resourceName", "name") for who in (known.identities[item.urn],)}  # fmt: skip
    for resource in found.of(_CREDENTIAL):
        name = text(resource, "resourceName")
        who = owners.get(name) or workload_or(found.owner(resource), Who("principal", f"identity {name}"))
        trusted = f"{text(resource, 'subject')} of {text(resource, 'issuer')}"
        audiences = " or ".join(sorted(strings(value(resource, "audiences"))))
        condition = joined([expression(f"audience {audiences}")]) if audiences else ""
        shown = with_reading(reading(text(resource, "subject")), trusted)
        yield Trust(who.name, trusted, condition, resource.urn, "allow", who.kind == "workload", shown)


def _principals(found: Reading, known: Things) -> Iterator[Trust]:
    """A workload is also who it is said to be: another object id is somebody else with its rights."""
    for resource in found.of(_ASSIGNMENT):
        owner, principal = found.owner(resource), text(resource, "principalId")
        if owner.kind == "workload" and principal and principal.lower() not in known.people:
            yield Trust(owner.name, f"the principal {principal.lower()}", "", resource.urn, "allow", True)


def _account_keys(found: Reading, known: Things) -> Iterator[Trust]:
    """Shared keys are taken unless they are switched off."""
    for resource in found.of(ACCOUNT):
        if value(resource, "allowSharedKeyAccess") is not False:
            store = known.store(text(resource, "accountName") or text(resource, "name"))
            yield Trust(f"the account of {store}", "whoever holds an account key", "", resource.urn)


def _scripts(found: Reading, known: Things) -> Iterator[Exposure]:
    for resource in found.of("azure-native:storage:BlobServiceProperties"):
        store = known.store(text(resource, "accountName"))
        for rule in mappings(mapping(value(resource, "cors")).get("corsRules")):
            for origin in strings(rule.get("allowedOrigins")):
                for method in strings(rule.get("allowedMethods")):
                    yield Exposure(store, "cors", method, resource.urn, True, origin)


def _networks(found: Reading, known: Things) -> Iterator[Exposure]:
    """https://learn.microsoft.com/azure/storage/common/storage-network-security"""
    for resource in found.of(ACCOUNT):
        store = known.store(text(resource, "accountName") or text(resource, "name"))
        yield from (Exposure(store, "network", what, resource.urn) for what in _doors(resource))


def _doors(resource: Resource) -> Iterator[str]:
    rules = mapping(value(resource, "networkRuleSet"))
    if value(resource, "publicNetworkAccess") in {"Disabled", "SecuredByPerimeter"}:
        return
    if rules.get("defaultAction") != "Deny":
        yield ANY_NETWORK
        return
    for item in mappings(rules.get("ipRules")):
        yield f"the addresses {item.get('iPAddressOrRange') or item.get('value')} reach the account"
    for item in mappings(rules.get("virtualNetworkRules")):
        yield f"the subnet {item.get('virtualNetworkResourceId') or item.get('id')} reaches the account"
    for item in mappings(rules.get("resourceAccessRules")):
        yield f"the resource {item.get('resourceId')} reaches the account"
    bypass = str(rules.get("bypass") or "AzureServices")
    if bypass != "None":
        yield f"{bypass} pass the network rules of the account"
