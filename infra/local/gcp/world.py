"""What one local Google Cloud knows: its project, the applied resources, tokens it issued, the objects it holds."""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from infra.decisions.gcp.policies import Policies
    from infra.local.aws.httpd import Listener
    from infra.local.gcp.uploads import Session


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Record:
    """One applied resource: what it was made from, and what it answers with."""

    type: str
    id: str
    inputs: Mapping[str, Any]
    outputs: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Token:
    """An access token of a service account; `ends` is in seconds since the epoch."""

    email: str
    ends: float


@dataclass(frozen=True)
class World:
    """One local project. `records` are by (type, id); change them through `infra.local.gcp.registry` only.

    `token` opens the private endpoints and is the owner of everything; `storage` is the emulator's own store;
    `signers` are the private keys (PEM) that signBlob signs with, by e-mail; `cdn_keys` are by store and key name.
    """

    storage: Any = field(repr=False)
    token: str = field(repr=False)
    now: Callable[[], datetime] = _now
    records: dict[tuple[str, str], Record] = field(default_factory=dict, repr=False)
    policies: list[Policies] = field(default_factory=list, repr=False)  # of the records, one or none
    tokens: dict[str, Token] = field(default_factory=dict, repr=False)
    signers: dict[str, bytes] = field(default_factory=dict, repr=False)
    uploads: dict[str, Session] = field(default_factory=dict, repr=False)
    cdn_keys: dict[str, dict[str, str]] = field(default_factory=dict, repr=False)
    listeners: dict[str, Listener] = field(default_factory=dict, repr=False)
    lock: threading.RLock = field(default_factory=threading.RLock, repr=False, compare=False)


def new_world(now: Callable[[], datetime] = _now) -> World:
    """An empty world."""
    from infra.local.gcp import emulator

    return World(emulator.new_store(), secrets.token_urlsafe(24), now)
