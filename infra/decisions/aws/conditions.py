"""The Condition element of an IAM policy.

Rules, from "IAM JSON policy elements: Condition operators" and "Multivalued context keys" (IAM user guide):
all operators and all keys must hold, one of the listed values is enough; a negated operator holds when no listed
value matches. A key that is absent from the request makes a plain operator false, and a negated operator, an
`...IfExists` operator and `ForAllValues:` true. An operator that is not known raises: a condition is never guessed.
"""

from __future__ import annotations

import ipaddress
import math
import operator
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from infra.decisions.aws.patterns import glob, literal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Context = Mapping[str, tuple[str, ...]]
    Test = Callable[[str, str], bool]

_OPERATOR = re.compile(r"(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?")
_COLON = re.compile(r":(?![^{}]*\})")  # not the colon inside ${aws:PrincipalAccount}


class PolicyError(ValueError):
    """A policy says something this evaluator does not model; nothing is decided from it."""


@dataclass(frozen=True, slots=True)
class _Operator:
    test: Test | None  # None: a glob pattern
    negated: bool = False
    per_segment: bool = False  # ARN operators compare each of the six parts on its own
    valid: Callable[[str], bool] | None = None  # whether a value in a policy can be compared at all


def holds(condition: Mapping[str, Mapping[str, Any]], context: Context, *, variables: bool) -> bool:
    """Whether every operator of a Condition holds; `context` has lower-case keys and tuples of values."""
    return all(
        _operator_holds(name, key, texts(wanted), context, variables)
        for name, keys in condition.items()
        for key, wanted in keys.items()
    )


def check(condition: Mapping[str, Mapping[str, Any]]) -> None:
    """Raise PolicyError for an unknown operator or a value it cannot compare, before any request is decided."""
    for name, keys in condition.items():
        base = _parse(name)[1]
        valid = _OPERATORS[base].valid if base in _OPERATORS else _is_bool
        for key, wanted in keys.items():
            for text in texts(wanted):
                if valid is not None and "${" not in text and not valid(text):
                    raise PolicyError(f"condition {name} on {key}: {text!r} is not a value it can compare")


def texts(value: Any) -> tuple[str, ...]:
    """One value or a list of them, as the strings a policy compares: `true` for True, `5` for 5."""
    values = value if isinstance(value, list | tuple) else (value,)
    return tuple(str(item).lower() if isinstance(item, bool) else str(item) for item in values)


def _operator_holds(name: str, key: str, wanted: tuple[str, ...], context: Context, variables: bool) -> bool:
    quantifier, base, if_exists = _parse(name)
    values = context.get(key.lower(), ())
    if base == "Null":
        return any((not values) == (text.lower() == "true") for text in wanted)
    rule = _OPERATORS[base]
    if not values:
        return if_exists or quantifier == "ForAllValues" or (rule.negated and quantifier != "ForAnyValue")
    if not quantifier and len(values) > 1:
        raise PolicyError(f"condition {name} on {key}: the key has several values; use ForAnyValue: or ForAllValues:")
    results = [_any(rule, value, wanted, context, variables) != rule.negated for value in values]
    return any(results) if quantifier == "ForAnyValue" else all(results)


def _parse(name: str) -> tuple[str | None, str, bool]:
    match = _OPERATOR.fullmatch(name)
    if match is None or (match[2] not in _OPERATORS and name != "Null"):
        raise PolicyError(f"unknown condition operator {name!r}")
    return match[1], match[2], bool(match[3])


def _any(rule: _Operator, value: str, wanted: Sequence[str], context: Context, variables: bool) -> bool:
    return any(_matches(rule, value, text, context, variables) for text in wanted)


def _matches(rule: _Operator, value: str, wanted: str, context: Context, variables: bool) -> bool:
    if rule.test is not None:
        text = literal(wanted, context, variables=variables)
        return text is not None and rule.test(value, text)
    if not rule.per_segment:
        return _globbed(value, wanted, context, variables)
    left, right = value.split(":", 5), _COLON.split(wanted, maxsplit=5)
    return len(left) == len(right) and all(
        _globbed(part, pattern, context, variables) for part, pattern in zip(left, right, strict=True)
    )


def _globbed(value: str, pattern: str, context: Context, variables: bool) -> bool:
    expression = glob(pattern, context, variables=variables)
    return expression is not None and expression.fullmatch(value) is not None


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")  # compares false with everything


def _moment(text: str) -> float:
    """Seconds since the epoch, from ISO 8601 or epoch text."""
    if re.fullmatch(r"\d+(\.\d+)?", text):
        return float(text)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return float("nan")
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _within(value: str, network: str) -> bool:
    try:
        return ipaddress.ip_address(value) in ipaddress.ip_network(network, strict=False)
    except ValueError:
        return False


def _is_network(text: str) -> bool:
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        return False
    return True


def _is_bool(text: str) -> bool:
    return text.lower() in {"true", "false"}


_COMPARISONS: Mapping[str, Callable[[float, float], bool]] = {
    "Equals": operator.eq,
    "LessThan": operator.lt,
    "LessThanEquals": operator.le,
    "GreaterThan": operator.gt,
    "GreaterThanEquals": operator.ge,
}


def _ordered(convert: Callable[[str], float], prefix: str) -> dict[str, _Operator]:
    def test(compare: Callable[[float, float], bool]) -> Test:
        return lambda value, wanted: compare(convert(value), convert(wanted))

    def valid(text: str) -> bool:
        return not math.isnan(convert(text))

    operators = {prefix + name: _Operator(test(compare), valid=valid) for name, compare in _COMPARISONS.items()}
    return {**operators, f"{prefix}NotEquals": _Operator(test(operator.eq), negated=True, valid=valid)}


_OPERATORS: Mapping[str, _Operator] = {
    "StringEquals": _Operator(lambda a, b: a == b),
    "StringNotEquals": _Operator(lambda a, b: a == b, negated=True),
    "StringEqualsIgnoreCase": _Operator(lambda a, b: a.casefold() == b.casefold()),
    "StringNotEqualsIgnoreCase": _Operator(lambda a, b: a.casefold() == b.casefold(), negated=True),
    "StringLike": _Operator(None),
    "StringNotLike": _Operator(None, negated=True),
    "ArnEquals": _Operator(None, per_segment=True),
    "ArnLike": _Operator(None, per_segment=True),
    "ArnNotEquals": _Operator(None, negated=True, per_segment=True),
    "ArnNotLike": _Operator(None, negated=True, per_segment=True),
    "Bool": _Operator(lambda a, b: a.lower() == b.lower(), valid=_is_bool),
    "IpAddress": _Operator(_within, valid=_is_network),
    "NotIpAddress": _Operator(_within, negated=True, valid=_is_network),
    **_ordered(_number, "Numeric"),
    **_ordered(_moment, "Date"),
}
