"""Names that Azure refuses: the subscription and its group, locations, accounts, containers, identities."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.checks.azure_ids import guid, location
from generator.checks.names import placeholders
from generator.spec.facts import (
    azure_stores,
    bucket_name,
    container_name,
    identity_name,
    resource_group_name,
    storages_of,
)
from generator.spec.identities import identity, workloads_on
from generator.spec.load import KEY
from generator.spec.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.spec.model import Spec

_ACCOUNT = re.compile(r"[a-z0-9]+")
_CONTAINER = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_GROUP = re.compile(r"[A-Za-z0-9_.()-]+")
_IDENTITY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_CREDENTIAL = 120
"""Characters of a federated credential's name, which is its identity's:
https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftmanagedidentity"""


def check(spec: Spec) -> Iterator[Problem]:
    """The section `azure`, then every store on Azure."""
    yield from guid(("azure", "subscription_id"), spec.azure.subscription_id)
    yield from guid(("azure", "tenant_id"), spec.azure.tenant_id)
    yield from location(("azure", "location"), spec.azure.location)
    yield from _group(spec)
    for name in workloads_on(spec, "azure"):
        yield from _identity(spec, name)
    for name, store in azure_stores(spec).items():
        yield from location(("stores", name, "location"), store.location)
        yield from _containers(spec, name)
        if store.adopt:
            yield from _adopted(spec, ("stores", name, "adopt"))
    if azure_stores(spec):
        yield from _tags(spec)
    if spec.azure.resource_group.adopt and azure_stores(spec):
        yield from _adopted(spec, ("azure", "resource_group", "adopt"))


def account_reason(name: str) -> str:
    """Why Azure refuses the name of a storage account, or nothing.

    https://learn.microsoft.com/azure/storage/common/storage-account-overview#storage-account-name
    """
    if not 3 <= len(name) <= 24:
        return f"it has {len(name)} characters, and 3 to 24 are allowed"
    return "" if _ACCOUNT.fullmatch(name) else "only a-z and 0-9 are allowed"


def identity_reason(name: str) -> str:
    """Why Azure refuses the name of a user-assigned identity, or nothing.

    https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftmanagedidentity
    """
    if not 3 <= len(name) <= 128:
        return f"it has {len(name)} characters, and 3 to 128 are allowed"
    return "" if _IDENTITY.fullmatch(name) else "only letters, digits, - and _ are allowed, after a letter or digit"


def container_reason(name: str) -> str:
    """Why Azure refuses the name of a container, or nothing.

    https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata
    """
    if not 3 <= len(name) <= 63:
        return f"it has {len(name)} characters, and 3 to 63 are allowed"
    return "" if _CONTAINER.fullmatch(name) else "only a-z, 0-9 and single dashes between them are allowed"


def _identity(spec: Spec, workload: str) -> Iterator[Problem]:
    """An identity that the stack makes: its credential's name, and those of Front Doors and keys beside it."""
    runs_on, name = spec.workloads[workload].runs_on, identity_name(spec, workload)
    if identity(spec, workload, "azure") == "principal" or getattr(runs_on, "principal_id", None) is not None:
        return
    if runs_on.type in {"aks", "github-actions"} and _CREDENTIAL < len(name) <= 128:
        reason = f"it has {len(name)} characters, and a federated credential of this name takes {_CREDENTIAL}"
        yield problem("SPEC073", "workloads", workload, KEY, value=name, who="Azure", key="identity", reason=reason)
    for store in azure_stores(spec):
        for end, what in (("cdn", "Front Door"), ("key", "the key")):
            if name.lower() == f"{bucket_name(spec, store)}-{end}".lower():
                slots = {"workload": workload, "what": what, "store": store}
                yield problem("SPEC187", "workloads", workload, KEY, value=name, **slots)


def _group(spec: Spec) -> Iterator[Problem]:
    """https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftresources"""
    path, given = ("azure", "resource_group", "name"), spec.azure.resource_group.name
    unknown = [] if given is None else list(placeholders(path, given, "project", "environment"))
    yield from unknown
    name = resource_group_name(spec)
    if given is None or unknown:
        return
    reason = ""
    if not 1 <= len(name) <= 90:
        reason = f"it has {len(name)} characters, and 1 to 90 are allowed"
    elif not _GROUP.fullmatch(name) or name.endswith("."):
        reason = "only letters, digits and _ . ( ) - are allowed, and no . at the end"
    if reason:
        yield problem("SPEC180", *path, value=name, reason=reason)


def _containers(spec: Spec, name: str) -> Iterator[Problem]:
    """The store's own container, or those that are named after its storages."""
    store = azure_stores(spec)[name]
    if store.isolation == "conditions":
        reason = container_reason(store.container)
        if reason:
            slots = {"value": store.container, "reason": reason, "fix": f"change `stores.{name}.container`"}
            yield problem("SPEC177", "stores", name, "container", **slots)
        return
    if "container" in store.model_fields_set:
        reason = "with `isolation: containers` each storage has one of its own"
        yield problem("SPEC087", "stores", name, "container", key="container", reason=reason)
    for alias in storages_of(spec, name):
        reason = container_reason(container_name(spec, alias))
        if reason:
            slots = {"value": container_name(spec, alias), "reason": reason, "fix": "rename the storage"}
            yield problem("SPEC177", "storages", alias, KEY, **slots)


def _adopted(spec: Spec, path: tuple[str, ...]) -> Iterator[Problem]:
    """What exists is imported by its id, which begins with the subscription."""
    if spec.azure.subscription_id is None and spec.target == "cloud":
        yield problem("SPEC181", *path)


def _tags(spec: Spec) -> Iterator[Problem]:
    """https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources#limitations"""
    seen: dict[str, str] = {}
    for key in spec.tags:
        other = seen.setdefault(key.lower(), key)
        reason = ""
        if "/" in key:
            reason = "Azure takes no / in the name of a tag"
        elif key.lower().startswith(("azure", "microsoft", "windows")):
            reason = "Azure reserves names that begin with azure, microsoft or windows"
        elif other != key:
            reason = f"Azure does not tell it from {other!r}"
        if reason:
            yield problem("SPEC112", "tags", key, value=key, reason=reason)
