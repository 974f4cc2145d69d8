"""Storages that lie elsewhere afterwards: settings follow the spec, files do not."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, assert_never

from generator.spec.facts import bucket_name, container_name, region_of
from infra.review.compare.shown import shown
from infra.review.report import Hazard

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.spec.facts import ProviderName
    from generator.spec.model import Spec

_TOGETHER = 5
"""More storages than these that move in the same way are said in one sentence."""
_AGAIN = {
    "static": "Static files are written anew by `collectstatic`, which has to run against the new place first.",
    "cache": "Cached files are made anew when they are asked for; what is left at the old place costs.",
    "media": "Files that were uploaded stay where they are: links to them fail, and new uploads may take their names.",
}


class Place(NamedTuple):
    """Where a storage's files are; `container` is "" but on Azure."""

    provider: ProviderName
    bucket: str
    container: str
    prefix: str
    region: str

    def url(self) -> str:
        """As people and tools write it."""
        match self.provider:
            case "s3":
                return f"s3://{self.bucket}/{self.prefix}"
            case "gcs":
                return f"gs://{self.bucket}/{self.prefix}"
            case "azure":
                return f"https://{self.bucket}.blob.core.windows.net/{self.container}/{self.prefix}"
            case _:
                assert_never(self.provider)

    def same(self, other: Place) -> bool:
        """Whether files there are files here; a region is the bucket's own matter."""
        return self[:4] == other[:4]


def moves(base: Spec, head: Spec) -> tuple[Hazard, ...]:
    """Of each storage that both specs have and that lies elsewhere, and of each that is gone though its bucket stays.

    Only for environments in a cloud. A storage that has another alias and its old place is not gone.
    """
    if base.target != "cloud" or head.target != "cloud":
        return ()
    old, new = places(base), places(head)
    return (*_moved(base, head, old, new), *_gone(base, head, old, new))


def places(spec: Spec) -> dict[str, Place]:
    """By alias, in the order of aliases; storages of unknown stores have none."""
    return {alias: _place(spec, alias) for alias in sorted(spec.storages) if spec.storages[alias].store in spec.stores}


def _place(spec: Spec, alias: str) -> Place:
    storage = spec.storages[alias]
    store = spec.stores[storage.store]
    container = container_name(spec, alias) if store.provider == "azure" else ""
    return Place(store.provider, bucket_name(spec, storage.store), container, storage.prefix, region_of(spec, store))


def _moved(base: Spec, head: Spec, old: dict[str, Place], new: dict[str, Place]) -> Iterator[Hazard]:
    """Many storages that go from one bucket to another, each with its prefix, are one hazard."""
    groups: dict[tuple[Place, Place], list[str]] = {}
    for alias in sorted(old.keys() & new.keys()):
        before, after = old[alias], new[alias]
        if not before.same(after):
            whole = before.prefix == after.prefix
            key = (before._replace(prefix=""), after._replace(prefix="")) if whole else (before, after)
            groups.setdefault(key, []).append(alias)
    for (before, after), aliases in groups.items():
        if len(aliases) > _TOGETHER:
            yield _together(base, head, before, after, aliases)
        else:
            yield from (_one(base, head, old[alias], new[alias], alias) for alias in aliases)


def _one(base: Spec, head: Spec, before: Place, after: Place, alias: str) -> Hazard:
    return Hazard(
        kind="moved",
        subject=f"storage {alias}",
        headline=f"storage {alias} moves from {before.url()} to {after.url()}; files are not moved",
        loss=_AGAIN[base.storages[alias].kind],
        way_out=_way_out(head.storages[alias].kind, before, after),
        forced_by="place",
        before=shown(before.url()),
        after=shown(after.url()),
        paths=_paths(base, head, alias),
    )


