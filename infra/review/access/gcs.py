"""Rights, trust and exposure on Google Cloud, from every binding of a graph.

Rules as in `infra.decisions.gcp.evaluate`: policies only add; one of a managed folder covers the keys that begin with
its name; listing is asked of the bucket or of a folder that the prefix lies in; under public access prevention
everyone is nobody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.decisions.gcp.roles import PREDEFINED, is_custom
from infra.review import keys
from infra.review.access import cloud_cdn, google_trust, signing
from infra.review.access.bindings import Bound, bound
from infra.review.access.conditions import both
from infra.review.access.google_conditions import regions
from infra.review.access.google_things import BUCKET, Things, things
from infra.review.access.model import DELETE, LIST, READ, WRITE, Exposure, Found, Name, Right, nothing
from infra.review.access.reading import label_of, mappings, strings, text, value
from infra.review.report import Who

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra.offline.graph import Resource
    from infra.review.access.reading import Reading

_FOUR = {
    "storage.objects.get": READ, "storage.objects.create": WRITE, "storage.objects.delete": DELETE,
    "storage.objects.list": LIST,
}  # fmt: skip
_ON_KEYS = ("storage.objects.", "storage.multipartUploads.", "storage.managedFolders.", "storage.folders.")
_LEGACY = {"READER": ("roles/storage.legacyBucketReader",), "WRITER": ("roles/storage.legacyBucketWriter",)}
_CANNED = {"publicRead": "READER", "publicReadWrite": "WRITER", "authenticatedRead": "READER"}
_NOT_READ = (
    "gcp:storage/folder:", "gcp:storage/objectaccesscontrol:", "gcp:storage/objectacl:", "gcp:storage/defaultobject",
    "gcp:projects/iamauditconfig", "gcp:iam/denypolicy:", "gcp:iam/principalaccessboundary",
    "gcp:organizations/iam", "gcp:folder/iam", "google-native:storage",
)  # fmt: skip


def read(found: Reading) -> tuple[Found, tuple[Name, ...]]:
    """Everything of Google Cloud, and what its stores and accounts are called."""
    known, result = things(found), nothing()
    rights = [
        *_on_buckets(found, known, result.unread),
        *_of_lists(found, known),
        *_on_keys(found, known, result.unread),
    ]
    kept = [right for right in rights if not (right.who.kind == "public" and right.store in known.prevented)]
    kept = [right for right in kept if not (_everyone(right.who) and right.store in known.prevented)]
    result.rights += [*kept, *cloud_cdn.cdn_rights(found, known, kept, result.unread)]
    trusts, own = google_trust.read(found, known, result.unread)
    result.trusts += [*trusts, *signing.cloud_cdn(found, known)]
    result.rights += own
    result.exposures += [*cloud_cdn.exposures(found, known), *_scripts(found, known)]
    for type_, resources in found.types.items():
        if type_.startswith(_NOT_READ):
            result.unread += [f"{label_of(resource)} ({resource.type}) is not read" for resource in resources]
    return result, known.names


def permissions(known: Things, role: str) -> tuple[str, ...]:
    """What a role allows, each permission by its word; the role's own name where that is not known."""
    if role in known.roles:
        return known.roles[role]
    if role in PREDEFINED:
        return tuple(sorted(PREDEFINED[role]))
    return (f"the role {role.rpartition('/')[2] if is_custom(role) else role}",)


def _on_buckets(found: Reading, known: Things, unread: list[str]) -> Iterator[Right]:
    for item in bound(found, "bucket", unread):
        name = text(item.resource, "bucket").removeprefix("b/")
        yield from _rights(item, known, known.store(name), "", name, unread)
    for item in bound(found, "folder", unread):
        name = text(item.resource, "bucket").removeprefix("b/")
        folder = text(item.resource, "managedFolder").rpartition("/managedFolders/")[2]
        yield from _rights(item, known, known.store(name), folder, name, unread)
    for item in bound(found, "project", unread):
        for name, store in known.one_name_each:
            yield from _rights(item, known, store, "", name, unread)
        yield from _elsewhere(item, known)


