"""Run a Pulumi program in this process and get its graph."""

from __future__ import annotations

import contextlib
import contextvars
import secrets
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from infra.offline.errors import ProgramError
from infra.offline.launcher import Failure, Job, execute, launched
from infra.offline.monitor import Monitor, Responder
from infra.offline.seal import Sealer
from infra.offline.setup import Setup, redact, secret_texts, setup_of
from infra.offline.sources import inside
from infra.offline.symbols import Symbols, clashes

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from typing import Any

    from infra.offline.graph import Graph

_Result = TypeVar("_Result")

_KEY = secrets.token_bytes(32)  # one per process: graphs recorded in one process can be compared, secrets included


def run_program(
    program: Callable[[], Any],
    *,
    project: str,
    stack: str,
    config: Mapping[str, str],
    secret_keys: Collection[str] = (),
    root: Path,
    responder: Responder | None = None,
    dry_run: bool = True,
    hash_key: bytes | None = None,
) -> Graph:
    """The graph of what `program`, a function or coroutine function, registers when it runs as a stack's program.

    `config` has full keys (`aws:region`) or keys of the project (`token`). `root` is where Pulumi.yaml would be.
    Without a `responder` resources answer with symbols. `hash_key` replaces the per-process key that secrets are
    hashed with.

    The program runs on a thread of its own in an empty context, so runs do not see each other or the caller's event
    loop; what it prints goes to stderr. It runs a second time when two of its resources would share a symbol.

    Raises ProgramError with the message of a pulumi.RunError, or naming any other exception and where it was raised.
    """
    setup = setup_of(project, stack, root, config, secret_keys, dry_run)
    return record(setup, responder, hash_key, lambda monitor: _in_process(program, setup, monitor))


def run_file(
    main: Path,
    *,
    project: str,
    stack: str,
    config: Mapping[str, str],
    secret_keys: Collection[str] = (),
    root: Path | None = None,
    responder: Responder | None = None,
    dry_run: bool = True,
    hash_key: bytes | None = None,
) -> Graph:
    """`run_program` for an unmodified program: a `__main__.py`, or the folder that holds one.

    The working directory is the program's folder while it runs, so only one such run at a time in a process. Modules
    that the program imports stay loaded: to compare two revisions of one program use `infra.offline.wire`.
    """
    main = main_of(main)
    setup = setup_of(project, stack, root or root_of(main), config, secret_keys, dry_run)

    def attempt(monitor: Monitor) -> Failure | None:
        with launched(main) as program:
            return _in_process(program, setup, monitor)

    return record(setup, responder, hash_key, attempt)


def record(
    setup: Setup, responder: Responder | None, hash_key: bytes | None, attempt: Callable[[Monitor], Failure | None]
) -> Graph:
    """The graph of one successful attempt at running a program against a monitor. Raises ProgramError."""
    sealer = Sealer(hash_key or _KEY, secret_texts(setup))
    symbols = responder or Symbols()
    graph = _recorded(Monitor(setup, symbols, sealer), setup, attempt)
    if not isinstance(symbols, Symbols):
        return graph
    shared = clashes((resource.type, resource.name) for resource in graph.resources if resource.custom)
    if not shared - symbols.ambiguous:
        return graph
    return _recorded(Monitor(setup, replace(symbols, ambiguous=shared), sealer), setup, attempt)


def main_of(main: Path) -> Path:
    """The program's absolute path. Raises ProgramError when there is none."""
    program = main / "__main__.py" if main.is_dir() else main
    if not program.is_file():
        raise ProgramError(f"no Pulumi program at {program}: give the path of a __main__.py, or of its folder")
    return main.resolve()


def root_of(main: Path) -> Path:
    """The nearest folder above a program that holds a Pulumi.yaml, else the program's own."""
    folder = main if main.is_dir() else main.parent
    return next((place for place in (folder, *folder.parents) if (place / "Pulumi.yaml").is_file()), folder)


def job_of(setup: Setup) -> Job:
    """The setup as the launcher takes it."""
    return {
        "project": setup.project,
        "stack": setup.stack,
        "root": str(setup.root),
        "config": dict(setup.config),
        "secret_keys": sorted(setup.secret_keys),
        "dry_run": setup.dry_run,
    }


def _recorded(monitor: Monitor, setup: Setup, attempt: Callable[[Monitor], Failure | None]) -> Graph:
    failure = attempt(monitor)
    if monitor.refusals:  # also when the program swallowed the exception: its graph would not be the real one
        raise ProgramError("\n".join(sorted({_clean(refusal, setup) for refusal in monitor.refusals})))
    if failure:
        # The original has the traceback a developer wants, but its text cannot be cleaned of secrets.
        raise ProgramError(_told(failure, setup)) from (None if secret_texts(setup) else failure.error)
    return monitor.graph()


def _in_process(program: Callable[[], Any], setup: Setup, monitor: Monitor) -> Failure | None:
    with contextlib.redirect_stdout(sys.stderr):
        return _on_a_thread(lambda: execute(program, job_of(setup), monitor, monitor))


def _on_a_thread(work: Callable[[], _Result]) -> _Result:
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="program") as pool:
        return pool.submit(contextvars.Context().run, work).result()


def _told(failure: Failure, setup: Setup) -> str:
    places = ((inside(Path(file), setup.root), line) for file, line in failure.frames)
    where = next((f" ({place}:{line})" for place, line in places if place), "")
    if not failure.kind:
        return _clean(failure.message, setup)
    return _clean(f"the program failed: {failure.kind}: {failure.message}".removesuffix(": ") + where, setup)


def _clean(message: str, setup: Setup) -> str:
    return redact(message, secret_texts(setup))
