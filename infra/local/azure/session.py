"""What a local environment adds to its outputs for the stores that lie on the local Azure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.spec.facts import azure_stores
from infra.decisions.azure import conditions, rbac
from infra.decisions.azure.conditions import Asked
from infra.decisions.azure.rbac import Access, Assignment
from infra.local.azure.accounts import container_id
from infra.local.azure.cloud import token_for
from infra.offline.values import thaw

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from generator.spec.model import Spec
    from infra.local.azure.cloud import LocalAzure
    from infra.offline.state import State

TITLE = "local Azure"
ACTIONS = {"read": rbac.READ, "write": rbac.WRITE, "delete": rbac.DELETE, "list": rbac.READ}


def prepare(cloud: LocalAzure, keys: Mapping[str, Mapping[str, str]]) -> None:
    """Nothing: Front Door has no signing keys."""


def shared(cloud: LocalAzure) -> dict[str, str]:
    """What is below `local` in the outputs."""
    return {"azure_endpoint_url": cloud.endpoint}


def credentials(cloud: LocalAzure, folder: Path, workload: str, outputs: Mapping[str, Any]) -> dict[str, str]:
    """What is below `local.credentials.<workload>`: a bearer token, where the workload has an identity on Azure."""
    identity = (outputs["workloads"].get(workload) or {}).get("azure")
    return {"azure_token": token_for(cloud, identity["principal_id"])} if identity else {}


def access(spec: Spec, state: State, outputs: Mapping[str, Any]) -> dict[str, dict[str, list[str]]]:
    """Workload → alias → what the evaluator says it may do there, by the role assignments that were applied."""
    given = _assignments(state)
    stores = azure_stores(spec)
    places = {
        alias: (outputs["stores"][item.store], item.prefix)
        for alias, item in spec.storages.items()
        if item.store in stores and alias in (outputs["stores"].get(item.store) or {}).get("containers", {})
    }
    return {
        name: {
            alias: _allowed(given, outputs["workloads"].get(name) or {}, state, alias, store, prefix)
            for alias, (store, prefix) in places.items()
        }
        for name in spec.workloads
    }


def _allowed(
    given: list[Assignment],
    workload: Mapping[str, Any],
    state: State,
    alias: str,
    store: Mapping[str, Any],
    prefix: str,
) -> list[str]:
    identity = workload.get("azure")
    if not identity:
        return []
    container = store["containers"][alias]
    resource = container_id(_account_id(state, store["account"]), container)
    return [
        verb
        for verb, action in ACTIONS.items()
        if rbac.allowed(
            Access(resource, _asked(verb, action, store["account"], container, prefix)),
            identity["principal_id"],
            given,
        )
    ]


def _asked(verb: str, action: str, account: str, container: str, prefix: str) -> Asked:
    place = {conditions.ACCOUNT: account, conditions.CONTAINER: container}
    if verb == "list":
        return Asked(action, rbac.LIST, {**place, conditions.PREFIX: prefix})
    return Asked(action, "", {**place, conditions.PATH: f"{prefix}any"})


def _assignments(state: State) -> list[Assignment]:
    roles = {
        item.id.rpartition("/")[2].lower(): rbac.role(thaw(item.inputs.get("permissions") or ()))
        for item in state.resources
        if item.type == "azure-native:authorization:RoleDefinition"
    }
    named = {**rbac.BUILT_IN, **roles}
    return [
        Assignment(
            str(item.inputs["principalId"]),
            named.get(str(item.inputs["roleDefinitionId"]).rpartition("/")[2].lower(), rbac.Role()),
            str(item.inputs["scope"]),
            str(item.inputs.get("condition") or ""),
        )
        for item in state.resources
        if item.type == "azure-native:authorization:RoleAssignment"
    ]


def _account_id(state: State, name: str) -> str:
    return next(
        (
            item.id
            for item in state.resources
            if item.type == "azure-native:storage:StorageAccount" and item.inputs.get("accountName") == name
        ),
        "",
    )
