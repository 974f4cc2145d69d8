"""The failure of talking to a forge."""

from __future__ import annotations

from typing import Literal

from generator.errors import StowplanError

Failure = Literal["refused", "gone", "too long", "dropped"]
"""`gone`: what was asked for does not exist. `dropped`: the request may have been carried out, nobody knows."""


class ForgeError(StowplanError):
    """GitHub or GitLab refuses, or does not answer in time; the message never holds the token."""

    exit_code = 11

    def __init__(self, message: str, kind: Failure = "refused") -> None:
        self.kind: Failure = kind
        super().__init__(message)
