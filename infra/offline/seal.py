"""Wire values to recorded values, and responses back to the wire.

On the wire (a protobuf Struct) a secret, asset, archive, resource reference or output value is a mapping with a
signature key, and a value unknown in a preview is a fixed string: `pulumi/runtime/rpc.py`, and
`sdk/go/common/resource/properties.go` for the engine's side. Recording replaces them; nothing recorded holds a
secret's plaintext.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from infra.offline.values import Secret, Sensitive, Unknown, Value, encode, freeze

if TYPE_CHECKING:
    from google.protobuf.struct_pb2 import Struct
    from google.protobuf.struct_pb2 import Value as WireValue

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
SIGNATURE = "4dabf18193072939515e22adb298388d"
SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - a signature of the protocol
RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e"
OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
ASSET = "c44067f5952c0a294b673a41bacd8c17"
ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7"

_LONG_ENOUGH = 8  # shorter secrets are recognised as a whole only: a one-letter secret is part of every string


@dataclass(frozen=True, slots=True, repr=False)
class Sealer:
    """What secrets are hashed with, and the plaintexts (secret config values) to recognise where nothing marks them."""

    key: bytes
    known: tuple[str, ...] = field(default=())

    def secret(self, plain: Value) -> Secret:
        """The marker for this plaintext."""
        text = json.dumps(plain, sort_keys=True, default=repr)
        return Secret(hmac.new(self.key, text.encode(), hashlib.sha256).hexdigest())

    def recognises(self, text: str) -> bool:
        """Whether the text is a known secret, or holds one that is long enough to be no coincidence."""
        return any(text == plain or (len(plain) >= _LONG_ENOUGH and plain in text) for plain in self.known)


def seal(raw: Value, sealer: Sealer) -> Value:
    """The recorded, frozen form of a raw wire value (see `raw_of`): no signatures, no plaintext secrets."""
    match raw:
        case dict() if SIGNATURE in raw:
            return _signed(raw, sealer)
        case dict():
            if any(sealer.recognises(key) for key in raw):
                return sealer.secret(raw)
            return freeze({key: seal(item, sealer) for key, item in raw.items()})
        case list():
            return tuple(seal(item, sealer) for item in raw)
        case str():
            return _text(raw, sealer)
        case _:
            return freeze(raw)


def _signed(raw: dict[str, Any], sealer: Sealer) -> Value:
    match raw:
        case {"value": plain, **rest} if rest[SIGNATURE] == SECRET or rest.get("secret"):
            return sealer.secret(_bare(plain))
        case {"value": plain, **rest} if rest[SIGNATURE] == OUTPUT:
            return seal(plain, sealer)
        case {"urn": urn, **rest} if rest[SIGNATURE] == RESOURCE:
            return freeze({"resource": urn})
        case _ if raw[SIGNATURE] in {ASSET, ARCHIVE}:
            content = {key: item for key, item in raw.items() if key not in {SIGNATURE, "hash"}}
            return freeze({"asset" if raw[SIGNATURE] == ASSET else "archive": seal(content, sealer)})
        case _:  # an output value without a value; an unheard-of signature is as unreadable
            return Secret() if raw.get("secret") else Unknown()


def _text(raw: str, sealer: Sealer) -> Value:
    if raw == UNKNOWN:
        return Unknown()
    if SIGNATURE in raw:  # a provider's nested settings travel as JSON text, with the signatures inside
        try:
            return json.dumps(encode(seal(json.loads(raw), sealer)), sort_keys=True)
        except ValueError:
            return sealer.secret(raw)
    return sealer.secret(raw) if sealer.recognises(raw) else raw


def _bare(plain: Value) -> Value:
    """A secret inside a secret hashes like the plaintext alone."""
    match plain:
        case {"value": inner, **rest} if rest.get(SIGNATURE) == SECRET:
            return _bare(inner)
        case dict():
            return {key: _bare(item) for key, item in plain.items()}
        case list():
            return [_bare(item) for item in plain]
        case _:
            return freeze(plain)


def echoed(raw: dict[str, Any]) -> dict[str, Any]:
    """Inputs as an engine hands them back as outputs: output values unwrapped, the rest as it came."""
    return {key: _unwrapped(item) for key, item in raw.items()}


def _unwrapped(raw: Value) -> Value:
    match raw:
        case dict() if raw.get(SIGNATURE) == OUTPUT:
            plain = _unwrapped(raw.get("value", UNKNOWN))
            return secret_on_wire(plain) if raw.get("secret") else plain
        case dict():
            return {key: _unwrapped(item) for key, item in raw.items()}
        case list():
            return [_unwrapped(item) for item in raw]
        case _:
            return raw


def secret_on_wire(plain: Value) -> dict[str, Any]:
    """The signed mapping for a secret; one that is signed already stays as it is."""
    if isinstance(plain, dict) and plain.get(SIGNATURE) == SECRET:
        return plain
    return {SIGNATURE: SECRET, "value": plain}


def unsealed(value: Value) -> Value:
    """A responder's output as a raw wire value: `Sensitive` becomes a signed secret, `Unknown` the sentinel."""
    match value:
        case Sensitive():
            return secret_on_wire(unsealed(value.value))
        case Unknown() | Secret():
            return UNKNOWN
        case Mapping():
            return {key: unsealed(item) for key, item in value.items()}
        case list() | tuple():
            return [unsealed(item) for item in value]
        case _:
            return value


def raw_of(struct: Struct) -> dict[str, Any]:
    """A Struct as dicts, lists and scalars, signatures and sentinels untouched, integral numbers as int."""
    return {key: _raw(item) for key, item in struct.fields.items()}


def raw_value(message: WireValue) -> Value:
    """One wire value as in `raw_of`."""
    return _raw(message)


def _raw(message: Any) -> Value:
    match message.WhichOneof("kind"):
        case "struct_value":
            return raw_of(message.struct_value)
        case "list_value":
            return [_raw(item) for item in message.list_value.values]
        case "number_value":
            number = message.number_value
            return freeze(number) if math.isfinite(number) else str(number)
        case "string_value":
            return message.string_value
        case "bool_value":
            return message.bool_value
        case _:
            return None


def struct_of(raw: Mapping[str, Any]) -> Struct:
    """Inverse of `raw_of`."""
    from google.protobuf.struct_pb2 import Struct

    struct = Struct()
    struct.update(raw)
    return struct
