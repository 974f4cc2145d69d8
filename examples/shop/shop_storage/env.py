"""Reading configuration from environment variables while settings load.

An empty variable counts as not set: deploy tools write `NAME=` for a value they do not have.
"""

from __future__ import annotations

import base64
import binascii
import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

TRUE = frozenset({"1", "true", "yes", "on"})
FALSE = frozenset({"0", "false", "no", "off"})
# CloudFront takes RSA keys; these are the two unencrypted PEM forms of one.
PEM_HEADERS = ("-----BEGIN RSA PRIVATE KEY-----", "-----BEGIN PRIVATE KEY-----")


def required(name: str) -> str:
    """The value of a variable. Raises `ImproperlyConfigured` when it is not set or empty."""
    value = optional(name)
    if value is None:
        raise ImproperlyConfigured(
            f"the environment variable {name} is not set (an empty value counts as not set);"
            " .env.example says what it is, and gen-settings writes .env.<environment>"
        )
    return value


def optional(name: str, default: str | None = None) -> str | None:
    """The value of a variable, or `default` when it is not set or empty."""
    return os.environ.get(name) or default


def flag(name: str, default: bool) -> bool:
    """A yes or no. Raises `ImproperlyConfigured` for a value that is neither."""
    value = optional(name)
    if value is None:
        return default
    if value.lower() in TRUE:
        return True
    if value.lower() in FALSE:
        return False
    allowed = "1, true, yes, on, 0, false, no or off"
    raise ImproperlyConfigured(
        f"the environment variable {name} is {value!r}; use {allowed}"
    )


def pem(name: str) -> str:
    r"""An RSA private key in PEM, from the file `<name>_FILE` names or else from `<name>_BASE64`.

    A key is not read from a plain variable: env files turn its line ends into a literal `\n`, which no parser takes.
    Raises `ImproperlyConfigured`, whose text never holds any part of either value.
    """
    path, encoded = optional(f"{name}_FILE"), optional(f"{name}_BASE64")
    if path is not None:
        source, text = f"{name}_FILE", _read(name, path)
    elif encoded is not None:
        source, text = f"{name}_BASE64", _decode(name, encoded)
    else:
        raise ImproperlyConfigured(f"no private key: {_ways(name)}")
    lines = text.strip().splitlines()
    if len(lines) < 3 or lines[0].strip() not in PEM_HEADERS:
        raise ImproperlyConfigured(
            f"{source} does not hold an unencrypted RSA private key: its first line must be"
            f" {PEM_HEADERS[0]} or {PEM_HEADERS[1]}; {_ways(name)}"
        )
    return "\n".join(lines) + "\n"


def key(name: str) -> str | None:
    """As `pem`, or None when neither variable is set: only processes that make links need the key."""
    if optional(f"{name}_FILE") is None and optional(f"{name}_BASE64") is None:
        return None
    return pem(name)


def path(name: str, default: str, below: str = "") -> str:
    """The folder `below` the one a variable names, or below `default`; relative to the working directory."""
    return str(Path(optional(name) or default) / below)


def _read(name: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="ascii")
    except OSError as error:
        reason = error.strerror or type(error).__name__
    except ValueError:
        reason = "not a text file"
    raise ImproperlyConfigured(
        f"the file that {name}_FILE names cannot be read ({reason}); {_ways(name)}"
    )


def _decode(name: str, encoded: str) -> str:
    try:
        return base64.b64decode("".join(encoded.split()), validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        # Raised outside the handler: a decoding error keeps the bytes it failed on.
        pass
    raise ImproperlyConfigured(
        f"{name}_BASE64 is not base64 of a PEM file; {_ways(name)}"
    )


def _ways(name: str) -> str:
    return f"set {name}_FILE to the path of a PEM file, or {name}_BASE64 to that file in base64 on one line"
