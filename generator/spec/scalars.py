"""Small types the models share: strict numbers, durations, sequences that freeze."""

import re
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, Strict
from pydantic_core import PydanticCustomError

T = TypeVar("T")

Int = Annotated[int, Strict()]
Bool = Annotated[bool, Strict()]
Seq = tuple[T, ...]
"""A YAML list; lists freeze to tuples."""

MAX_SECONDS = 63_072_000
"""Two years: what HSTS preloading asks for, and far more than a link should live."""
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_DURATION = re.compile(r"([1-9][0-9]{0,8})([smhd])")
_ALLOWED = "a duration is a number of seconds, or text such as '15m', '1h' or '7d', and at most 730d"


def _exact(value: Any) -> Any:
    """To Python `True` and `1.0` are 1; to a reader of the spec they are not."""
    return str(value).lower() if isinstance(value, bool | float) else value


Version = Annotated[Literal[1], BeforeValidator(_exact)]
"""The version of the spec's format."""


class Model(BaseModel):
    """Base of every part of the spec: frozen, unknown keys refused, values kept out of error texts."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


def _seconds(value: Any) -> int:
    found = _DURATION.fullmatch(value) if isinstance(value, str) else None
    seconds = int(found[1]) * _UNITS[found[2]] if found else value
    if isinstance(seconds, bool) or not isinstance(seconds, int) or not 0 <= seconds <= MAX_SECONDS:
        raise PydanticCustomError("duration", _ALLOWED)
    return seconds


_Written = Annotated[int, Field(ge=0, le=MAX_SECONDS)] | Annotated[str, Field(pattern=f"^{_DURATION.pattern}$")]
Seconds = Annotated[int, BeforeValidator(_seconds, json_schema_input_type=_Written)]
"""A length of time in seconds; the spec may say `3600` or `1h`."""

Days = Annotated[int, Strict(), Field(ge=1, le=36500)]
"""Whole days, as lifecycle rules count them."""
