"""Who may do what with a bucket on Google Cloud Storage: permissions, and where each is granted.

Every role is the stack's own with the permissions of one action, as Google's carry more (`objectViewer` lists,
`objectUser` lists and reads). Managed folders take custom roles, and `allUsers` as a member, but no legacy role:
https://cloud.google.com/sdk/gcloud/reference/storage/managed-folders/add-iam-policy-binding and
https://cloud.google.com/storage/docs/access-control/iam-roles. That `allUsers` gets a custom role is said nowhere and
refused nowhere (unverified against the real service).
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from generator.spec.facts import gcs_stores, serving, storages_of
from generator.spec.identities import identity, workloads_on
from infra.policies.serving import readers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.spec.model import Spec
    from generator.spec.workloads import Action

Part = Literal["read", "list", "write", "delete", "logs", "sign"]
"""A custom role of the stack: the four actions, who writes logs, and who signs as itself."""

PERMISSIONS: Mapping[Part, tuple[str, ...]] = MappingProxyType({
    "read": ("storage.objects.get",),
    "list": ("storage.objects.list",),
    "write": (
        "storage.multipartUploads.abort",
        "storage.multipartUploads.create",
        "storage.multipartUploads.listParts",
        "storage.objects.create",
    ),
    "delete": ("storage.objects.delete",),
    "logs": ("storage.objects.create",),
    "sign": ("iam.serviceAccounts.signBlob",),
})  # fmt: skip
"""https://cloud.google.com/storage/docs/access-control/iam-permissions. Replacing an object asks for delete as well.
`multipartUploads.list` is left out: it is asked of the bucket, and tells the names of others' uploads."""


@dataclass(frozen=True)
class Grant:
    """Actions of one workload on one storage; `folder` says that its prefix is a managed folder.

    `condition` is the CEL expression of a binding on the bucket; None with a managed folder, or for a whole bucket.
    """

    store: str
    alias: str
    prefix: str
    actions: tuple[Action, ...]
    folder: bool
    condition: str | None


def grants_of(spec: Spec, workload: str, buckets: Mapping[str, str]) -> tuple[Grant, ...]:
    """The workload's grants on Google Cloud, in the order of stores and prefixes; `buckets` has the physical names."""
    stores = gcs_stores(spec)
    found = []
    for alias, actions in spec.workloads[workload].grants.items():
        storage = spec.storages[alias]
        if storage.store not in stores:
            continue
        conditional = stores[storage.store].isolation == "conditions" and bool(storage.prefix)
        condition = object_condition(buckets[storage.store], storage.prefix) if conditional else None
        folder = bool(storage.prefix) and not conditional
        found.append(Grant(storage.store, alias, storage.prefix, tuple(sorted(set(actions))), folder, condition))
    return tuple(sorted(found, key=lambda grant: (grant.store, grant.prefix)))


def folders(spec: Spec, store: str) -> tuple[str, ...]:
    """The prefixes of a store that are managed folders, in order: granted or served ones.

    With `isolation: conditions` only what anyone may read has one, as a binding of `allUsers` takes no condition
    (https://cloud.google.com/iam/docs/conditions-overview; unverified against the real service).
    """
    granted = {alias for name in workloads_on(spec, "gcs") for alias in spec.workloads[name].grants}
    conditions = gcs_stores(spec)[store].isolation == "conditions"
    found = set()
    for alias, storage in storages_of(spec, store).items():
        how = serving(spec, storage)
        public = how in {"cdn-public", "direct-public"}
        if storage.prefix and (public or (not conditions and (alias in granted or how != "direct-signed"))):
            found.add(storage.prefix)
    return tuple(sorted(found))


def public_access_prevention(spec: Spec, store: str) -> Literal["enforced", "inherited"]:
    """`inherited` only where the spec lets anyone read something."""
    who = readers(spec, store)
    return "inherited" if who.public or who.cdn_public else "enforced"


def signs(spec: Spec, workload: str) -> bool:
    """Whether a workload signs URLs of the bucket without a key of its own, by `signBlob` on itself."""
    if identity(spec, workload, "gcs") == "key":
        return False
    return any(
        "read" in actions and serving(spec, spec.storages[alias]) == "direct-signed"
        for alias, actions in spec.workloads[workload].grants.items()
        if spec.storages[alias].store in gcs_stores(spec)
    )


def parts(spec: Spec) -> tuple[Part, ...]:
    """The custom roles that something uses, in the order of `PERMISSIONS`."""
    used = set(_used(spec))
    return tuple(part for part in PERMISSIONS if part in used)


def object_condition(bucket: str, prefix: str) -> str:
    """The CEL expression that holds for objects below a prefix, and so for no listing: that is asked of the bucket."""
    name = cel_text(f"projects/_/buckets/{bucket}/objects/{prefix}")
    return f'resource.type == "storage.googleapis.com/Object" && resource.name.startsWith({name})'


def cel_text(text: str) -> str:
    """The text as a CEL string (https://github.com/google/cel-spec/blob/master/doc/langdef.md#string-and-bytes-values)."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(char if char.isprintable() else f"\\U{ord(char):08x}" for char in escaped) + '"'


def _used(spec: Spec) -> Iterator[Part]:
    stores = gcs_stores(spec)
    for workload in workloads_on(spec, "gcs"):
        for alias, actions in spec.workloads[workload].grants.items():
            if spec.storages[alias].store in stores:
                yield from actions
        if signs(spec, workload):
            yield "sign"
    for name, store in stores.items():
        who = readers(spec, name)
        if who.public or who.cdn:
            yield "read"
        if store.access_logs is not None or (store.cdn is not None and store.cdn.logs is not None):
            yield "logs"
