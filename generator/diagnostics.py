"""A problem in the user's spec, as a value: collected, sorted and shown together."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, order=True)
class Diagnostic:
    """One problem; `line` and `column` count from 1, `path` is dotted as in the spec (`stores.media.region`)."""

    file: str
    line: int
    column: int
    code: str
    path: str
    message: str
    hint: str
    severity: Severity = "error"

    def text(self) -> str:
        """Two lines: where and what, then the likely fix."""
        where = f"{self.file}:{self.line}:{self.column}"
        subject = f" {self.path}:" if self.path else ""
        first = f"{where}: {self.severity} {self.code}{subject} {self.message}"
        return f"{first}\n    fix: {self.hint}" if self.hint else first

    def as_json(self) -> dict[str, str | int]:
        """Plain values for `--format json`."""
        return asdict(self)
