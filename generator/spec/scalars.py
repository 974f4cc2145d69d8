"""Small types the models share: strict numbers, durations, sequences that freeze."""

from __future__ import annotations

import re
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, Strict
from pydantic_core import PydanticCustomError

T = TypeVar("T")

Int = Annotated[int, Strict()]
Bool = Annotated[bool, Strict()]
Seq = tuple[T, ...]
"""A YAML list; lists freeze to tuples."""

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_DURATION = re.compile(r"([1-9][0-9]{0,8})([smhd])")


class Model(BaseModel):
    """Base of every part of the spec: frozen, unknown keys refused, values kept out of error texts."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


def _seconds(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise PydanticCustomError("duration", "a duration is a number of seconds or text such as '15m', '1h' or '7d'")
    if isinstance(value, int):
        return value
    found = _DURATION.fullmatch(value)
    if not found:
        raise PydanticCustomError("duration", "a duration is a number of seconds or text such as '15m', '1h' or '7d'")
    return int(found[1]) * _UNITS[found[2]]


Seconds = Annotated[int, BeforeValidator(_seconds, json_schema_input_type=int | str)]
"""A length of time in seconds; the spec may say `3600` or `1h`."""

Days = Annotated[int, Strict(), Field(ge=1, le=36500)]
"""Whole days, as lifecycle rules count them."""
