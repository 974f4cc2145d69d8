"""How many CORS rules a store takes, by provider."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Limit(NamedTuple):
    """A vendor's limit: who sets it, and the most that it takes."""

    who: str
    most: int


CORS_RULES: Mapping[str, Limit] = {
    "s3": Limit("S3", 100),
    "gcs": Limit("Cloud Storage", 100),
    "azure": Limit("Azure", 5),
}
