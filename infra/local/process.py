"""Starting, asking and stopping the detached process of a local cloud, the same for every cloud.

The process says `ready`, or why it cannot serve, in one line on its standard output, and answers `/_stowplan/ping` to
the token in its state file. Nothing is ever killed that does not answer to that token.
"""

from __future__ import annotations

import contextlib
import fcntl
import http.client
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from generator.errors import LocalCloudError
from infra.local import state

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

START_SECONDS = 60
_ROOT = Path(__file__).parents[2]  # holds the package, also where it is not installed
STOP_SECONDS = 15


def launch(name: str, module: str, state_dir: Path, arguments: Sequence[str] = ()) -> dict[str, str]:
    """The state of the cloud of this name, started if it does not run. LocalCloudError says why it cannot."""
    state_dir.mkdir(parents=True, exist_ok=True)
    with _locked(state_dir / f"{name}.lock"):
        running = find(name, state_dir)
        if running is not None:
            return running
        state.path_of(state_dir, name).unlink(missing_ok=True)  # of a process that is gone
        log = state_dir / f"{name}.log"
        said = _run([sys.executable, "-m", module, "--state-dir", str(state_dir), *arguments], log)
        started = state.load(state.path_of(state_dir, name))
        if said != "ready" or started is None:
            raise LocalCloudError(f"local {name} did not start: {said or 'it ended at once'}; see {log}")
        return started


def find(name: str, state_dir: Path) -> dict[str, str] | None:
    """The state of the cloud of this name if it runs and answers to its token."""
    record = state.load(state.path_of(state_dir, name))
    return record if record is not None and answers(record) else None


def halt(name: str, state_dir: Path) -> bool:
    """Stop the cloud of this name; False when it was not running. LocalCloudError when it does not end."""
    path = state.path_of(state_dir, name)
    record = state.load(path)
    if record is None or not answers(record):
        path.unlink(missing_ok=True)
        return False
    os.kill(int(record["pid"]), signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    while answers(record) or _alive(int(record["pid"])):
        if time.monotonic() > deadline:
            raise LocalCloudError(f"local {name} (process {record['pid']}) does not end; see {state_dir / name}.log")
        time.sleep(0.02)
    return True


def _alive(pid: int) -> bool:
    """Whether the process, which answered to its token a moment ago, is still there."""
    try:
        os.kill(pid, 0)
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()[:1]
    except FileNotFoundError:
        return Path("/proc/self").exists() is False  # no such file system, so it is only known to be there
    except OSError:
        return False
    return state != ["Z"]  # it has ended, and nobody has asked how


def answers(record: Mapping[str, str]) -> bool:
    """Whether the process of this state serves and is the one that wrote it."""
    try:
        address = urlsplit(record["endpoint"])
        with contextlib.closing(http.client.HTTPConnection(address.netloc, timeout=5)) as connection:
            connection.request("GET", "/_stowplan/ping", headers={"Authorization": f"Bearer {record['token']}"})
            response = connection.getresponse()
            return response.status == 200 and str(json.loads(response.read())["pid"]) == record["pid"]
    except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError):
        return False


def detach() -> None:
    """Leave the terminal: the caller goes on as a process of its own session, the one that was started ends."""
    if os.fork():
        os._exit(0)
    os.setsid()


def report(line: str) -> int:
    """Tell the starter one line, then send further output to the log; returns 1 for use as an exit code."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # the starter waits for the end of standard output
    return 1


def _run(command: list[str], log: Path) -> str:
    """Run a command that detaches itself; the line it reports."""
    paths = [str(_ROOT), os.environ.get("PYTHONPATH", "")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in paths if path)}
    with log.open("ab") as errors:
        try:
            done = subprocess.run(
                command,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                timeout=START_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return f"no answer within {START_SECONDS} seconds"
    return done.stdout.decode(errors="replace").strip()


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    """One starter at a time for a state directory."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
