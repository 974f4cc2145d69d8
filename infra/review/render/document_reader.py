"""JSON values to records. The text may be a stranger's: every value is checked, and nothing in it is evaluated."""

from __future__ import annotations

import math
import types
from typing import TYPE_CHECKING, Any, Literal, NoReturn, Union, get_args, get_origin

from generator.errors import UsageError
from infra.review.render.document_shape import is_record, types_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_SHOWN = 60
_SURROGATES = range(0xD800, 0xE000)
_MISSING = object()


def read(kind: Any, value: object, where: str) -> Any:
    """The value as a `kind`: a record, a tuple, a literal, a union with None, or a plain value.

    Keys that no record has are left out, so that a newer document can be read.

    Raises:
        UsageError: it is something else; `where` in the document.
    """
    if is_record(kind):
        return _record(kind, value, where)
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return None if value is None else read(_only(kind), value, where)
    if origin is tuple:
        return _tuple(get_args(kind), value, where)
    if origin is Literal:
        return _literal(kind, value, where)
    return _PLAIN[kind](value, where)


def _record(kind: type, value: object, where: str) -> Any:
    if not isinstance(value, dict):
        _refuse(value, where, "an object")
    made = {name: _field(value, name, hint, where) for name, hint in types_of(kind).items()}
    return kind(**made)


def _field(value: Mapping[str, object], name: str, hint: Any, where: str) -> Any:
    found = value.get(name, _MISSING)
    if found is _MISSING:
        raise UsageError(f"the report's JSON has no `{name}` in {where}")
    return read(hint, found, f"{where}.{name}")


def _tuple(of: tuple[Any, ...], value: object, where: str) -> tuple[Any, ...]:
    if not isinstance(value, list):
        _refuse(value, where, "an array")
    if of[-1] is Ellipsis:
        return tuple([read(of[0], item, f"{where}[{index}]") for index, item in enumerate(value)])
    if len(value) != len(of):
        _refuse(value, where, f"{len(of)} values")
    each = enumerate(zip(of, value, strict=True))
    return tuple([read(hint, item, f"{where}[{index}]") for index, (hint, item) in each])


def _literal(kind: Any, value: object, where: str) -> str:
    if not isinstance(value, str) or value not in get_args(kind):
        _refuse(value, where, kind)
    return value


def _only(kind: Any) -> Any:
    (one,) = [item for item in get_args(kind) if item is not type(None)]
    return one


def _text(value: object, where: str) -> str:
    if not isinstance(value, str):
        _refuse(value, where, "a string")
    if any(ord(letter) in _SURROGATES for letter in value):
        raise UsageError(f"the report's JSON has half a character (a lone surrogate) in {where}")
    return value


def _whole(value: object, where: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        _refuse(value, where, "an integer")
    return value


def _number(value: object, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        _refuse(value, where, "a number")
    try:
        made = float(value)
    except OverflowError:
        made = math.inf
    if not math.isfinite(made):
        _refuse("a number too large", where, "a number")
    return made


def _flag(value: object, where: str) -> bool:
    if not isinstance(value, bool):
        _refuse(value, where, "true or false")
    return value


def _refuse(value: object, where: str, wanted: object) -> NoReturn:
    expected = ", ".join(map(repr, get_args(wanted))) if get_origin(wanted) is Literal else wanted
    shown = "an object" if isinstance(value, dict) else "an array" if isinstance(value, list) else ascii(value)
    raise UsageError(f"the report's JSON has {shown[:_SHOWN]} in {where}, where {expected} belongs")


_PLAIN: Mapping[Any, Callable[[object, str], Any]] = {str: _text, int: _whole, float: _number, bool: _flag}
