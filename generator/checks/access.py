"""How files are served: combinations that leak, that break, or that do nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.spec.facts import serving, storages_of
from generator.spec.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.spec.model import Spec, Storage
    from generator.spec.s3 import S3Store

_HEADER = re.compile(r"[A-Za-z0-9 ,=_\"-]+")
PRESIGN_LIMIT = 604_800
ROLE_LIMIT = 21_600
_PUBLIC_ACLS = {"public-read", "authenticated-read"}
_ROLES = {"ecs", "ec2", "lambda", "eks-pod-identity", "eks-irsa", "github-actions"}


def check(spec: Spec) -> Iterator[Problem]:
    """Every storage with the store it lies in."""
    for alias, storage in spec.storages.items():
        store = spec.stores.get(storage.store)
        path = ("storages", alias)
        if store is None:
            continue
        yield from _via(path, storage, store)
        yield from _kind(path, storage)
        yield from _acl(spec, path, storage, store)
        yield from _beside_public(spec, path, storage)
        yield from _signing(spec, path, storage)
        yield from _public(spec, path, storage, store)
        for index, rule in enumerate(storage.cache_control):
            if not _HEADER.fullmatch(rule.value):
                yield problem("SPEC063", *path, "cache_control", index, "value", value=rule.value)


def _via(path: tuple[str, ...], storage: Storage, store: S3Store) -> Iterator[Problem]:
    if storage.via in {"cdn", "cookies"} and store.cdn is None:
        yield problem("SPEC051", *path, "via", value=storage.via, store=storage.store)
    elif storage.access == "public" and storage.via == "cookies":
        yield problem("SPEC052", *path, "via")
    elif (
        storage.access == "private" and storage.via != "direct" and store.cdn is not None and store.cdn.signing is None
    ):
        yield problem("SPEC050", *path, "via" if storage.via else "access", store=storage.store)


def _kind(path: tuple[str, ...], storage: Storage) -> Iterator[Problem]:
    if storage.kind == "static" and storage.access != "public":
        yield problem("SPEC055", *path, "access", value=storage.access)
    if storage.kind != "static" and not storage.manifest:
        yield problem("SPEC056", *path, "manifest")
    if storage.kind == "media" and storage.overwrite:
        yield problem("SPEC057", *path, "overwrite")
    if storage.kind == "static" and storage.overwrite is False:
        yield problem("SPEC086", *path, "overwrite")


def _acl(spec: Spec, path: tuple[str, ...], storage: Storage, store: S3Store) -> Iterator[Problem]:
    """AccessControlListNotSupported: cookiecutter-django#6713, jschneier/django-storages#734."""
    if storage.acl is None:
        return
    how = serving(spec, storage)
    open_to_others = storage.acl in _PUBLIC_ACLS
    if store.object_ownership == "BucketOwnerEnforced":
        yield problem("SPEC053", *path, "acl", value=storage.acl, store=storage.store)
    elif open_to_others != (how == "direct-public"):
        serving_by = "the CDN" if how.startswith("cdn") else "the bucket"
        yield problem("SPEC054", *path, "acl", value=storage.acl, access=storage.access, serving=serving_by)


def _beside_public(spec: Spec, path: tuple[str, ...], storage: Storage) -> Iterator[Problem]:
    """Block Public Access is the bucket's, so a public ACL on a private file would count too:
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html"""
    if storage.access != "private" or storage.acl in _PUBLIC_ACLS:
        return
    beside = storages_of(spec, storage.store).items()
    other = next((alias for alias, item in beside if item.acl in _PUBLIC_ACLS), None)
    if other is not None:
        slots = {"value": path[-1], "store": storage.store, "acl": spec.storages[other].acl, "other": other}
        yield problem("SPEC119", *path, "store", **slots)


def _signing(spec: Spec, path: tuple[str, ...], storage: Storage) -> Iterator[Problem]:
    how = serving(spec, storage)
    signed = how in {"cdn-signed", "direct-signed"}
    if storage.url_window and not signed:
        yield problem("SPEC062", *path, "url_window")
    elif storage.url_window >= storage.url_expiry:
        yield problem("SPEC060", *path, "url_window", value=storage.url_window, other=storage.url_expiry)
    if not signed and "url_expiry" in storage.model_fields_set:
        yield problem("SPEC087", *path, "url_expiry", key="url_expiry", reason="these URLs are not signed")
    if how != "direct-signed":
        return
    if storage.url_expiry > PRESIGN_LIMIT:
        yield problem("SPEC058", *path, "url_expiry", value=storage.url_expiry)
    elif storage.url_expiry > ROLE_LIMIT and any(item.runs_on.type in _ROLES for item in spec.workloads.values()):
        yield problem("SPEC059", *path, "url_expiry", value=storage.url_expiry)


def _public(spec: Spec, path: tuple[str, ...], storage: Storage, store: S3Store) -> Iterator[Problem]:
    if serving(spec, storage) != "direct-public" or spec.target != "cloud":
        return
    yield problem("SPEC061", *path, "access", value=storage.prefix or storage.store)
    if store.encryption.type == "kms":
        yield problem("SPEC067", *path, "access", value=path[-1])
