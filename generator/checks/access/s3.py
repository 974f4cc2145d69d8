"""ACLs and public buckets on S3, and how long its presigned URLs last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.spec.facts import s3_stores, serving, storages_of
from generator.spec.identities import identity
from generator.spec.limits import LIMITS
from generator.spec.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.spec.model import Spec, Storage
    from generator.spec.s3 import S3Store

PRESIGN_LIMIT = LIMITS["seconds that a signed link of the store lasts"]["s3"].most
ROLE_LIMIT = 21_600
_PUBLIC_ACLS = {"public-read", "authenticated-read"}


def check(spec: Spec) -> Iterator[Problem]:
    """Every storage on S3."""
    for name, store in s3_stores(spec).items():
        for alias, storage in storages_of(spec, name).items():
            path = ("storages", alias)
            yield from _acl(spec, path, storage, store)
            yield from _beside_public(spec, path, storage)
            yield from _expiry(spec, path, storage)
            yield from _public(spec, path, storage, store)


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


def _expiry(spec: Spec, path: tuple[str, ...], storage: Storage) -> Iterator[Problem]:
    if serving(spec, storage) != "direct-signed":
        return
    if storage.url_expiry > PRESIGN_LIMIT:
        yield problem("SPEC058", *path, "url_expiry", value=storage.url_expiry, what="a presigned S3 URL")
    elif storage.url_expiry > ROLE_LIMIT and any(
        identity(spec, name, "s3") in {"native", "federated"} for name in spec.workloads
    ):
        yield problem("SPEC059", *path, "url_expiry", value=storage.url_expiry)


def _public(spec: Spec, path: tuple[str, ...], storage: Storage, store: S3Store) -> Iterator[Problem]:
    if serving(spec, storage) != "direct-public" or spec.target != "cloud":
        return
    yield problem("SPEC061", *path, "access", value=storage.prefix or storage.store)
    if store.encryption.type == "kms":
        yield problem("SPEC067", *path, "access", value=path[-1])
