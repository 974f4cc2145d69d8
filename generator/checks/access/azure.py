"""Public containers, links and networks on Azure: who reads what, and whether they can get there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.checks.buckets.network import closed
from generator.spec.facts import azure_stores, container_name, serving, storages_of
from generator.spec.limits import LIMITS
from generator.spec.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.spec.azure import AzureStore
    from generator.spec.model import Spec, Storage

_EXPIRY = LIMITS["seconds that a signed link of the store lasts"]["azure"]


def check(spec: Spec) -> Iterator[Problem]:
    """Every storage on Azure."""
    for name, store in azure_stores(spec).items():
        anonymous = [alias for alias in storages_of(spec, name) if _anonymous(spec, alias, store)]
        for alias, storage in storages_of(spec, name).items():
            path = ("storages", alias)
            yield from _expiry(spec, path, storage)
            yield from _beside_public(spec, path, alias, anonymous)
            yield from _reach(spec, path, storage, store)
            if alias in anonymous and spec.target == "cloud":
                yield from _open(spec, path, storage, store)


def _expiry(spec: Spec, path: tuple[str, ...], storage: Storage) -> Iterator[Problem]:
    """A link ends with the user delegation key it is signed with."""
    if storage.url_expiry > _EXPIRY.most and serving(spec, storage) in {"cdn-signed", "direct-signed"}:
        yield problem("SPEC168", *path, "url_expiry", value=storage.url_expiry)


def _anonymous(spec: Spec, alias: str, store: AzureStore) -> bool:
    """Whether the account itself asks nobody who they are: also behind a private link, where Front Door cannot say.

    https://learn.microsoft.com/azure/frontdoor/origin-authentication-with-managed-identities
    """
    linked = store.cdn is not None and store.cdn.origin_access == "private-link"
    return serving(spec, spec.storages[alias]) in ({"direct-public", "cdn-public"} if linked else {"direct-public"})


def _beside_public(spec: Spec, path: tuple[str, ...], alias: str, anonymous: list[str]) -> Iterator[Problem]:
    """Anonymous access is a container's: https://learn.microsoft.com/azure/storage/blobs/anonymous-read-access-configure"""
    storage = spec.storages[alias]
    container = container_name(spec, alias)
    other = next((found for found in anonymous if container_name(spec, found) == container), None)
    if storage.access == "private" and other is not None:
        slots = {"value": alias, "store": storage.store, "other": other, "container": container}
        yield problem("SPEC166", *path, "store", **slots)


def _open(spec: Spec, path: tuple[str, ...], storage: Storage, store: AzureStore) -> Iterator[Problem]:
    """Where not everyone reaches the account, `_reach` says so; behind a private link that is as it should be."""
    if closed(store.network):
        return
    through_cdn = serving(spec, storage) == "cdn-public"
    fix = "set `network: {public: false}` on the store" if through_cdn else "put a CDN in front and leave `via` out"
    yield problem("SPEC167", *path, "access", value=storage.prefix or storage.store, fix=fix)


def _reach(spec: Spec, path: tuple[str, ...], storage: Storage, store: AzureStore) -> Iterator[Problem]:
    """Browsers come from anywhere, and Front Door without a private link does too."""
    reason, how = closed(store.network), serving(spec, storage)
    if not reason or spec.target != "cloud":
        return
    if how.startswith("cdn"):
        if store.cdn is not None and store.cdn.origin_access == "managed-identity":
            yield problem("SPEC170", "stores", storage.store, "cdn", reason=reason)
    elif how == "direct-public" and not (store.network.ip_rules or store.network.subnets):
        yield problem("SPEC171", *path, "access", value=path[-1], reason=reason)
    else:
        yield problem("SPEC172", *path, "access", value=path[-1], reason=reason)
