"""What packs answer, and how they fail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from generator.errors import StowplanError

Level = Literal["advisory", "mandatory", "disabled", "remediate"]


class PackError(StowplanError):
    """A policy pack cannot be run; the message names its folder."""

    exit_code = 12


@dataclass(frozen=True, slots=True)
class Violation:
    """One diagnostic of a pack. `urn` is empty for one about the whole stack; `asked` is the resource it was asked of.

    `skipped`: the policy met a value that is not known, and says nothing.
    """

    pack: str
    policy: str
    level: Level
    message: str
    urn: str = ""
    asked: str = ""
    remedy: str = ""
    reference: str = ""
    skipped: bool = False
