"""Signing URLs of Azure blobs (SAS), by the account's key or by a key that Azure delegates to the identity.

https://learn.microsoft.com/rest/api/storageservices/create-user-delegation-sas
"""

from __future__ import annotations

import time
from datetime import datetime, timezone
from typing import Any, NamedTuple

from azure.storage.blob import BlobSasPermissions, generate_blob_sas

from .azure_access import DELEGATE, Place, asking

# A delegated key, and so a URL signed with it, lasts for a week at most.
WEEK = 7 * 24 * 3600
# Clocks differ: a key that begins now is refused by a machine that is behind.
SKEW = 15 * 60
# Keys begin at whole hours, so that all processes get the same one and give the same URLs.
SLOT = 3600

_keys: dict[tuple[int, int], Any] = {}


class Validity(NamedTuple):
    """When a signature begins to count and when it ends, in Unix time."""

    start: int
    end: int


def validity(expire: int, window: int) -> Validity:
    """`expire` seconds from the start of the present window of so many seconds; from now for 0, or one too long."""
    now = int(time.time())
    start = now - now % window if 0 < window < expire else now
    return Validity(start, start + expire)


def delegated_key(client: Any, account: str, start: int) -> tuple[Any, int]:
    """The key for signatures that begin at `start`, and when it ends (Unix time).

    A process asks once for each key and forgets those that ended. Azure derives it from the identity and the times
    alone. Raises `StorageAccessDeniedError` when the identity may not have one.
    """
    begin = (start - SKEW) // SLOT * SLOT
    end = begin + WEEK
    known = (id(client), begin)
    if known not in _keys:
        _forget(int(time.time()))
        with asking(DELEGATE, Place(account)):
            _keys[known] = client.get_user_delegation_key(utc(begin), utc(end))
    return _keys[known], end


def _forget(now: int) -> None:
    for known in [known for known in _keys if known[1] + WEEK < now]:
        _keys.pop(known, None)


def blob_sas(
    place: Place,
    end: int,
    mode: str,
    parameters: dict[str, Any],
    *,
    account_key: str | None = None,
    user_delegation_key: Any = None,
) -> str:
    """The query that lets its bearer do `mode` (letters as `r`, `c`, `w`) with one blob until `end`."""
    return generate_blob_sas(
        place.account,
        place.container,
        place.key,
        account_key=account_key,
        user_delegation_key=user_delegation_key,
        permission=BlobSasPermissions.from_string(mode),
        expiry=utc(end),
        **parameters,
    )


def utc(timestamp: int) -> datetime:
    """A Unix time as an aware datetime."""
    return datetime.fromtimestamp(timestamp, tz=timezone.utc)  # noqa: UP017  # Python 3.10 has no datetime.UTC