def _rights(item: Bound, known: Things, store: str, folder: str, bucket: str, unread: list[str]) -> Iterator[Right]:
    """The rights of one binding on a bucket, or on a managed folder of it."""
    who, held = known.who(item.member, store)
    for permission in permissions(known, item.role):
        named, on_keys = permission.startswith("the role "), permission.startswith(_ON_KEYS)
        if not (named or permission.startswith("storage.")) or (folder and not (on_keys or named)):
            continue
        listing = permission == "storage.objects.list"
        for term, condition in regions(item.condition, known.names_of(bucket), on_keys and not listing, unread):
            for scope in keys.intersect(term.scope, keys.below(folder)) if on_keys or named else ("",):
                word = _FOUR.get(permission, permission)
                yield Right(who, word, store, scope, item.by, item.resource.urn, both(held, condition), cloud="gcs")


def _elsewhere(item: Bound, known: Things) -> Iterator[Right]:
    """A role on the project is a role on buckets that are not in the program, too."""
    who, held = known.who(item.member, "")
    project = text(item.resource, "project") or "the project"
    for permission in permissions(known, item.role):
        word = _FOUR.get(permission, permission)
        condition = google_trust.worded(item.condition)
        yield Right(who, word, "", project, item.by, item.resource.urn, both(held, condition), cloud="gcs")


def _on_keys(found: Reading, known: Things, unread: list[str]) -> Iterator[Right]:
    for kind, name in (("key", "cryptoKeyId"), ("ring", "keyRingId")):
        for item in bound(found, kind, unread):
            who, held = known.who(item.member, "")
            scope, condition = found.shown(text(item.resource, name)), both(held, google_trust.worded(item.condition))
            for word in permissions(known, item.role):
                yield Right(who, word, "", scope, item.by, item.resource.urn, condition, cloud="gcs")


def _of_lists(found: Reading, known: Things) -> Iterator[Right]:
    """Access control lists of buckets without uniform access."""
    for resource, store, entity, role in _entries(found, known):
        if store in known.uniform:
            continue
        who, held = known.who(entity, store)
        for part in _LEGACY.get(role, ("roles/storage.legacyBucketOwner",)):
            for permission in sorted(PREDEFINED.get(part, {part})):
                word, scope = _FOUR.get(permission, permission), "*" if permission.startswith(_ON_KEYS) else ""
                yield Right(who, word, store, scope, f"ACL of {label_of(resource)}", resource.urn, held, cloud="gcs")


def _entries(found: Reading, known: Things) -> Iterator[tuple[Resource, str, str, str]]:
    for resource in found.of("gcp:storage/bucketACL:BucketACL"):
        store, canned = known.store(text(resource, "bucket")), text(resource, "predefinedAcl")
        if canned in _CANNED:
            everyone = "allAuthenticatedUsers" if canned.startswith("authenticated") else "allUsers"
            yield resource, store, everyone, _CANNED[canned]
        for entry in strings(value(resource, "roleEntities")):
            role, _, entity = entry.partition(":")
            yield resource, store, _entity(entity), role
    for resource in found.of("gcp:storage/bucketAccessControl:BucketAccessControl"):
        yield resource, known.store(text(resource, "bucket")), _entity(text(resource, "entity")), text(resource, "role")


def _entity(entity: str) -> str:
    kind, _, name = entity.partition("-")
    return f"{'serviceAccount' if name.endswith('.gserviceaccount.com') else kind}:{name}" if name else entity


def _scripts(found: Reading, known: Things) -> Iterator[Exposure]:
    for resource in found.of(BUCKET):
        store = known.store(text(resource, "name"))
        for rule in mappings(value(resource, "cors")):
            for origin in strings(rule.get("origins")):
                yield from (
                    Exposure(store, "cors", one, resource.urn, True, origin) for one in strings(rule.get("methods"))
                )


def _everyone(who: Who) -> bool:
    return who == Who("principal", "anyone signed in to Google")
