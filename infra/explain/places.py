"""From what a person writes to a place: STORE/KEY, ALIAS/NAME, or the URL that the cloud has for it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

from generator.errors import UsageError
from generator.spec.facts import bucket_name, container_name, storages_of
from generator.spec.problems import harmless, listing, nearest
from infra.explain.records import ACTIONS, ANYONE, Place
from infra.policies.azure_access import containers_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.spec.facts import ProviderName
    from generator.spec.model import Spec
    from generator.spec.workloads import Action

_SCHEMES: dict[str, ProviderName] = {"s3": "s3", "gs": "gcs", "https": "azure"}
_FORMS = (
    "STORE/KEY, ALIAS/NAME, s3://BUCKET/KEY, gs://BUCKET/KEY or https://ACCOUNT.blob.core.windows.net/CONTAINER/KEY"
)


def who_of(spec: Spec, text: str) -> str:
    """A workload's name, or `anyone`. Raises UsageError."""
    return text if text == ANYONE else _one(text, [*spec.workloads, ANYONE], "workload")


def action_of(text: str) -> Action:
    """One of the four actions. Raises UsageError."""
    _one(text, ACTIONS, "action")
    return next(action for action in ACTIONS if action == text)


def place_of(spec: Spec, text: str, action: Action) -> Place:
    """The place that a path means. Raises UsageError for what is not in the spec, and for no file where one is needed.

    A name is a store's before it is a storage's. Only a listing may end without a key; an empty one means everything.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        raise UsageError("the path is not UTF-8, and keys are") from None
    scheme = text.partition("://")[0] if "://" in text else ""
    place = _url(spec, scheme, text) if scheme in _SCHEMES else _named(spec, text)
    if not place.key and action != "list":
        raise UsageError(f"{action} needs the name of one file behind {shown(text)}; `list` takes a prefix, or none")
    return replace(place, alias=_alias(spec, place))


def of_storage(spec: Spec, alias: str, name: str = "") -> Place:
    """The place of a name below a storage's prefix."""
    storage = spec.storages[alias]
    place = _in_store(spec, storage.store)
    container = container_name(spec, alias) if place.provider == "azure" else ""
    return replace(place, container=container, key=storage.prefix + name, alias=alias)


def shown(text: str) -> str:
    """Text of a person on one line: quoted, short, unprintable characters escaped, no secret."""
    return repr(harmless(text.partition("?")[0] if "://" in text else text))


def _named(spec: Spec, text: str) -> Place:
    name, _, rest = text.partition("/")
    if name in spec.stores:
        place = _in_store(spec, name)
        return _contained(spec, place, rest) if place.provider == "azure" else replace(place, key=rest)
    if name in spec.storages:
        return of_storage(spec, name, rest)
    if "://" in text:
        raise UsageError(f"{shown(text)} is no path of a file: it is {_FORMS}")
    _one(name, [*spec.stores, *spec.storages], "store or storage")
    raise AssertionError  # pragma: no cover - `_one` has raised


def _in_store(spec: Spec, store: str) -> Place:
    found = spec.stores[store]
    several = found.provider == "azure" and found.isolation == "containers"
    return Place(store, found.provider, bucket_name(spec, store), several=several)


def _contained(spec: Spec, place: Place, rest: str) -> Place:
    """A store with a container for each storage names the container first."""
    found = spec.stores[place.store]
    if found.provider == "azure" and not place.several:
        return replace(place, container=found.container, key=rest)
    container, _, key = rest.partition("/")
    _one(container, containers_of(spec, place.store), f"container of {place.store}")
    return replace(place, container=container, key=key)


def _url(spec: Spec, scheme: str, text: str) -> Place:
    provider = _SCHEMES[scheme]
    if provider == "azure":
        return _azure_url(spec, text)
    bucket, _, key = text.partition("://")[2].partition("/")
    return replace(_in_store(spec, _store(spec, provider, bucket)), key=key)


def _azure_url(spec: Spec, text: str) -> Place:
    """What follows a `?` or `#`, such as a SAS, is no part of a blob's name; the name is percent-encoded."""
    host, _, path = text.partition("://")[2].partition("?")[0].partition("#")[0].partition("/")
    account, _, rest = host.lower().partition(".")
    if not rest.startswith("blob."):
        raise UsageError(f"{shown(text)} is no address of a blob: it is {_FORMS}")
    container, _, key = path.partition("/")
    store = _store(spec, "azure", account)
    _one(unquote(container), containers_of(spec, store), f"container of {store}")
    return replace(_in_store(spec, store), container=unquote(container), key=unquote(key))


def _store(spec: Spec, provider: ProviderName, bucket: str) -> str:
    buckets = {bucket_name(spec, name): name for name, item in spec.stores.items() if item.provider == provider}
    _one(bucket, buckets, "account" if provider == "azure" else "bucket")
    return buckets[bucket]


def _one(text: str, allowed: Iterable[str], kind: str) -> str:
    names = list(allowed)
    if text in names:
        return text
    near = nearest(text, names)
    raise UsageError(f"there is no {kind} {shown(text)}{near}; there is: {listing(names)}")


def _alias(spec: Spec, place: Place) -> str:
    """The storage that a key lies in, the one with the longest prefix; empty for none."""
    found = [
        (len(storage.prefix), alias)
        for alias, storage in storages_of(spec, place.store).items()
        if place.key.startswith(storage.prefix)
        and (not place.container or container_name(spec, alias) == place.container)
    ]
    return max(found)[1] if found else ""
