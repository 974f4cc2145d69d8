"""Values as a reader sees them: canonical JSON, whole; a secret never."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from infra.offline.values import Secret, Sensitive, Unknown
from infra.review.report import SECRET, UNKNOWN

if TYPE_CHECKING:
    from infra.offline.values import Value

_SIGNATURE = "4dabf18193072939515e22adb298388d"
"""The key of a secret in an exported state (pulumi/pulumi: sdk/go/common/resource/sig)."""
_SECRET_NAMES = re.compile(
    r"^(privateKey\w*|keyValue|secretKey|secretAccessKey|secretText|clientSecret|password\w*|\w*Password|passphrase"
    r"|connectionString|primaryKey|secondaryKey|sasToken|accessToken|token|rawKey|secret)$"
)


def is_secret(value: Value) -> bool:
    """Whether the value itself is one, in any of its forms."""
    return isinstance(value, Secret | Sensitive) or (isinstance(value, Mapping) and _SIGNATURE in value)


def names_secret(name: str) -> bool:
    """Whether a property of this name holds what nobody should read, whoever forgot to mark it."""
    return _SECRET_NAMES.match(name) is not None


def shown(value: Value, secrets: Iterable[str] = ()) -> str:
    """Canonical JSON text; `secrets` are further names of properties to hide."""
    hidden = frozenset(secrets)
    if isinstance(value, Unknown):
        return UNKNOWN
    if is_secret(value):
        return SECRET
    return json.dumps(_plain(value, hidden), sort_keys=True, ensure_ascii=False, default=lambda _: "?")


def _plain(value: Value, hidden: frozenset[str]) -> Value:
    if is_secret(value):
        return SECRET
    match value:
        case Unknown():
            return UNKNOWN
        case Mapping():
            return {
                str(key): SECRET if (key in hidden or names_secret(str(key))) and item else _plain(item, hidden)
                for key, item in value.items()
                if not str(key).startswith("__")
            }
        case list() | tuple():
            return [_plain(item, hidden) for item in value]
        case float() if value.is_integer():
            return int(value)
        case _:
            return value
