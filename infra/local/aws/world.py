"""What one local AWS knows and is set to: its account, its root key, its switches, the bucket policies it holds."""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

Missing = Literal["conditioned", "strict403"]

ACCOUNT = "123456789012"  # moto's own default


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class World:
    """One local AWS account.

    `missing` says how GET and HEAD of a missing key answer to a caller whose ListBucket is conditioned on `s3:prefix`:
    `conditioned` 404 when the key itself satisfies the condition, `strict403` 403 (AWS's own answer is unverified).
    `secure` is what `aws:SecureTransport` says of the local plain HTTP. moto never sees a bucket policy: it would
    apply it without its Conditions.
    """

    root_access_key: str
    root_secret_key: str = field(repr=False)
    token: str = field(repr=False)  # of the private endpoints
    account: str = ACCOUNT
    missing: Missing = "conditioned"
    secure: bool = True
    now: Callable[[], datetime] = _now
    bucket_policies: dict[str, str] = field(default_factory=dict)
    bucket_logging: dict[str, bytes] = field(default_factory=dict)
    session_tags: dict[str, dict[str, str]] = field(default_factory=dict)  # by access key; moto drops them
    lock: threading.RLock = field(default_factory=threading.RLock, repr=False, compare=False)


def new_world(missing: Missing = "conditioned", secure: bool = True, now: Callable[[], datetime] = _now) -> World:
    """A world with a fresh root key."""
    key = "LOCALROOT" + secrets.token_hex(6).upper()
    return World(key, secrets.token_urlsafe(30), secrets.token_urlsafe(24), missing=missing, secure=secure, now=now)
