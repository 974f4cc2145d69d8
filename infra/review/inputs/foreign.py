"""What an engine wrote about resources, as sealed graphs: names made ours, secrets gone before anybody can look.

Sources: ResourceV3 in `sdk/go/common/apitype/core.go`, signatures in `sdk/go/common/resource/properties.go` of
pulumi. A secret is a mapping with a signature and either `ciphertext`, or `plaintext` with JSON text, or `value`.
Settings that a provider got as plain text are found by their names.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from generator.errors import OutputsError
from infra.offline.graph import Graph, Resource, canonical_order
from infra.offline.seal import SECRET, SIGNATURE, Sealer, seal
from infra.offline.values import Value, freeze
from infra.review.suspicious import assigns_secret, looks_secret

KEY = secrets.token_bytes(32)
"""One for all that is read in this process, so that equal secrets are equal."""
_HIDDEN = "[secret]"
_SECRET_NAMES = (
    "password", "passwd", "secret", "secretkey", "secretaccesskey", "token", "sessiontoken", "accesstoken",
    "privatekey", "clientsecret", "connectionstring", "primarykey", "secondarykey", "keyvalue", "accountkey",
    "sastoken", "credentials", "oidctoken", "clientcertificatepassword", "sharedaccesskey", "privatekeypem",
    "sessmtppasswordv4",
)  # fmt: skip
_SECRET_ENDS = (
    "password", "passwd", "passphrase", "secret", "secretkey", "token", "apikey", "accesskey", "privatekey",
    "accountkey", "masterkey", "signingkey", "connectionstring", "credentials",
)  # fmt: skip
"""How names end that programs give to secrets themselves, as in the variables of a function."""
TELL_NOTHING = ("", "true", "false")
_LOGIN = ("Bearer ", "Basic ", "Token ")
_DEFAULTS = "__defaults"
_WRAPPING = (SIGNATURE, "ciphertext", "plaintext")
_SEALED_ALREADY = {SIGNATURE: SECRET, "secret": True}  # one whose plaintext is not there
_OPTIONS = ("protect", "retainOnDelete", "aliases", "deletedWith", "additionalSecretOutputs", "ignoreChanges")


@dataclass(frozen=True, slots=True)
class Names:
    """The project and stack of the graph that the resources are compared with."""

    project: str
    stack: str

    def urn(self, text: str) -> str:
        """The urn as if it were of this project and stack."""
        parts = text.split("::")
        return "::".join([f"urn:pulumi:{self.stack}", self.project, *parts[2:]]) if len(parts) > 3 else text


@dataclass(frozen=True, slots=True)
class Reading:
    """How values are read: what is known to be secret is hidden wherever it stands."""

    sealer: Sealer = field(default_factory=lambda: Sealer(KEY))


def reading(document: Any) -> Reading:
    """A reading that knows every plaintext the document marks as secret. Only these are kept, and never shown."""
    return Reading(Sealer(KEY, tuple(sorted(set(_plaintexts(document))))))


def graph_of(rows: list[Any], names: Names, how: Reading) -> Graph:
    """Rows of resources in the engine's words. Raises OutputsError.

    What waits to be deleted is left out, and what a program only reads (`external`): it is not the stack's to delete.
    """
    left = [row for row in rows if isinstance(row, Mapping) and not row.get("delete") and not row.get("external")]
    found = [_resource(row, names, how) for row in left]
    kept = {item.urn: item for item in found if item.type != "pulumi:pulumi:Stack"}
    stack = next((row for row in rows if isinstance(row, Mapping) and row.get("type") == "pulumi:pulumi:Stack"), {})
    exports = _sealed(stack.get("outputs") or {}, how)
    return Graph(names.project, names.stack, tuple(sorted(kept.values(), key=canonical_order)), exports)


def _resource(row: Mapping[str, Any], names: Names, how: Reading) -> Resource:
    urn, type_ = row.get("urn"), row.get("type")
    if not isinstance(urn, str) or not isinstance(type_, str) or urn.count("::") < 3:
        raise OutputsError("a resource in it has no urn or no type")
    parent = row.get("parent")
    above = names.urn(parent) if isinstance(parent, str) and "pulumi:pulumi:Stack::" not in parent else ""
    provider = type_.startswith("pulumi:providers:")
    outputs = {**_mapping(row.get("outputs")), **({"id": row["id"]} if row.get("id") else {})}
    return Resource(
        urn=names.urn(urn),
        type=type_,
        name=urn.rsplit("::", 1)[1],
        parent=above,
        custom=bool(row.get("custom", not type_.startswith("stowplan:"))),
        inputs=freeze({} if provider else _sealed(_mapping(row.get("inputs")), how)),
        outputs=freeze({} if provider else _sealed(outputs, how)),
        dependencies=tuple(names.urn(item) for item in _texts(row.get("dependencies"))),
        property_dependencies=freeze({
            key: [names.urn(item) for item in _texts(urns)]
            for key, urns in _mapping(row.get("propertyDependencies")).items()
        }),
        options=freeze(_options(row, names)),
    )  # fmt: skip


def _options(row: Mapping[str, Any], names: Names) -> dict[str, Any]:
    found = {key: row[key] for key in _OPTIONS if row.get(key)}
    if "aliases" in found:
        found["aliases"] = [names.urn(item) for item in _texts(found["aliases"])]
    provider = row.get("provider")
    return {**found, "provider": names.urn(provider.rpartition("::")[0])} if isinstance(provider, str) else found


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _sealed(value: Any, how: Reading) -> Value:
    return seal(_opened(value, how), how.sealer)


def _opened(value: Any, how: Reading) -> Any:
    """Secrets with their plaintext where `seal` looks for it; without what a provider filled in by itself."""
    match value:
        case Mapping() if value.get(SIGNATURE) == SECRET:
            return _secret(value)
        case Mapping():
            filled = value.get(_DEFAULTS)
            dropped = {_DEFAULTS, *_texts(filled)}
            return {key: _property(key, item, how) for key, item in value.items() if key not in dropped}
        case list():
            return [_opened(item, how) for item in value]
        case str() if value == _HIDDEN:
            return dict(_SEALED_ALREADY)
        case _:
            return value


def _texts(value: Any) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _property(key: str, item: Any, how: Reading) -> Any:
    telling = isinstance(item, str) and item.casefold() not in TELL_NOTHING
    if telling and hides(key, item):
        return {SIGNATURE: SECRET, "value": item}
    return _opened(item, how)


def hides(key: str, item: str) -> bool:
    """Whether a text that nothing marks is hidden, for its key's name or for what it looks like."""
    return _names_secret(key) or item.startswith(_LOGIN) or looks_secret(item) or assigns_secret(item)


def _names_secret(key: str) -> bool:
    name = key.lower().replace("_", "").replace("-", "")
    return name in _SECRET_NAMES or name.endswith(_SECRET_ENDS)


def _secret(value: Mapping[str, Any]) -> dict[str, Any]:
    if "value" in value:
        return dict(value)
    plain = _plain(value)
    return {SIGNATURE: SECRET, "value": plain} if plain is not None else dict(_SEALED_ALREADY)


def _plain(value: Mapping[str, Any]) -> Any:
    text = value.get("plaintext")
    try:
        found = json.loads(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return None if found == _HIDDEN else found


def _plaintexts(value: Any) -> list[str]:
    """Every text that is marked as a secret, at any depth."""
    found: list[str] = []
    waiting = [(value, False)]
    while waiting:
        item, marked = waiting.pop()
        match item:
            case Mapping():
                hidden = marked or item.get(SIGNATURE) == SECRET
                waiting += [(part, hidden) for key, part in item.items() if key not in _WRAPPING]
                if item.get(SIGNATURE) == SECRET:
                    waiting.append((_plain(item), True))
            case list():
                waiting += [(part, marked) for part in item]
            case str() if marked and item:
                found.append(item)
            case _:
                pass
    return found
