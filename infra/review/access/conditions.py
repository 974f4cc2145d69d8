"""Conditions in one spelling, and whether one is at least as strict as another.

A condition is atoms joined by ` and `; an atom is an operator, a key and JSON texts of which one is enough, as in
`StringLike aws:sourcearn "arn:a*" or "arn:b"`. A condition in a language of its own is one atom: its text alone.
"""

from __future__ import annotations

import ipaddress
import json
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from infra.review import keys

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

_HEAD = re.compile(r"(\S+) (\S+) ")
_GLOBS = frozenset({"StringLike", "ArnLike", "ArnEquals"})
_PLAIN = frozenset({"StringEquals"})
_EXPRESSION = "expression"
_SPACE = re.compile(r"\s+")


class Atom(NamedTuple):
    """One operator on one key; `values` are sorted, and any of them is enough."""

    operator: str
    key: str
    values: tuple[str, ...]

    def text(self) -> str:
        """As it is shown and parsed."""
        values = " or ".join(json.dumps(value, ensure_ascii=False) for value in self.values)
        return values if self.operator == _EXPRESSION else f"{self.operator} {self.key} {values}"


def texts(value: Any) -> tuple[str, ...]:
    """One value or several as the strings that are compared: `true` for True, `5` for 5.0."""
    values = value if isinstance(value, list | tuple) else (value,)
    return tuple(_scalar(item) for item in values)


def atoms_of(condition: Any) -> tuple[Atom, ...]:
    """The atoms of an IAM Condition; what has no such shape becomes an atom that equals itself only."""
    if not condition:
        return ()
    if not isinstance(condition, dict) or not all(isinstance(item, dict) for item in condition.values()):
        return (expression(json.dumps(condition, sort_keys=True, default=_hidden)),)
    found = (
        Atom(str(operator), str(key).lower(), tuple(sorted(set(texts(value)))))
        for operator, listed in condition.items()
        for key, value in listed.items()
    )
    return tuple(sorted(set(found)))


def expression(text: str) -> Atom:
    """A condition in a language of its own, spaces apart."""
    return Atom(_EXPRESSION, "is", (_SPACE.sub(" ", text).strip(),))


def joined(atoms: Iterable[Atom]) -> str:
    """The canonical text; empty for no atom."""
    return " and ".join(atom.text() for atom in sorted(set(atoms)))


def both(left: str, right: str) -> str:
    """The condition that holds when both do."""
    return joined((*parsed(left), *parsed(right)))


@lru_cache(maxsize=4096)
def parsed(text: str) -> tuple[Atom, ...]:
    """The atoms of a canonical text."""
    found, position = [], 0
    while position < len(text):
        head = None if text[position] == '"' else _HEAD.match(text, position)
        if head is None and text[position] != '"':
            return (Atom(_EXPRESSION, "is", (text,)),)
        position, values = head.end() if head else position, list[str]()
        while True:
            try:
                value, position = json.JSONDecoder().raw_decode(text, position)
            except ValueError:  # a key with a space in it: somebody's own text
                return (Atom(_EXPRESSION, "is", (text,)),)
            values.append(str(value))
            if not text.startswith(" or ", position):
                break
            position += len(" or ")
        found.append(Atom(head[1], head[2], tuple(values)) if head else Atom(_EXPRESSION, "is", tuple(values)))
        position += len(" and ") if text.startswith(" and ", position) else len(text)
    return tuple(found)


@lru_cache(maxsize=8192)
def implies(strict: str, loose: str) -> bool:
    """Whether whatever fulfils the first fulfils the second; False also where that is not known."""
    have = parsed(strict)
    return all(any(_implies(atom, wanted) for atom in have) for wanted in parsed(loose))


def _implies(strict: Atom, loose: Atom) -> bool:
    if strict == loose:
        return True
    if strict.key != loose.key:
        return False
    operators = {strict.operator, loose.operator.removesuffix("IfExists")}
    if operators <= _GLOBS | _PLAIN:
        return all(_covered(_pattern(strict, value), loose) for value in strict.values)
    if strict.operator not in {loose.operator, loose.operator.removesuffix("IfExists")}:
        return False
    if "Not" in strict.operator:
        return set(strict.values) >= set(loose.values)
    if strict.operator == "IpAddress":
        return all(any(_inside(value, other) for other in loose.values) for value in strict.values)
    if strict.operator in _BOUNDS and len(strict.values) == len(loose.values) == 1:
        return _BOUNDS[strict.operator](strict.values[0], loose.values[0])
    return set(strict.values) <= set(loose.values)


def _covered(pattern: str, loose: Atom) -> bool:
    return keys.covers([_pattern(loose, value) for value in loose.values], pattern)


def _pattern(atom: Atom, value: str) -> str:
    return value if atom.operator.removesuffix("IfExists") in _GLOBS else keys.literal(value)


def _inside(address: str, network: str) -> bool:
    try:
        one, two = ipaddress.ip_network(address, strict=False), ipaddress.ip_network(network, strict=False)
    except ValueError:
        return address == network
    return one.version == two.version and one.subnet_of(two)  # type: ignore[arg-type]


def _at_most(one: str, two: str) -> bool:
    try:
        return float(one) <= float(two)
    except ValueError:
        return one <= two if len(one) == len(two) else False


_BOUNDS: Mapping[str, Callable[[str, str], bool]] = {
    "NumericLessThan": _at_most,
    "NumericLessThanEquals": _at_most,
    "DateLessThan": _at_most,
    "DateLessThanEquals": _at_most,
    "NumericGreaterThan": lambda one, two: _at_most(two, one),
    "NumericGreaterThanEquals": lambda one, two: _at_most(two, one),
    "DateGreaterThan": lambda one, two: _at_most(two, one),
    "DateGreaterThanEquals": lambda one, two: _at_most(two, one),
}


def _scalar(item: Any) -> str:
    match item:
        case bool():
            return str(item).lower()
        case float() if item.is_integer():
            return str(int(item))
        case str() | int() | float():
            return str(item)
        case _:
            return _hidden(item)


def _hidden(item: Any) -> str:
    """A marker or a shape that no value has; never its content."""
    return f"({type(item).__name__.lower()})"
