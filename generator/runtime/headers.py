"""Headers of stored objects: content type and Cache-Control, from the name."""

from __future__ import annotations

import mimetypes
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:
    from collections.abc import Iterable

# `mimetypes` knows these only on some systems and versions, or not at all.
CONTENT_TYPES = {
    ".avif": "image/avif",
    ".js": "text/javascript",
    ".map": "application/json",
    ".mjs": "text/javascript",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
}
# A compressed file is served as what it is, as Django's FileResponse does. With a Content-Encoding guessed from its
# name, a browser unpacks what the user downloads (jschneier/django-storages#451, #917).
COMPRESSED_TYPES = {
    "br": "application/x-brotli",
    "bzip2": "application/x-bzip",
    "compress": "application/x-compress",
    "gzip": "application/gzip",
    "xz": "application/x-xz",
}


def content_type(name: str) -> str | None:
    """The content type that a name tells, or None."""
    pinned = CONTENT_TYPES.get(PurePosixPath(name).suffix.lower())
    if pinned:
        return pinned
    guessed, encoding = mimetypes.guess_type(name)
    return (
        COMPRESSED_TYPES.get(encoding, "application/octet-stream")
        if encoding
        else guessed
    )


def check_cache_control(rules: Any) -> None:
    """Raises `ImproperlyConfigured` unless the rules are [pattern, value] pairs of text."""
    allowed = 'cache_control must be a list of [pattern, value] pairs, such as ["*.pdf", "private, max-age=300"]'
    if isinstance(rules, str) or not hasattr(rules, "__iter__"):
        raise ImproperlyConfigured(f"{allowed}; it is {rules!r}")
    for rule in rules:
        if (
            isinstance(rule, str)
            or len(rule) != 2
            or not all(isinstance(part, str) for part in rule)
        ):
            raise ImproperlyConfigured(f"{allowed}; one is {rule!r}")


def cache_control(rules: Iterable[tuple[str, str]], name: str) -> str | None:
    """The value of the first rule whose pattern matches the whole name; `*` crosses slashes."""
    return next((value for pattern, value in rules if fnmatchcase(name, pattern)), None)
