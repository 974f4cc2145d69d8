"""Azure: ids of identities, and which pods of a cluster may take one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.checks.azure_ids import guid
from generator.checks.workloads import kubernetes
from generator.spec.identities import clouds_of, identity, workloads_on
from generator.spec.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.spec.model import Spec
    from generator.spec.workloads import Aks

_ISSUER = re.compile(r"https://[A-Za-z0-9.-]+(/[A-Za-z0-9._/-]*)?")
_AKS = re.compile(r"https://[a-z0-9.-]+\.oic\.prod-aks\.azure\.com/.*[^/]")
"""Without the final / that AKS gives its issuers; Entra ID compares them letter by letter:
https://learn.microsoft.com/azure/aks/workload-identity-deploy-cluster"""


def aks(path: tuple[str, ...], runs_on: Aks) -> Iterator[Problem]:
    """AKS: a federated credential for one issuer, namespace and service account."""
    if not _ISSUER.fullmatch(runs_on.issuer) or _AKS.fullmatch(runs_on.issuer):
        yield problem(
            "SPEC083",
            *path,
            "issuer",
            value=runs_on.issuer,
            expected="the OIDC issuer URL of a cluster, with the / that AKS writes at its end",
            example="https://westeurope.oic.prod-aks.azure.com/00000000-1111-2222-3333-444444444444/abc/",
        )
    yield from kubernetes.check(path, runs_on)


def principal(spec: Spec, path: tuple[str, ...], name: str) -> Iterator[Problem]:
    """The ids of an application that code outside Azure runs as, and the tenant where it signs in."""
    found = spec.workloads[name].service_principal
    if found is not None:
        place = (*path, "service_principal")
        yield from guid((*place, "client_id"), found.client_id)
        yield from guid((*place, "object_id"), found.object_id)
        if found.client_id.lower() == found.object_id.lower():
            yield problem("SPEC165", *place, "object_id", value=found.object_id)
    yield from _shared(spec, path, name)
    on_azure = "azure" in clouds_of(spec, name)
    outside = identity(spec, name, "azure") in {"principal", "federated"}
    if on_azure and outside and spec.azure.tenant_id is None and spec.target == "cloud":
        yield problem("SPEC164", *path, "service_principal" if found else "runs_on")


def _shared(spec: Spec, path: tuple[str, ...], name: str) -> Iterator[Problem]:
    """Azure takes one assignment of a role to a principal at a scope, and has no word for who runs as it."""
    place, own = _own(spec, name)
    first = next((one for one in workloads_on(spec, "azure") if _own(spec, one)[1].lower() == own.lower()), name)
    if own and first != name:
        yield problem("SPEC186", *path, *place, value=own, other=first)


def _own(spec: Spec, name: str) -> tuple[tuple[str, str], str]:
    """Where the spec gives the object id of a workload's principal, and the id; "" where the stack makes it."""
    found, how = spec.workloads[name], identity(spec, name, "azure")
    if "azure" not in clouds_of(spec, name):
        return ("runs_on", "principal_id"), ""
    if how == "principal" and found.service_principal is not None:
        return ("service_principal", "object_id"), found.service_principal.object_id
    return ("runs_on", "principal_id"), getattr(found.runs_on, "principal_id", None) or ""
