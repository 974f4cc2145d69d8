"""What a team has seen and lets through: acknowledged changes, by the ids that a review shows."""

import re
from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from generator.spec.scalars import Model, Seq

_ID = re.compile(r"c[0-9a-f]{15}")


def _change_id(value: Any) -> Any:
    if isinstance(value, str) and not _ID.fullmatch(value):
        raise PydanticCustomError("change_id", "the id of a change as a review shows it, such as 'c3f9a2b17d4e6085'")
    return value


class Acknowledgement(Model):
    """One change, or one finding of a policy, that gates let pass; the reason is shown in the review."""

    id: Annotated[str, BeforeValidator(_change_id)]
    reason: Annotated[str, Field(min_length=1)]


class Review(Model):
    """What `stowplan diff` is told."""

    acknowledge: Seq[Acknowledgement] = ()
