"""The unmodified Pulumi program of this distribution, run offline for one environment of a spec."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from generator.errors import MissingExtraError

if TYPE_CHECKING:
    from infra.offline.graph import Graph
    from infra.offline.monitor import Responder

PROJECT = "stowplan"
MAIN = Path(__file__).with_name("__main__.py")


def graph_of(spec: str, environment: str, responder: Responder | None = None) -> Graph:
    """The graph of `environment`; for whoever reads one, nothing is checked twice.

    Raises:
        SpecError: the spec has problems, or has no such environment.
        MissingExtraError: Pulumi is not installed.
        ProgramError: the program refuses, as `pulumi up` would.
    """
    try:
        from infra.offline.errors import ProgramError
        from infra.offline.run import run_file
    except ImportError:
        raise MissingExtraError("pulumi", "aws", "running the Pulumi program") from None
    path = Path(spec).resolve()
    config = {f"{PROJECT}:spec": str(path)}
    try:
        return run_file(MAIN, project=PROJECT, stack=environment, config=config, root=path.parent, responder=responder)
    except ProgramError:
        _refuse(spec, environment)
        raise


def _refuse(spec: str, environment: str) -> None:
    """Raise `SpecError` when it is the spec that is wrong; the program's own message would hide its exit code."""
    from generator.checks import ACROSS, CHECKS
    from generator.spec.document import open_document

    open_document(Path(spec), spec, CHECKS, ACROSS).environment(environment)
