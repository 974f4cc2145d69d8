"""The edge's resources: distributions with a server each, and what they refer to. A request is a record's inputs.

Records are made and looked up through the functions here; `Registry` only holds them.
"""

from __future__ import annotations

import secrets
import threading
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from infra.local.aws import distribution as distributions
from infra.local.aws import response_headers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from infra.local.aws.httpd import Listener

    Serve = Callable[[str], Listener]

# managed by AWS → what of the query string and of the viewer's headers they send to the origin
MANAGED_CACHE_POLICIES = frozenset({
    "658327ea-f89d-4fab-a63d-7e88639e58f6",  # CachingOptimized
    "b2884449-e4de-46a7-ac36-70bc7f1ddd6d",  # CachingOptimizedForUncompressedObjects
    "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",  # CachingDisabled
})  # fmt: skip
ORIGIN_REQUEST_ORIGIN_HEADER = frozenset({
    "88a5eaf4-2fd4-4709-b370-b4c650ea3fcf",  # CORS-S3Origin
    "216adef6-5c7f-47e4-b989-5492eafa07d3",  # AllViewer
    "b689b0a8-53d0-40ab-baf2-68738e2966ac",  # AllViewerExceptHostHeader
})  # fmt: skip
ORIGIN_REQUEST_QUERY = frozenset({
    "216adef6-5c7f-47e4-b989-5492eafa07d3",  # AllViewer
    "b689b0a8-53d0-40ab-baf2-68738e2966ac",  # AllViewerExceptHostHeader
})  # fmt: skip
_MANAGED: Mapping[str, frozenset[str]] = {
    "cachePolicy": MANAGED_CACHE_POLICIES,
    "originRequestPolicy": ORIGIN_REQUEST_ORIGIN_HEADER,
    "responseHeadersPolicy": frozenset(response_headers.MANAGED),
}
_PREFIX = {"distribution": "E", "originAccessControl": "E", "publicKey": "K"}
KINDS = frozenset({*_PREFIX, "cachePolicy", "keyGroup", "responseHeadersPolicy"})


class RegistryError(ValueError):
    """A record cannot be made, changed or dropped; the message says why."""


@dataclass(frozen=True, slots=True)
class Record:
    """One resource of the edge: what it was made from, and what it answers with."""

    kind: str
    id: str
    inputs: Mapping[str, Any]
    outputs: Mapping[str, Any]


@dataclass(frozen=True)
class Registry:
    """All records by id, and the servers of distributions by the distribution's id."""

    account: str
    records: dict[str, Record] = field(default_factory=dict)
    listeners: dict[str, Listener] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock, repr=False)


def create(registry: Registry, kind: str, inputs: Mapping[str, Any], serve: Serve) -> Record:
    """Make a record; a distribution gets a server of its own through `serve(id)`. Raises RegistryError."""
    with registry.lock:
        _check(registry, kind, inputs)
        identifier = _new_id(kind)
        if kind == "distribution":
            registry.listeners[identifier] = serve(identifier)
        return _keep(registry, kind, identifier, inputs)


def update(registry: Registry, identifier: str, inputs: Mapping[str, Any]) -> Record:
    """Replace a record's inputs; a distribution keeps its address. Raises RegistryError."""
    with registry.lock:
        old = get(registry, identifier)
        if old is None:
            raise RegistryError(f"no edge resource {identifier}")
        _check(registry, old.kind, inputs)
        return _keep(registry, old.kind, identifier, inputs)


def delete(registry: Registry, identifier: str) -> None:
    """Drop a record and stop its server; refused while another record refers to it. Raises RegistryError."""
    with registry.lock:
        users = [record for record in registry.records.values() if identifier in _referred(record)]
        if users:
            raise RegistryError(f"{identifier} is in use by {users[0].kind} {users[0].id}")
        registry.records.pop(identifier, None)
        listener = registry.listeners.pop(identifier, None)
    if listener is not None:
        listener.close()


def get(registry: Registry, identifier: str) -> Record | None:
    """The record of this id, if there is one."""
    return registry.records.get(identifier)


def close(registry: Registry) -> None:
    """Stop every distribution's server."""
    with registry.lock:
        listeners = list(registry.listeners.values())
        registry.listeners.clear()
    for listener in listeners:
        listener.close()


def keys_of(registry: Registry, key_groups: tuple[str, ...]) -> dict[str, str]:
    """The public keys (id → PEM) of key groups."""
    groups = [record for group in key_groups if (record := get(registry, group))]
    keys = {key: get(registry, key) for group in groups for key in group.inputs["items"]}
    return {key: record.inputs["encodedKey"] for key, record in keys.items() if record}


def response_headers_of(registry: Registry, identifier: str) -> Mapping[str, Any]:
    """The inputs of a response headers policy, managed or made here; empty for none."""
    record = get(registry, identifier)
    return record.inputs if record else response_headers.MANAGED.get(identifier, {})


def _keep(registry: Registry, kind: str, identifier: str, inputs: Mapping[str, Any]) -> Record:
    record = Record(kind, identifier, inputs, {**inputs, **_computed(registry, kind, identifier)})
    registry.records[identifier] = record
    return record


def _computed(registry: Registry, kind: str, identifier: str) -> dict[str, Any]:
    folders = {"originAccessControl": "origin-access-control", "cachePolicy": "cache-policy",
               "responseHeadersPolicy": "response-headers-policy"}  # fmt: skip
    arn = f"arn:aws:cloudfront::{registry.account}:{folders.get(kind, kind)}/{identifier}"
    etag = {"etag": "E" + secrets.token_hex(6).upper()}
    if kind == "publicKey":
        return {**etag, "callerReference": identifier}
    if kind == "keyGroup":
        return etag
    if kind != "distribution":
        return {**etag, "arn": arn}
    port = registry.listeners[identifier].port
    return {**etag, "arn": arn, "domainName": f"127.0.0.1:{port}", "hostedZoneId": "Z2FDTNDATAQYW2",
            "status": "Deployed", "callerReference": identifier}  # fmt: skip


def _check(registry: Registry, kind: str, inputs: Mapping[str, Any]) -> None:
    if kind not in KINDS:
        raise RegistryError(f"no edge resource of kind {kind!r}")
    if kind == "publicKey":
        _check_key(inputs["encodedKey"])
    if kind == "distribution":
        try:
            distributions.read(inputs)
        except (ValueError, KeyError) as error:
            raise RegistryError(f"distribution: {error}") from error
    for wanted, identifier in _references(kind, inputs):
        record = get(registry, identifier)
        if identifier and identifier not in _MANAGED.get(wanted, ()) and (record is None or record.kind != wanted):
            raise RegistryError(f"{kind}: no {wanted} {identifier!r}")


def _check_key(pem: str) -> None:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        key = load_pem_public_key(pem.encode())
    except ValueError as error:
        raise RegistryError("publicKey: encodedKey is not a PEM public key") from error
    if not isinstance(key, RSAPublicKey) or key.key_size != 2048:
        raise RegistryError("publicKey: only RSA keys of 2048 bits are emulated")


def _references(kind: str, inputs: Mapping[str, Any]) -> list[tuple[str, str]]:
    if kind == "keyGroup":
        return [("publicKey", key) for key in inputs["items"]]
    return list(distributions.references(inputs)) if kind == "distribution" else []


def _referred(record: Record) -> set[str]:
    return {identifier for _, identifier in _references(record.kind, record.inputs)}


def _new_id(kind: str) -> str:
    prefix = _PREFIX.get(kind)
    return prefix + secrets.token_hex(7)[:13].upper() if prefix else str(uuid.uuid4())
