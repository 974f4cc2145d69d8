"""The failures of running a program offline and of applying its graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.errors import LocalCloudError, StowplanError

if TYPE_CHECKING:
    from infra.offline.state import State


class ProgramError(StowplanError):
    """A Pulumi program failed, or asked for something that only a real engine can answer."""

    exit_code = 8


class ApplyError(LocalCloudError):
    """A handler failed half way; `state` holds everything that exists by then, so that nothing is orphaned."""

    exit_code = 9

    def __init__(self, message: str, state: State) -> None:
        self.state = state
        super().__init__(message)
