"""How long to wait before a request is sent again; pure.

The rules are GitHub's (https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api, "Handle
rate limit errors appropriately"): `Retry-After` first, then `X-RateLimit-Reset` where nothing remains, else at least a
minute, and longer each time. GitLab sends `Retry-After` and `RateLimit-Reset` with its 429
(https://docs.gitlab.com/administration/settings/user_and_ip_rate_limits/).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

MINUTE = 60.0
BACKOFF = (1.0, 2.0, 4.0, 8.0, 16.0)
"""Seconds before each further try after a 5xx or an ended connection."""


def limited(status: int, headers: Mapping[str, str], message: str) -> bool:
    """Whether the answer is a rate limit: nothing was done, and the same request may be sent later."""
    if status == 429:
        return True
    if status != 403:
        return False
    return "retry-after" in headers or headers.get("x-ratelimit-remaining") == "0" or "rate limit" in message.casefold()


def pause_of_limit(headers: Mapping[str, str], epoch: float, tries: int) -> float:
    """Seconds until a limited request may be sent again; `tries` counts those made, from 1."""
    asked = _number(headers.get("retry-after"))
    if asked is not None:
        return max(asked, 1.0)
    for remaining, reset in (
        ("x-ratelimit-remaining", "x-ratelimit-reset"),
        ("ratelimit-remaining", "ratelimit-reset"),
    ):
        until = _number(headers.get(reset))
        if until is not None and headers.get(remaining) == "0":
            return max(until - epoch, 0.0) + 1.0
    return MINUTE * 2.0 ** (tries - 1)


def pause_of_failure(tries: int) -> float | None:
    """Seconds until a request that failed is sent again, None when it has been tried often enough."""
    return BACKOFF[tries - 1] if tries <= len(BACKOFF) else None


def _number(text: str | None) -> float | None:
    return float(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 12 else None
