"""Real values in place of symbols, once a resource exists."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from infra.offline.values import Secret, Sensitive, Unknown, Value, freeze

_TOKEN = re.compile(r"\$\{[^{}:]+\}")


@dataclass(frozen=True, slots=True)
class Known:
    """What symbols turned out to be.

    `texts`: whole symbolic values, which are unique, to real ones. `tokens`: the `${...}` inside them to the part of
    the real value in their place, for programs that take a symbolic value apart. `secrets`: recorded secrets to
    readable ones.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    tokens: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[Secret, Sensitive] = field(default_factory=dict)


def learn(known: Known, symbolic: Value, real: Value) -> Known:
    """What is known after a resource's symbolic outputs turned out to be the real ones; earlier knowledge wins."""
    texts, tokens, secrets = dict(known.texts), dict(known.tokens), dict(known.secrets)
    for expected, actual in _pairs(symbolic, real):
        match expected, actual:
            case Secret(), Sensitive() if expected.digest:
                secrets.setdefault(expected, actual)
            case str(), str() if "${" in expected and expected != actual:
                texts.setdefault(expected, actual)
                for token, part in _parts(expected, actual):
                    tokens.setdefault(token, part)
    return Known(texts, tokens, secrets)


def substitute(value: Value, known: Known) -> Value:
    """The frozen value with every known symbol replaced, the longest first, escaped as needed inside JSON text."""
    return freeze(_replaced(value, {**known.tokens, **known.texts}, known.secrets))


def mark(shape: Value, real: Value) -> Value:
    """The frozen real value with `Sensitive` around what is a secret in `shape`."""
    match shape, real:
        case ((Secret() | Sensitive()), _):
            return real if isinstance(real, Sensitive) else Sensitive(freeze(real))
        case Mapping(), Mapping():
            return freeze({key: mark(shape.get(key), item) for key, item in real.items()})
        case _:
            return freeze(real)


def reveal(value: Value) -> Value:
    """A writable copy with every `Sensitive` readable, as handlers and local environment files need it."""
    match value:
        case Sensitive():
            return reveal(value.value)
        case Mapping():
            return {key: reveal(item) for key, item in value.items()}
        case list() | tuple():
            return [reveal(item) for item in value]
        case _:
            return value


def sensitive_texts(value: Value) -> Iterator[str]:
    """Every readable secret string inside a value."""
    for _, leaf in _leaves(value, ""):
        if isinstance(leaf, Sensitive):
            yield from (text for _, text in _leaves(reveal(leaf), "") if isinstance(text, str) and text)


def unresolved(value: Value) -> Iterator[tuple[str, Secret | Unknown]]:
    """(property path, marker) for whatever no handler can be given."""
    return ((path, leaf) for path, leaf in _leaves(value, "") if isinstance(leaf, Secret | Unknown))


def _leaves(value: Value, path: str) -> Iterator[tuple[str, Value]]:
    match value:
        case Mapping():
            for key, item in value.items():
                yield from _leaves(item, f"{path}.{key}" if path else key)
        case list() | tuple():
            for index, item in enumerate(value):
                yield from _leaves(item, f"{path}[{index}]")
        case _:
            yield path, value


def _pairs(symbolic: Value, real: Value) -> Iterator[tuple[Value, Value]]:
    match symbolic, real:
        case Mapping(), Mapping():
            for key in sorted(symbolic.keys() & real.keys()):
                yield from _pairs(symbolic[key], real[key])
        case ((list() | tuple()), (list() | tuple())) if len(symbolic) == len(real):
            for expected, actual in zip(symbolic, real, strict=True):
                yield from _pairs(expected, actual)
        case _:
            yield symbolic, real


def _parts(symbolic: str, real: str) -> list[tuple[str, str]]:
    tokens = _TOKEN.findall(symbolic)
    shape = "(.+)".join(map(re.escape, _TOKEN.split(symbolic)))
    found = re.fullmatch(shape, real, re.DOTALL)
    return list(zip(tokens, found.groups(), strict=True)) if found else []


def _replaced(value: Value, table: Mapping[str, str], secrets: Mapping[Secret, Sensitive]) -> Value:
    match value:
        case str():
            return _text(value, table) if "${" in value else value
        case Secret():
            return secrets.get(value, value)
        case Mapping():
            return {key: _replaced(item, table, secrets) for key, item in value.items()}
        case list() | tuple():
            return [_replaced(item, table, secrets) for item in value]
        case _:
            return value


def _text(text: str, table: Mapping[str, str]) -> str:
    """In one pass, so that a real value is never mistaken for a symbol."""
    present = sorted((symbol for symbol in table if symbol in text), key=len, reverse=True)
    if not present:
        return text
    in_json = text.lstrip()[:1] in {"{", "["}
    real = {symbol: json.dumps(table[symbol])[1:-1] if in_json else table[symbol] for symbol in present}
    return re.sub("|".join(map(re.escape, present)), lambda found: real[found[0]], text)