def _together(base: Spec, head: Spec, before: Place, after: Place, aliases: list[str]) -> Hazard:
    kinds = sorted({base.storages[alias].kind for alias in aliases}, reverse=True)
    named = f"{', '.join(aliases[:_TOGETHER])} and {len(aliases) - _TOGETHER} more"
    return Hazard(
        kind="moved",
        subject=f"storages of {base.storages[aliases[0]].store}",
        headline=f"{len(aliases)} storages move from {before.url()} to {after.url()}; files are not moved",
        loss=f"They are {named}. {' '.join(_AGAIN[kind] for kind in kinds)}",
        way_out=_way_out("media", before, after),
        forced_by="place",
        before=shown(before.url()),
        after=shown(after.url()),
        paths=_paths(base, head, aliases[0]),
    )


def _paths(base: Spec, head: Spec, alias: str) -> tuple[tuple[str, ...], ...]:
    """The store's own naming comes first when the storage did not change."""
    own = (("storages", alias, "store"), ("storages", alias, "prefix"))
    store = head.storages[alias].store
    named = tuple(("stores", store, name) for name in ("provider", "name", "container", "isolation"))
    naming = (("naming", "bucket"), ("naming", "account"), ("project",))
    return (*own, *named, *naming, ("storages", alias))


def _gone(base: Spec, head: Spec, old: dict[str, Place], new: dict[str, Place]) -> Iterator[Hazard]:
    kept = {place[:4] for place in new.values()}
    there = {*_containers(head), *(place[:3] for place in new.values())}
    for alias in sorted(old.keys() - new.keys()):
        place = old[alias]
        if place[:4] in kept or place[:3] not in there:
            continue
        yield Hazard(
            kind="delete",
            subject=f"storage {alias}",
            headline=f"storage {alias} is removed; its files stay in {place.url()}",
            loss="Nothing serves or manages the files any more, no grant reaches them, and they still cost. Models and "
            "migrations that name the alias fail.",
            way_out="Take the alias out of the code first; then delete or copy its files, and remove it at last.",
            before=shown(place.url()),
            paths=(("storages", alias), ("storages",)),
        )


def _containers(spec: Spec) -> Iterator[tuple[str, str, str]]:
    """What holds files whatever storages there are; a container of one storage goes with it."""
    for name, store in spec.stores.items():
        if store.provider != "azure":
            yield store.provider, bucket_name(spec, name), ""
        elif store.isolation == "conditions":
            yield store.provider, bucket_name(spec, name), store.container


def _way_out(kind: str, before: Place, after: Place) -> str:
    if kind == "static":
        return "Run `collectstatic` against the new place before the site is deployed."
    if kind == "cache":
        return "Nothing to do, but for clearing the old place later."
    return f"Copy before the switch, and again after it for what came in between: {copy_command(before, after)}"


def copy_command(before: Place, after: Place) -> str:
    """What copies one place to another, with the vendors' own tools.

    `gcloud storage rsync` reads and writes S3 too (https://cloud.google.com/sdk/gcloud/reference/storage/rsync), azcopy
    only reads it and Google Cloud (https://learn.microsoft.com/azure/storage/common/storage-use-azcopy-s3).
    """
    match (before.provider, after.provider):
        case ("s3", "s3"):
            regions = f" --source-region {before.region} --region {after.region}"
            other = before.region != after.region
            return f"`aws s3 sync {before.url()} {after.url()}{regions if other else ''}`"
        case (_, "azure"):
            return f"`azcopy copy '{_read_by_azcopy(before)}' '{after.url()}' --recursive`"
        case ("azure", _):
            fetch = f"`azcopy copy '{before.url()}*' files --recursive`"
            return f"{fetch}, then `{_upload(after)}`"
        case _:
            return f"`gcloud storage rsync --recursive {before.url()} {after.url()}`"


def _upload(place: Place) -> str:
    tool = "aws s3 sync" if place.provider == "s3" else "gcloud storage rsync --recursive"
    return f"{tool} files {place.url()}"


def _read_by_azcopy(place: Place) -> str:
    match place.provider:
        case "s3":
            return f"https://s3.{place.region}.amazonaws.com/{place.bucket}/{place.prefix}*"
        case "gcs":
            return f"https://storage.cloud.google.com/{place.bucket}/{place.prefix}*"
        case "azure":
            return f"{place.url()}*"
        case _:
            assert_never(place.provider)
