"""Public buckets, signed URLs and isolation on Google Cloud Storage."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from generator.spec.facts import gcs_stores, serving, storages_of
from generator.spec.identities import identity, workloads_on
from generator.spec.limits import LIMITS
from generator.spec.problems import Problem, listing, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.spec.gcs import GcsStore
    from generator.spec.model import Spec, Storage

SIGN_BLOB_LIMIT = 43_200
"""What a key that Google keeps signs is good for 12 hours:
https://cloud.google.com/storage/docs/gsutil/commands/signurl (`-u`)"""
_EXPIRY = LIMITS["seconds that a signed link of the store lasts"]["gcs"]
_FOLDERS = LIMITS["folders of a prefix"]["gcs"]
_SAME_ROLE = LIMITS["conditions of one role for one identity"]["gcs"]
_BINDINGS = LIMITS["conditional bindings of a bucket"]["gcs"]


def check(spec: Spec) -> Iterator[Problem]:
    """Every storage on Google Cloud Storage."""
    for name, store in gcs_stores(spec).items():
        yield from _public(spec, name)
        for alias, storage in storages_of(spec, name).items():
            yield from _expiry(spec, ("storages", alias), storage)
            folders = storage.prefix.count("/")
            if store.isolation == "managed-folders" and folders > _FOLDERS.most:
                yield problem("SPEC133", "storages", alias, "prefix", value=storage.prefix, count=folders)
        if store.isolation == "conditions":
            yield from _listing(spec, name)
            yield from _conditions(spec, name, store)


def _public(spec: Spec, store: str) -> Iterator[Problem]:
    """Cloud CDN reads without signature what anyone may: https://cloud.google.com/cdn/docs/setting-up-cdn-with-bucket"""
    if spec.target != "cloud":
        return
    for how, reason in _OPEN.items():
        found = [
            alias
            for alias, item in storages_of(spec, store).items()
            if serving(spec, item) == how and item.kind != "static"  # meant for everyone, and nobody's upload
        ]
        if found:
            shown = listing(repr(alias) for alias in found)
            yield problem("SPEC131", "storages", found[0], "access", value=shown, reason=reason)


_OPEN = {
    "cdn-public": "Cloud CDN reads public files as everyone does",
    "direct-public": "that is what `via: direct` means, and public access prevention is off",
}


def _expiry(spec: Spec, path: tuple[str, ...], storage: Storage) -> Iterator[Problem]:
    if serving(spec, storage) != "direct-signed":
        return
    if storage.url_expiry > _EXPIRY.most:
        yield problem("SPEC058", *path, "url_expiry", value=storage.url_expiry, what="a signed URL of Cloud Storage")
    elif storage.url_expiry > SIGN_BLOB_LIMIT and any(
        identity(spec, name, "gcs") in {"native", "federated"} for name in spec.workloads
    ):
        yield problem("SPEC132", *path, "url_expiry", value=storage.url_expiry)


def _granted(spec: Spec, store: str) -> Iterator[tuple[str, str, str]]:
    """Workload, alias and action of every grant below a prefix of the store."""
    inside = {alias for alias, storage in storages_of(spec, store).items() if storage.prefix}
    for workload in workloads_on(spec, "gcs"):
        for alias, actions in spec.workloads[workload].grants.items():
            if alias in inside:
                yield from ((workload, alias, action) for action in dict.fromkeys(actions))


def _listing(spec: Spec, store: str) -> Iterator[Problem]:
    """`storage.objects.list` is asked of the bucket, so a condition on object names denies it:
    https://cloud.google.com/storage/docs/access-control/iam#conditions"""
    for workload, alias, action in _granted(spec, store):
        if action == "list":
            yield problem("SPEC130", "workloads", workload, "grants", alias, value=workload, other=alias)


def _conditions(spec: Spec, name: str, store: GcsStore) -> Iterator[Problem]:
    """One binding for each workload, storage and action."""
    granted = list(_granted(spec, name))
    path = ("stores", name, "isolation")
    if len(granted) > _BINDINGS.most:
        slots = {"things": f"bindings with `isolation: {store.isolation}`", "who": _BINDINGS.who}
        yield problem("SPEC113", *path, count=len(granted), limit=_BINDINGS.most, **slots)
    same = Counter((workload, action) for workload, _, action in granted)
    for (workload, action), count in same.items():
        if count > _SAME_ROLE.most:
            things = f"storages that conditions let {workload!r} {action}"
            yield problem("SPEC113", *path, count=count, things=things, who=_SAME_ROLE.who, limit=_SAME_ROLE.most)
