"""Runs a Pulumi program the way the real language host does, in this process or as a script of its own.

As a script it reads a job as JSON from stdin and writes the failure, or null, as JSON to stdout; what the program
prints goes to stderr. It imports the standard library and Pulumi only, so that the program sees no more than under
the real host.
"""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import json
import os
import runpy
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Job(TypedDict):
    """What the runtime is configured with."""

    project: str
    stack: str
    root: str
    config: dict[str, str]
    secret_keys: list[str]
    dry_run: bool


class Failure(NamedTuple):
    """Why a program failed. `kind` is empty for pulumi.RunError, whose message is all there is to say.

    `frames` are (file, line), innermost first. `error` never leaves the process.
    """

    kind: str
    message: str
    frames: tuple[tuple[str, int], ...] = ()
    error: BaseException | None = None


def execute(program: Callable[[], Any], job: Job, monitor: Any, engine: Any) -> Failure | None:
    """Run the program as the stack's one and only, to the end of its last registration.

    `monitor` and `engine` are a "host:port" or an object with the services' methods. Call it in a context of its own,
    on a thread whose current event loop nobody needs: the runner leaves the thread without one.
    """
    from pulumi import RunError

    try:
        with asyncio.Runner() as runner:
            # What fails is returned below; the default handler would print it again, secrets and all.
            runner.get_loop().set_exception_handler(lambda _loop, _context: None)
            runner.run(_in_stack(program, job, monitor, engine))
    except RunError as error:
        return Failure("", str(error), _frames(error), error)
    except SystemExit as error:
        return Failure("", f"the program ended itself with sys.exit({error.code!r})") if error.code else None
    except Exception as error:
        return Failure(type(error).__name__, str(error), _frames(error), error)
    return None


async def _in_stack(program: Callable[[], Any], job: Job, monitor: Any, engine: Any) -> None:
    from pulumi.runtime import Settings, configure, run_in_stack, set_all_config

    set_all_config(dict(job["config"]), list(job["secret_keys"]))
    configure(
        Settings(
            job["project"],
            job["stack"],
            monitor=monitor,
            engine=engine,
            dry_run=job["dry_run"],
            organization="organization",
            root_directory=job["root"],
        )
    )
    await run_in_stack(lambda: _settled(program))


async def _settled(program: Callable[[], Any]) -> None:
    """The program, and the outputs it waits for.

    The SDK waits for them too, but looks at all of them each time one is done; of a large program that takes minutes.
    """
    result = program()
    if inspect.isawaitable(result):
        await result
    while pending := _pending():
        done, _ = await asyncio.wait(pending, return_when=asyncio.FIRST_EXCEPTION)
        if any(not task.cancelled() and task.exception() is not None for task in done):
            return  # the SDK meets it next, and tells it


def _pending() -> list[asyncio.Future[Any]]:
    from pulumi.runtime.settings import SETTINGS

    with SETTINGS.lock:
        return [task for task in SETTINGS.outputs if not task.done()]


@contextlib.contextmanager
def launched(main: Path) -> Iterator[Callable[[], None]]:
    """A callable that runs the program at `main` (a file, or a folder with a `__main__.py`) as the host starts it.

    Inside, the working directory is the program's folder and `sys.argv` holds the program alone; both are put back. A
    folder is first on `sys.path` while it runs, as under `main: infra/`: what was imported from it is forgotten
    afterwards, so that the next program's module of the same name is not taken for it.
    """
    folder = main if main.is_dir() else main.parent
    before, argv, loaded = Path.cwd(), sys.argv, set(sys.modules)

    def run() -> None:
        runpy.run_path(str(main), run_name="__main__")

    os.chdir(folder)
    sys.argv = [str(main)]
    try:
        yield run
    finally:
        sys.argv = argv
        os.chdir(before)
        if main.is_dir():
            _forget(folder, loaded)


def _forget(folder: Path, loaded: set[str]) -> None:
    for name in set(sys.modules) - loaded:
        file = getattr(sys.modules[name], "__file__", None)
        if file and Path(file).resolve().is_relative_to(folder.resolve()):
            del sys.modules[name]


def _frames(error: BaseException) -> tuple[tuple[str, int], ...]:
    return tuple((frame.filename, frame.lineno or 0) for frame in reversed(traceback.extract_tb(error.__traceback__)))


def _main() -> int:
    answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    request = json.load(sys.stdin)
    with launched(Path(request["main"])) as program:
        failure = execute(program, request["job"], request["address"], request["address"])
    with answer:
        json.dump(failure and failure[:3], answer)
    return 1 if failure else 0


if __name__ == "__main__":
    sys.exit(_main())
