"""Usage and price files read, or refused in one message that says where and what is allowed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from generator.errors import UsageError
from generator.messages import SENTENCES
from generator.spec.load import LoadProblem, parse
from infra.review.prices.models import Egress, Price, Prices, StoreUsage, Usage
from infra.review.report import SECRET
from infra.review.suspicious import looks_secret

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST = 5
"""Problems that are shown at once."""


def read_usage(text: str) -> Usage:
    """What a site uses, from YAML: environment -> store -> a month's figures.

    Raises UsageError: not YAML (aliases and tags are refused, as in a spec), a key nobody knows, a negative amount.
    """
    try:
        data = parse(text).data
    except LoadProblem as problem:
        raise UsageError(f"the usage file, line {problem.mark.line}: {_why(problem)}") from None
    try:
        return Usage.model_validate({"environments": data}, strict=False)
    except ValidationError as error:
        raise UsageError(_told("the usage file", error, skip=1)) from None


def read_prices(text: str) -> Prices:
    """A price table, from JSON. Raises UsageError: not JSON, a key nobody knows, a price twice."""
    try:
        data = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        line = f", line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise UsageError(f"the price file{line}: it is no JSON") from None
    try:
        found = Prices.model_validate(data)
    except ValidationError as error:
        raise UsageError(_told("the price file", error)) from None
    _refuse_twice(found)
    return found


def _refuse(word: str) -> None:
    raise ValueError(word)


def _refuse_twice(found: Prices) -> None:
    seen: set[tuple[str, str, str]] = set()
    for number, row in enumerate(found.prices):
        key = (row.cloud, place(row.region), row.item)
        if key in seen:
            raise UsageError(
                f"the price file, prices.{number}: {row.item} of {row.cloud} in {row.region} is there twice"
            )
        seen.add(key)


def place(region: str) -> str:
    """A region as it is compared: Azure writes "West Europe" and `westeurope`, Google `EU` and `eu`."""
    return region.replace(" ", "").casefold()


def _why(problem: LoadProblem) -> str:
    return SENTENCES[problem.code].message.format(**{key: _shown(value) for key, value in problem.slots.items()})


def _told(what: str, error: ValidationError, skip: int = 0) -> str:
    found = error.errors(include_url=False, include_input=False)
    rows = dict.fromkeys(f"{what}, {_dotted(item['loc'][skip:])}: {_sentence(item, skip)}" for item in found)
    more = f"\nand {len(rows) - _MOST} more" if len(rows) > _MOST else ""
    return "\n".join([*rows][:_MOST]) + more


def _dotted(path: Sequence[str | int]) -> str:
    """pydantic adds which of several types it tried."""
    parts = [_shown(part) for part in path if not str(part).startswith(("constrained-", "dict["))]
    return ".".join(parts) or "the whole"


def _shown(part: object) -> str:
    return SECRET if looks_secret(str(part)) else str(part)


def _sentence(item: Any, skip: int) -> str:
    if item["type"] == "extra_forbidden":
        return f"nobody knows this key; known are {', '.join(_known(len(item['loc']) - skip, usage=skip > 0))}"
    return str(item["msg"][:1].lower() + item["msg"][1:])


def _known(depth: int, *, usage: bool) -> Sequence[str]:
    models: dict[tuple[bool, int], type[BaseModel]] = {(True, 4): Egress, (False, 1): Prices, (False, 3): Price}
    return tuple(models.get((usage, depth), StoreUsage).model_fields)
