"""What one local Azure knows: its resources, who holds which token, and where its blobs really are."""

from __future__ import annotations

import hashlib
import secrets
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from infra.local.aws.httpd import Listener
    from infra.local.azure.azurite import Azurite

SUBSCRIPTION = "/subscriptions/00000000-0000-4000-8000-000000000001"
TENANT = "00000000-0000-4000-8000-000000000002"


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Record:
    """One resource: its type without `azure-native:`, its id, what it was made from, what it answers with."""

    type: str
    id: str
    inputs: Mapping[str, Any]
    outputs: Mapping[str, Any]


@dataclass(frozen=True)
class World:
    """One local Azure subscription. `token` opens the private endpoints and, as a bearer token, every blob.

    `secret` is what user delegation keys are derived from; `records` is by lower-case id; `tokens` gives the principal
    (object id) of a bearer token; `listeners` are the servers of Front Door endpoints by the endpoint's lower-case id.
    """

    azurite: Azurite
    now: Callable[[], datetime] = _now
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    records: dict[str, Record] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict, repr=False)
    listeners: dict[str, Listener] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock, repr=False, compare=False)


def of_type(world: World, type_name: str, below: str = "") -> list[Record]:
    """The resources of a type, in the order they were made; only those below a resource id, if one is given."""
    start = below.lower().rstrip("/") + "/" if below else ""
    with world.lock:
        return [item for key, item in world.records.items() if item.type == type_name and key.startswith(start)]


def get(world: World, identifier: str) -> Record | None:
    """The resource of this id, if there is one."""
    return world.records.get(identifier.lower())


def issue(world: World, principal: str) -> str:
    """A new bearer token of a principal (object id)."""
    made = secrets.token_urlsafe(32)
    world.tokens[made] = principal
    return made


def hidden_container(account: str, container: str) -> str:
    """The name in Azurite of a container of an account here."""
    return hashlib.blake2s(f"{account}/{container}".encode(), digest_size=16).hexdigest()
