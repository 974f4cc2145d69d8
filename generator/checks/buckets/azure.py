"""What a storage account itself asks for: keys, CORS, alarms, and where its logs may go."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.checks import azure_ids
from generator.checks.buckets import network
from generator.spec.facts import azure_stores, bucket_name, region_of
from generator.spec.load import KEY
from generator.spec.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.spec.azure import AzureStore
    from generator.spec.model import Spec

_KEY = re.compile(
    r"https://[A-Za-z0-9-]{3,24}\.(vault|managedhsm)\.azure\.net/keys/[A-Za-z0-9-]{1,127}(/[0-9a-f]{32})?/?"
)
MAX_ORIGINS, MAX_CORS = 64, 2048
"""Origins of a rule, and characters of all rules:
https://learn.microsoft.com/rest/api/storageservices/cross-origin-resource-sharing--cors--support-for-the-azure-storage-services"""


def check(spec: Spec) -> Iterator[Problem]:
    """Every store on Azure."""
    for name, store in azure_stores(spec).items():
        path = ("stores", name)
        yield from _encryption(path, store)
        yield from _vault(spec, path, store)
        yield from network.check(path, store)
        yield from _cors(spec, path, store)
        yield from _logs(spec, (*path, "access_logs", "store"), store)
        if store.shared_key and store.isolation == "conditions":
            yield problem("SPEC169", *path, "shared_key", store=name)
        if store.alarms is not None:
            place = (*path, "alarms", "notify")
            yield from azure_ids.resource(place, store.alarms.notify, azure_ids.ACTION_GROUP, "an action group")


def _encryption(path: tuple[str, ...], store: AzureStore) -> Iterator[Problem]:
    """https://learn.microsoft.com/azure/storage/common/customer-managed-keys-configure-existing-account"""
    wanted = store.encryption
    if wanted.type != "cmk":
        return
    place = (*path, "encryption")
    yield from azure_ids.resource((*place, "identity"), wanted.identity, azure_ids.IDENTITY, "a user-assigned identity")
    if wanted.key == "create":
        if wanted.identity is not None:
            reason = "the key of this stack has an identity of its own"
            yield problem("SPEC087", *place, "identity", key="identity", reason=reason)
        return
    if not _KEY.fullmatch(wanted.key):
        slots = {"expected": "`create` or the URL of a key", "example": "https://shop.vault.azure.net/keys/media"}
        yield problem("SPEC083", *place, "key", value=wanted.key, **slots)
    if wanted.identity is None:
        yield problem("SPEC175", *place, "key")


def _vault(spec: Spec, path: tuple[str, ...], store: AzureStore) -> Iterator[Problem]:
    """The vault of a key of this stack has the account's name; it is as unique, but begins with a letter:
    https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftkeyvault"""
    name = bucket_name(spec, path[1])
    if store.encryption.type == "cmk" and store.encryption.key == "create" and name[:1].isdigit():
        reason = "it is the account's, and a vault's begins with a letter"
        slots = {"who": "Key Vault", "what": "vault name", "reason": reason, "key": "account", "store": path[1]}
        yield problem("SPEC071", *path, KEY if store.name is None else "name", value=name, **slots)


def _logs(spec: Spec, path: tuple[str, ...], store: AzureStore) -> Iterator[Problem]:
    """Of a resource that lies somewhere, into an account that lies there too:
    https://learn.microsoft.com/azure/azure-monitor/platform/diagnostic-settings"""
    name = store.access_logs.store if store.access_logs is not None else ""
    target, location = azure_stores(spec).get(name), region_of(spec, store)
    if target is not None and region_of(spec, target) != location:
        slots = {"reason": "it is in another location", "fix": f"use a store in {location}"}
        yield problem("SPEC035", *path, value=name, other=path[1], **slots)


def _cors(spec: Spec, path: tuple[str, ...], store: AzureStore) -> Iterator[Problem]:
    """Rules of the store, or the one that follows from the site's origins."""
    rules = [] if store.cors is None else [(*rule.origins, *rule.headers, *rule.expose_headers) for rule in store.cors]
    place = ("site", "origins") if store.cors is None else (*path, "cors")
    origins = [spec.site.origins] if store.cors is None else [rule.origins for rule in store.cors]
    most = max((len(found) for found in origins), default=0)
    size = sum(len(text) for rule in (rules or origins) for text in rule)
    if most > MAX_ORIGINS:
        slots = {"count": most, "things": "origins in a CORS rule", "who": "Azure", "limit": MAX_ORIGINS}
        yield problem("SPEC113", *place, **slots)
    elif size > MAX_CORS:
        slots = {"count": size, "things": "characters of CORS rules", "who": "Azure", "limit": MAX_CORS}
        yield problem("SPEC113", *place, **slots)
