"""The keys that Cloud CDN's signed URLs and cookies are made with: 16 bytes, written in base64url.

https://cloud.google.com/cdn/docs/using-signed-urls#creatingkeys
"""

from __future__ import annotations

import base64
import binascii
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from .env import optional

KEY_BYTES = 16


def signing_key(name: str) -> str | None:
    """A key in base64url from the file `<name>_FILE` names, or else from `<name>_BASE64`; None when neither is set.

    Only processes that make links need the key. Raises `ImproperlyConfigured`, whose text never holds the value.
    """
    path, encoded = optional(f"{name}_FILE"), optional(f"{name}_BASE64")
    if path is not None:
        source, text = f"the file that {name}_FILE names", _read(name, path)
    elif encoded is not None:
        source, text = f"{name}_BASE64", encoded
    else:
        return None
    decoded(text, source)
    return text.strip()


def decoded(text: str, source: str) -> bytes:
    """The key's bytes. Raises `ImproperlyConfigured`, which names the `source` and never shows the text."""
    plain = text.strip().rstrip("=")
    try:
        key = base64.b64decode(
            plain + "=" * (-len(plain) % 4), altchars=b"-_", validate=True
        )
    except (binascii.Error, ValueError):
        # Raised outside the handler: the error's context would hold the text.
        key = b""
    if len(key) != KEY_BYTES:
        raise ImproperlyConfigured(
            f"{source} does not hold a Cloud CDN signing key: {KEY_BYTES} random bytes in base64url, as"
            " `head -c 16 /dev/urandom | base64 | tr +/ -_` makes them"
        )
    return key


def _read(name: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="ascii")
    except OSError as error:
        reason = error.strerror or type(error).__name__
    except ValueError:
        reason = "not a text file"
    raise ImproperlyConfigured(
        f"the file that {name}_FILE names cannot be read ({reason})"
    )
