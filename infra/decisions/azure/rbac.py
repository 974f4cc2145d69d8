"""Whether role assignments allow an action: roles, scopes and conditions together.

Source: "How Azure RBAC determines if a user has access to a resource" and "Azure built-in roles for Storage"
(learn.microsoft.com/azure/role-based-access-control). Deny assignments are not modelled.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from infra.decisions.azure.conditions import Asked, parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_STORAGE = "Microsoft.Storage/storageAccounts/blobServices"
READ = f"{_STORAGE}/containers/blobs/read"
WRITE = f"{_STORAGE}/containers/blobs/write"
ADD = f"{_STORAGE}/containers/blobs/add/action"
DELETE = f"{_STORAGE}/containers/blobs/delete"
DELETE_VERSION = f"{_STORAGE}/containers/blobs/deleteBlobVersion/action"
TAGS_READ = f"{_STORAGE}/containers/blobs/tags/read"
TAGS_WRITE = f"{_STORAGE}/containers/blobs/tags/write"
CONTAINER_READ = f"{_STORAGE}/containers/read"
DELEGATE = f"{_STORAGE}/generateUserDelegationKey/action"
LIST = "Blob.List"


@dataclass(frozen=True, slots=True)
class Role:
    """What a role definition allows: control actions and data actions, with `*` in either."""

    actions: tuple[str, ...] = ()
    not_actions: tuple[str, ...] = ()
    data_actions: tuple[str, ...] = ()
    not_data_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Assignment:
    """A role given to a principal (its object id) at a scope (a resource id), under a condition if there is one."""

    principal: str
    role: Role
    scope: str
    condition: str = ""


@dataclass(frozen=True, slots=True)
class Access:
    """One thing a principal wants to do to a resource; `data` tells data actions from control actions."""

    resource: str
    asked: Asked
    data: bool = True


BUILT_IN: Mapping[str, Role] = {
    "ba92f5b4-2d11-453d-a403-e96b0029c9fe": Role(  # Storage Blob Data Contributor
        actions=(f"{_STORAGE}/containers/delete", CONTAINER_READ, f"{_STORAGE}/containers/write", DELEGATE),
        data_actions=(DELETE, READ, WRITE, f"{_STORAGE}/containers/blobs/move/action", ADD),
    ),
    "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1": Role((CONTAINER_READ, DELEGATE), (), (READ,)),  # Storage Blob Data Reader
    "db58b8e5-c6ad-4a2a-8342-4190687cbf4a": Role((DELEGATE,)),  # Storage Blob Delegator
    "e147488a-f6f5-4113-8e2d-b22465e65bf6": Role(  # Key Vault Crypto Service Encryption User
        data_actions=tuple(
            f"Microsoft.KeyVault/vaults/keys/{verb}" for verb in ("read", "wrap/action", "unwrap/action")
        )
    ),
    "b7e6dc6d-f1e8-4753-8033-0f276bb0955b": Role(  # Storage Blob Data Owner
        (f"{_STORAGE}/containers/*", DELEGATE), (), (f"{_STORAGE}/containers/blobs/*",)
    ),
}


def role(permissions: Iterable[Mapping[str, Any]]) -> Role:
    """The role of a definition's `permissions` in wire names; several are added up."""

    def named(name: str) -> tuple[str, ...]:
        return tuple(str(item) for permission in permissions for item in permission.get(name) or ())

    permissions = tuple(permissions)
    return Role(named("actions"), named("notActions"), named("dataActions"), named("notDataActions"))


def allowed(access: Access, principal: str, assignments: Iterable[Assignment]) -> bool:
    """Whether one assignment allows it: assignments only ever add. Raises ConditionError for one it cannot read."""
    return any(
        item.principal.lower() == principal.lower()
        and within(access.resource, item.scope)
        and grants(item.role, access)
        and (not item.condition or parse(item.condition)(access.asked))
        for item in assignments
    )


def within(resource: str, scope: str) -> bool:
    """Whether a resource is the scope or lies below it; resource ids have no case."""
    resource, scope = resource.lower(), scope.lower().rstrip("/")
    return resource == scope or resource.startswith(f"{scope}/")


def grants(found: Role, access: Access) -> bool:
    """Whether a role has the action, conditions apart."""
    given, taken = (found.data_actions, found.not_data_actions) if access.data else (found.actions, found.not_actions)
    return _any(given, access.asked.action) and not _any(taken, access.asked.action)


def _any(patterns: tuple[str, ...], action: str) -> bool:
    return any(_pattern(item).fullmatch(action) for item in patterns)


@lru_cache(maxsize=1024)
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(re.escape(text).replace(r"\*", ".*"), re.IGNORECASE)
