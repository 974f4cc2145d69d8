"""Publish in children that die; run as `python -m tests.publish.crashes update|create|kills FOLDER exchange|single`.

A program of its own, because it forks: that is what makes a hundred deaths cheap. Prints one JSON object.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.publish import exchange as exchanges
from generator.publish.journal import is_unfinished
from tests.publish.project import ENVS, PACKAGE, leftovers, run, tree, trees, version

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

STEPS = ("open", "write", "fsync", "replace", "rename", "link", "symlink", "unlink", "mkdir", "rmdir", "chmod", "close")
PACKAGE_PREFIX = f"{PACKAGE}/"
SETTINGS = f"{PACKAGE}/settings/prod.py"


def on_each_step(act: Callable[[], object]) -> None:
    """Call `act` before every step on the disk that this process makes from now on."""

    def before(function: Callable[..., Any]) -> Callable[..., Any]:
        def step(*args: Any, **options: Any) -> Any:
            act()
            return function(*args, **options)

        return step

    for name in STEPS:
        setattr(os, name, before(getattr(os, name)))
    exchanges._call = before(exchanges._call)


def die_at(number: int) -> None:
    left = iter(range(number - 1, -1, -1))
    on_each_step(lambda: next(left) or os._exit(9))


def child(work: Callable[[], None]) -> int:
    """The process id of a fork that does the work."""
    process = os.fork()
    if process == 0:
        try:
            work()
            os._exit(0)
        finally:
            os._exit(1)
    return process


def problems(root: Path, alone: dict[str, dict[str, bytes]], *, exchange: bool) -> Iterator[str]:
    """What a dead run may not leave behind, before anything has been repaired."""
    found = {name: data for name, data in tree(root).items() if "/.tmp-stowplan-" not in f"/{name}"}
    package = {name: data for name, data in found.items() if name.startswith(PACKAGE_PREFIX)}
    wholes = [{n: d for n, d in files.items() if n.startswith(PACKAGE_PREFIX)} for files in alone.values()]
    if exchange and package not in wholes:
        yield f"the package is a mixture: {sorted(package)}"
    torn = [name for name, data in found.items() if data not in [files.get(name) for files in alone.values()]]
    if torn:
        yield f"torn files: {torn}"
    if package and len(found) - len(package) < len(ENVS):
        yield "the package is there without its environment files"


def ahead(root: Path, alone: dict[str, dict[str, bytes]], name: str) -> Iterator[str]:
    """Settings of the version `name` need its modules and its variables."""
    found, new = tree(root), alone[name]
    if found.get(SETTINGS) == new[SETTINGS]:
        behind = [path for path in new if path != f"{PACKAGE}/stowplan.json" and found.get(path) != new[path]]
        if behind:
            yield f"the settings are ahead of {behind}"


def die_at_every_step(root: Path, start: Path | None, *, exchange: bool) -> tuple[int, list[str]]:
    """Publish `b` over what is in `start`, dying before step 1, 2, ...; then recover, to `b` and to `a` in turn."""
    os.fsync = lambda fd: None  # a dead process loses nothing that the kernel has; syncing is most of the time
    alone = trees(root, modules=2)
    target, found = root / "project", []

    def work() -> None:
        die_at(number)
        run(target, version("b", 2), exchange=exchange)

    for number in range(1, 1000):
        shutil.copytree(start, target) if start else target.mkdir()
        code = os.waitstatus_to_exitcode(os.waitpid(child(work), 0)[1])
        problem = [f"exit code {code}"] * (code not in (0, 9)) + [*ahead(target, alone, "b")]
        problem += problems(target, alone, exchange=exchange) if start else ()
        after = "ab"[number % 2]
        run(target, version(after, 2), exchange=exchange)
        problem += [f"not {after} after recovery"] * (tree(target) != alone[after]) + leftovers(target)
        found += [f"step {number}: {text}" for text in problem]
        shutil.rmtree(target)
        if code == 0:
            return number - 1, found
    raise AssertionError("the run never ends")


def kill_at_random(folder: Path, *, exchange: bool, trials: int) -> tuple[int, list[str]]:
    """Kill a process that publishes `a` and `b` in turn; returns how many left a run undone, and what was wrong."""
    alone, root = trees(folder), folder / "a"
    chance, interrupted, found = random.Random(7), 0, []

    def forever() -> None:
        while True:
            run(root, version("b"), exchange=exchange)
            run(root, version("a"), exchange=exchange)

    for trial in range(trials):
        process = child(forever)
        time.sleep(chance.uniform(0.005, 0.06))
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        interrupted += is_unfinished(root)
        problem = [*problems(root, alone, exchange=exchange)]
        after = "ab"[trial % 2]
        run(root, version(after), exchange=exchange)
        problem += [f"not {after} after recovery"] * (tree(root) != alone[after]) + leftovers(root)
        found += [f"trial {trial}: {text}" for text in problem]
    return interrupted, found


def main(kind: str, folder: str, way: str) -> None:
    root, exchange = Path(folder), way == "exchange"
    if kind == "kills":
        count, found = kill_at_random(root, exchange=exchange, trials=60)
    else:
        count, found = die_at_every_step(root, root / "a" if kind == "update" else None, exchange=exchange)
    print(json.dumps({"count": count, "problems": found}))


if __name__ == "__main__":
    main(*sys.argv[1:])
