"""The last gate before a report leaves: no text in it looks like a secret, or holds one that is known.

Values that hold secrets were replaced when graphs were read. This is for what nobody marked: a key in a description, a
token in a header. Whole texts are replaced, never parts (pr-review: redaction of parts leaks the rest).
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from infra.review.report import SECRET
from infra.review.suspicious import looks_secret

_Record = TypeVar("_Record")


def sealed(report: _Record, known: tuple[str, ...] = ()) -> _Record:
    """The same record with `[secret]` for each text that must not be shown."""
    return _sealed(report, known)  # type: ignore[no-any-return]


def _sealed(value: Any, known: tuple[str, ...]) -> Any:
    match value:
        case str():
            return SECRET if _hidden(value, known) else value
        case tuple():
            made = tuple(_sealed(item, known) for item in value)
            return made if any(new is not old for new, old in zip(made, value, strict=True)) else value
        case _ if is_dataclass(value) and not isinstance(value, type):
            found = {item.name: getattr(value, item.name) for item in fields(value)}
            changed = {name: made for name, old in found.items() if (made := _sealed(old, known)) is not old}
            return replace(value, **changed) if changed else value
        case _:
            return value


def _hidden(text: str, known: tuple[str, ...]) -> bool:
    return any(secret in text for secret in known) or looks_secret(text)
