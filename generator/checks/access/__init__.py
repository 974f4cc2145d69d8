"""How files are served: combinations that leak, that break, or that do nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.checks.access import azure, gcs, s3
from generator.spec.facts import azure_stores, serving
from generator.spec.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.spec.model import Spec, Storage, Store

AZURE_WINDOW = 518_400
_HEADER = re.compile(r"[A-Za-z0-9 ,=_\"-]+")


def check(spec: Spec) -> Iterator[Problem]:
    """Every storage with the store it lies in."""
    for alias, storage in spec.storages.items():
        store = spec.stores.get(storage.store)
        path = ("storages", alias)
        if store is None:
            continue
        yield from _via(path, storage, store)
        yield from _kind(path, storage)
        yield from _signing(spec, path, storage)
        for index, rule in enumerate(storage.cache_control):
            if not _HEADER.fullmatch(rule.value):
                yield problem("SPEC063", *path, "cache_control", index, "value", value=rule.value)
    yield from s3.check(spec)
    yield from gcs.check(spec)
    yield from azure.check(spec)


def _via(path: tuple[str, ...], storage: Storage, store: Store) -> Iterator[Problem]:
    if storage.via in {"cdn", "cookies"} and store.cdn is None:
        yield problem("SPEC051", *path, "via", value=storage.via, store=storage.store)
    elif storage.access == "public" and storage.via == "cookies":
        yield problem("SPEC052", *path, "via")
    elif (
        storage.access == "private"
        and storage.via != "direct"
        and store.provider != "azure"  # Front Door passes the SAS on
        and store.cdn is not None
        and store.cdn.signing is None
    ):
        key = "public_keys" if store.provider == "s3" else "keys"
        yield problem("SPEC050", *path, "via" if storage.via else "access", store=storage.store, key=key)


def _kind(path: tuple[str, ...], storage: Storage) -> Iterator[Problem]:
    if storage.kind == "static" and storage.access != "public":
        yield problem("SPEC055", *path, "access", value=storage.access)
    if storage.kind != "static" and not storage.manifest:
        yield problem("SPEC056", *path, "manifest")
    if storage.kind == "media" and storage.overwrite:
        yield problem("SPEC057", *path, "overwrite")
    if storage.kind == "static" and storage.overwrite is False:
        yield problem("SPEC086", *path, "overwrite")


def _signing(spec: Spec, path: tuple[str, ...], storage: Storage) -> Iterator[Problem]:
    how = serving(spec, storage)
    signed = how in {"cdn-signed", "direct-signed"}
    if storage.url_window and not signed:
        yield problem("SPEC062", *path, "url_window")
    elif storage.url_window >= storage.url_expiry:
        yield problem("SPEC060", *path, "url_window", value=storage.url_window, other=storage.url_expiry)
    if signed and storage.url_window > AZURE_WINDOW and storage.store in azure_stores(spec):
        expected = f"{AZURE_WINDOW} seconds (6 days) or less on Azure, where what links are signed with lasts 7 days"
        yield problem("SPEC024", *path, "url_window", value=storage.url_window, expected=expected)
    if not signed and "url_expiry" in storage.model_fields_set:
        yield problem("SPEC087", *path, "url_expiry", key="url_expiry", reason="these URLs are not signed")
