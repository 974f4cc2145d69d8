"""What a review is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from infra.review.report import Gate

DEFAULT_BASE = "HEAD"


@dataclass(frozen=True, slots=True)
class Asked:
    """`base` and `head` are revisions or files; None is `HEAD` and the working tree.

    `state` and `preview` are files of the engine that take the place of the base's infrastructure. `labels` is any
    text with labels in it.
    """

    spec: Path
    base: str | None = None
    head: str | None = None
    environments: tuple[str, ...] = ()
    state: Path | None = None
    preview: Path | None = None
    gates: tuple[Gate, ...] = ()
    labels: str = ""
    usage: Path | None = None
    prices: Path | None = None
    packs: tuple[Path, ...] = ()
