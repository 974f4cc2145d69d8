"""gcp-storage-emulator, called as a library: its store in memory and its handlers, with no port of its own.

Its HTTP layer parses uploads as e-mail, answers no HEAD, no ranges and no pages, and checks nobody; the front does all
of that, and calls the handlers with what they read of a request.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from infra.local.gcp.faults import FaultError, no_bucket

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Json = dict[str, Any]

_BASE = "http://127.0.0.1"  # of links that `infra.local.gcp.objects.shown` replaces


def new_store() -> Any:
    """An empty store. Contents are kept by a hash of the name: the library's own paths fold `a//b` into `a/b`."""
    from gcp_storage_emulator.storage import Storage

    class Store(Storage):  # type: ignore[misc]  # the library has no types
        def _object_path(self, bucket_name: str, file_name: str) -> str:
            return f"{bucket_name}/{hashlib.sha256(file_name.encode()).hexdigest()}"

        def _write_config_to_file(self) -> None:
            """Nothing: it would write every object's metadata at each change, and nobody reads it."""

    return Store(use_memory_fs=True)


def insert(store: Any, bucket: str, name: str, meta: Json, content: bytes) -> Json:
    """Write an object; FaultError when a checksum in `meta` is not the content's."""
    from gcp_storage_emulator.handlers import objects

    kind = meta.get("contentType") or "application/octet-stream"
    data = {"meta": {**meta, "name": name}, "content": content, "content-type": kind}
    _called(objects.insert, store, {"bucket_name": bucket}, {"uploadType": ["multipart"]}, data)
    return _new(store, bucket, name)


def patch(store: Any, bucket: str, name: str, meta: Json) -> Json:
    """Change an object's metadata; values of None are passed over."""
    from gcp_storage_emulator.handlers import objects

    return _called(objects.patch, store, {"bucket_name": bucket, "object_id": name}, {}, meta)


def compose(store: Any, bucket: str, name: str, sources: list[str], meta: Json) -> Json:
    """Join objects of one bucket into another."""
    from gcp_storage_emulator.handlers import objects

    data = {"destination": meta, "sourceObjects": [{"name": source} for source in sources]}
    _called(objects.compose, store, {"bucket_name": bucket, "object_id": name}, {}, data)
    return _new(store, bucket, name)


def copy(store: Any, source: tuple[str, str], target: tuple[str, str]) -> Json:
    """Copy an object with its metadata; (bucket, name) each."""
    from gcp_storage_emulator.handlers import objects

    names = {"bucket_name": source[0], "object_id": source[1], "dest_bucket_name": target[0]}
    _called(objects.copy, store, {**names, "dest_object_id": target[1]}, {}, None)
    return _new(store, *target)


def delete(store: Any, bucket: str, name: str) -> None:
    """Remove an object; by the bucket's soft delete policy its content stays for a while."""
    store.delete_file(bucket, name)


def listing(store: Any, bucket: str, prefix: str, delimiter: str, match_glob: str) -> tuple[list[Json], list[str]]:
    """The objects and prefixes below a prefix, sorted. FaultError for a glob with another delimiter than `/`."""
    from gcp_storage_emulator.exceptions import BadRequest

    try:
        items, prefixes = store.get_file_list(bucket, prefix or None, delimiter or None, match_glob or None)
    except BadRequest as error:
        raise FaultError(400, "invalid", str(error)) from error
    return list(items), list(prefixes)


def create_bucket(store: Any, name: str) -> Json:
    """A bucket's resource, made if there is none."""
    from gcp_storage_emulator.handlers import buckets

    return dict(buckets.create_bucket(name, store) or store.get_bucket(name))


def find(store: Any, bucket: str, name: str) -> Json | None:
    """An object's metadata, None when there is no such object."""
    found: Json | None = store.objects.get(bucket, {}).get(name)
    return found


def _new(store: Any, bucket: str, name: str) -> Json:
    """The metadata of an object just made; the library counts the metadata it came with as a change."""
    made: Json = store.objects[bucket][name]
    made["metageneration"] = "1"
    return made


@dataclass
class _Request:
    params: Mapping[str, str]
    query: Mapping[str, list[str]]
    data: Any
    base_url: str = _BASE
    full_url: str = _BASE

    def get_header(self, key: str, default: str | None = None) -> str | None:
        return default


@dataclass
class _Response:
    status: int = 200
    body: Json = field(default_factory=dict)

    def json(self, body: Json) -> None:
        self.body = body


def _called(
    handler: Callable[[Any, Any, Any], None],
    store: Any,
    params: Mapping[str, str],
    query: Mapping[str, list[str]],
    data: Any,
) -> Json:
    response = _Response()
    handler(_Request(params, query, data), response, store)
    if response.status == 404:
        raise no_bucket()
    if response.status != 200:
        raise FaultError(int(response.status), "invalid", response.body["error"]["message"])
    return response.body
