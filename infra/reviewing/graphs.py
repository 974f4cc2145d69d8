"""The offline graphs of a review's environments; a program that refuses is a problem of its side."""

from __future__ import annotations

import logging
import re
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic
from generator.errors import MissingExtraError, SpecError, StowplanError
from infra.stack import graph_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra.offline.graph import Graph
    from infra.offline.monitor import Responder
    from infra.review.inputs.side import Opened

LOG = "stowplan.program"
_DIAGNOSTIC = re.compile(
    r"^\S.*:(?P<line>\d+):(?P<column>\d+): (?P<severity>error|warning) (?P<code>[A-Z]+\d+)(?: (?P<path>\S+):)? "
    r"(?P<message>.*)$(?:\n    fix: (?P<hint>.*)$)?",
    re.MULTILINE,
)
"""As `generator.diagnostics.Diagnostic.text` writes it."""


@dataclass(frozen=True)
class Run:
    """A graph, or the problems that kept it from being made; neither where nothing is provisioned."""

    graph: Graph | None = None
    problems: tuple[Diagnostic, ...] = ()


def run(side: Opened, environment: str, responder: Responder | None = None) -> Run:
    """Run one side's program. Raises MissingExtraError."""
    spec = side.specs.get(environment)
    if side.path is None or spec is None or spec.target != "cloud":
        return Run()
    try:
        with _quiet():
            return Run(graph_of(str(side.path), environment, responder))
    except MissingExtraError:
        raise
    except SpecError as error:
        return Run(problems=tuple(replace(item, file=side.shown) for item in error.diagnostics))
    except StowplanError as error:
        return Run(problems=_refusals(side, environment, str(error)))


def same_program(base: Opened, head: Opened, environment: str) -> bool:
    """Whether both sides would register the same: equal specs, what was acknowledged apart, and equal key files."""
    old, new = base.specs.get(environment), head.specs.get(environment)
    if old is None or new is None:
        return False
    return old.model_copy(update={"review": new.review}) == new and base.keys == head.keys


def _refusals(side: Opened, environment: str, text: str) -> tuple[Diagnostic, ...]:
    """The diagnostics in a program's message, each with its place; the message as one when it has none."""
    shown = text.replace(str(side.path.resolve()), side.shown) if side.path else text
    found = tuple(
        Diagnostic(
            side.shown, int(item["line"]), int(item["column"]), item["code"], item["path"] or "",
            f"{item['message']} (in {environment})", item["hint"] or "", "error",
        )
        for item in _DIAGNOSTIC.finditer(shown)
        if item["severity"] == "error"
    )  # fmt: skip
    return found or (_refusal(side, environment, shown),)


def _refusal(side: Opened, environment: str, text: str) -> Diagnostic:
    message, _, hint = text.replace(str(side.path), side.shown).partition("\n    fix: ")
    return Diagnostic(side.shown, 1, 1, "PROGRAM", "", f"{message} (in {environment})", hint)


@contextmanager
def _quiet() -> Iterator[None]:
    """Warnings of the spec are the report's to tell, once."""
    log = logging.getLogger(LOG)
    level = log.level
    log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        log.setLevel(level)
