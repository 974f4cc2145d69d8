"""Clients of Azure storage: one for each account and credential in a process, whichever alias asks first.

They may be used by all threads at once. A forked process makes its own: connections cannot be shared.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from azure.storage.blob import BlobServiceClient

from .azure_identity import ENDPOINT
from .env import optional

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

STORAGE_SCOPE = "https://storage.azure.com/.default"
# A local cloud answers or is not there: no second try.
LOCAL = {"connection_timeout": 5, "retry_total": 0}
_clients: dict[tuple[Hashable, ...], Any] = {}


def shared(make: Callable[[], Any], *key: Hashable) -> Any:
    """The process's client of that key, made when first asked for."""
    whole = (os.getpid(), *key)
    found = _clients.get(whole)
    # Two threads may both make one; all then use the same of them.
    return _clients.setdefault(whole, make()) if found is None else found


def service_client(
    url: str, credential: Any, options: dict[str, Any]
) -> BlobServiceClient:
    """A client of the account at `url`. Over http, which only a local cloud speaks, it sends tokens too."""
    if optional(ENDPOINT):
        options = {**LOCAL, **options}
    if hasattr(credential, "get_token") and url.startswith("http:"):
        # The SDK refuses a token credential here; its hook for requests may add any header.
        options = {**options, "raw_request_hook": _bearer(credential)}
        credential = None
    return BlobServiceClient(url, credential=credential, **options)


def _bearer(credential: Any) -> Callable[[Any], None]:
    def add(request: Any) -> None:
        token = credential.get_token(STORAGE_SCOPE).token
        request.http_request.headers["Authorization"] = f"Bearer {token}"

    return add
