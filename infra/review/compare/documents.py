"""Texts that are JSON: read, and IAM policies among them put into one form, so that only what they say is compared."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from infra.offline.values import Value

_LISTS = ("Action", "NotAction", "Resource", "NotResource")
_WHO = ("Principal", "NotPrincipal")


def opened(value: Value) -> Value:
    """The value, or what its text says when it is a JSON object or list; a policy in its one form."""
    if isinstance(value, str) and value.lstrip()[:1] in {"{", "["}:
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return value
    return policy(value) if isinstance(value, Mapping) and _is_policy(value) else value


def policy(document: Mapping[str, Value]) -> dict[str, Any]:
    """One form for all policies that say the same statements.

    What may be one value or a list is a sorted list, condition keys are in lower case, values are texts, statements
    are by Sid, else by what they say.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
    """
    found = document["Statement"]
    statements = [_statement(item) for item in (found if isinstance(found, list | tuple) else [found])]
    rest = {key: item for key, item in document.items() if key != "Statement" and item is not None}
    return {**rest, "Statement": _named(statements)}


def _is_policy(value: Mapping[str, Value]) -> bool:
    found = value.get("Statement")
    many = found if isinstance(found, list | tuple) else [found]
    return found is not None and all(isinstance(item, Mapping) for item in many)


def _named(statements: list[dict[str, Any]]) -> dict[str, Any]:
    """By Sid where no two share one; what has none is by its text, so that moving it changes nothing."""
    sids = [item.get("Sid") for item in statements]
    named: dict[str, Any] = {}
    for number, item in enumerate(statements):
        sid = item.get("Sid")
        key = sid if isinstance(sid, str) and sid and sids.count(sid) == 1 else _text({**item, "Sid": None})
        named[f"={key}" if key not in named else f"={key}#{number}"] = item
    return named


def _statement(item: Mapping[str, Value]) -> dict[str, Any]:
    made: dict[str, Any] = {key: value for key, value in item.items() if value not in (None, "", {}, [])}
    made |= {key: _many(made[key]) for key in _LISTS if key in made}
    made |= {key: _who(made[key]) for key in _WHO if key in made}
    if isinstance(made.get("Condition"), Mapping):
        made["Condition"] = {
            operator: {key.lower(): _many(values) for key, values in keys.items()}
            if isinstance(keys, Mapping)
            else keys
            for operator, keys in made["Condition"].items()
        }
    return made


def _who(value: Value) -> Value:
    return {kind: _many(names) for kind, names in value.items()} if isinstance(value, Mapping) else value


def _many(value: Value) -> Value:
    items = value if isinstance(value, list | tuple) else [value]
    return sorted({item if isinstance(item, str) else _text(item) for item in items})


def _text(value: Value) -> str:
    return json.dumps(value, sort_keys=True, default=repr)
