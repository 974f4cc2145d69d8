"""Whose tokens a user-assigned identity takes: one issuer and one subject for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from infra.policies.trust import GITHUB, github_subject

if TYPE_CHECKING:
    from generator.spec.workloads import RunsOn

AUDIENCE = "api://AzureADTokenExchange"
"""https://learn.microsoft.com/entra/workload-id/workload-identity-federation-create-trust-user-assigned-managed-identity"""


class Federation(NamedTuple):
    """The issuer is compared letter by letter, a final slash included."""

    issuer: str
    subject: str


def federation(runs_on: RunsOn) -> Federation | None:
    """What a federated credential names; None where the platform itself hands the identity over."""
    if runs_on.type == "aks":
        return Federation(runs_on.issuer, f"system:serviceaccount:{runs_on.namespace}:{runs_on.service_account}")
    if runs_on.type == "github-actions":
        return Federation(f"https://{GITHUB}", github_subject(runs_on))
    return None


def own_principal(runs_on: RunsOn) -> str | None:
    """The object id of the app's or machine's own identity, where the spec gives it."""
    match runs_on.type:
        case "app-service" | "container-apps" | "azure-vm":
            return runs_on.principal_id
        case _:
            return None
