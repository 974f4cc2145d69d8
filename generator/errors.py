"""Exceptions for the outside world failing; each class owns the exit code its kind ends a command with.

StowplanError
├── DriftError         1  generated files are not what the spec gives
├── UsageError         2  the command line asks for something that is not there (argparse's own code)
├── SpecError          3  the spec has problems; carries every diagnostic
├── OutputsError       4  the stack outputs are missing, masked or of another environment
├── PublishError       5  files cannot be written, or were edited by hand
├── MissingExtraError  6  an optional part of the distribution is not installed
├── LocalCloudError    7  a local cloud cannot start, stop or take a change
└── GateError         10  a review found what `--fail-on` stops

In `infra`: 8 a program failed, 9 applying its graph, 11 a forge refused a comment, 12 a policy pack did not run.
"""

from __future__ import annotations

TYPE_CHECKING = False  # as typing has it; importing typing would be a fifth of what `--help` takes
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import ClassVar

    from generator.diagnostics import Diagnostic


class StowplanError(Exception):
    """A failure a user is told about in one message, without a traceback."""

    exit_code: ClassVar[int] = 70


class DriftError(StowplanError):
    """Generated files differ from what the spec gives."""

    exit_code = 1


class UsageError(StowplanError):
    """The command line names something that does not exist."""

    exit_code = 2


class SpecError(StowplanError):
    """The spec cannot be used; every problem found is in `diagnostics`, in the order a reader meets them."""

    exit_code = 3

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__("\n".join(item.text() for item in self.diagnostics))


class OutputsError(StowplanError):
    """Stack outputs are missing, masked or belong to another environment."""

    exit_code = 4


class PublishError(StowplanError):
    """A file cannot be written, or was edited by hand and `--force` was not given."""

    exit_code = 5


class MissingExtraError(StowplanError):
    """An optional dependency is needed; the message is the exact install command."""

    exit_code = 6

    def __init__(self, module: str, extra: str, purpose: str) -> None:
        super().__init__(f"{purpose} needs the package {module!r}: pip install 'stowplan[{extra}]'")


class LocalCloudError(StowplanError):
    """A local cloud cannot start, stop or take a change."""

    exit_code = 7


class GateError(StowplanError):
    """A review found what it was told to stop at, and nobody acknowledged it."""

    exit_code = 10
