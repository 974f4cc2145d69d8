"""The process of a pack: started, waited for, always killed.

Its streams go to files, so that it never waits for a reader, and no pipe outlives it.
"""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from generator.errors import MissingExtraError
from infra.packs.records import PackError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from infra.packs.folder import Folder

_PRIVATE = re.compile(r"TOKEN|SECRET|PASSW|PASSPHRASE|CREDENTIAL|(^|_)KEY(_|$)|_KEY_|^PULUMI_CONFIG", re.IGNORECASE)
_SECRETS = re.compile(
    r"(?i)((?:password|passwd|secret|token|api_?key|access_?key|authorization)[\"']?\s*[:=]\s*)\S+"
    r"|\bA[KS]IA[0-9A-Z]{16}\b|-----BEGIN [^\n]*?-----.*?(?:-----END [^\n]*?-----|$)|://[^/\s:@]+:[^/\s@]+@",
    re.DOTALL,
)
_TICK, _LAST_LINES, _LAST_BYTES, _WIDTH = 0.02, 8, 4000, 300


class Running:
    """A pack that serves; `port` is where, on 127.0.0.1."""

    def __init__(self, port: int, folder: Folder, errors: Path) -> None:
        self.port = port
        self._folder = folder
        self._errors = errors

    def failed(self, what: str) -> Exception:
        """The error to raise when the pack does not do what it is asked to; what it printed last is in it."""
        return _failure(self._folder, what, self._errors)


@contextlib.contextmanager
def started(folder: Folder, project: str, stack: str, seconds: float) -> Iterator[Running]:
    """The pack, serving. It and its children are killed at the end, whatever happens.

    Raises PackError when it ends, or has not printed its port after `seconds`; MissingExtraError without pulumi_policy.
    """
    with tempfile.TemporaryDirectory(prefix="stowplan-pack-", ignore_cleanup_errors=True) as scratch:
        out, errors = Path(scratch, "out"), Path(scratch, "err")
        with out.open("wb") as stdout, errors.open("wb") as stderr:
            process = _start(folder, _environment(os.environ, project, stack), stdout.fileno(), stderr.fileno())
        try:
            yield Running(_port(process, folder, out, errors, seconds), folder, errors)
        finally:
            _kill(process)


def _start(folder: Folder, environment: Mapping[str, str], stdout: int, stderr: int) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(
            [str(folder.python), "-u", str(folder.main)],
            cwd=folder.path,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=stderr,
            start_new_session=True,
        )
    except OSError as error:
        raise PackError(f"{folder.shown}: {folder.python} cannot be run: {error.strerror}") from None


def _environment(given: Mapping[str, str], project: str, stack: str) -> dict[str, str]:
    """Ours without what is named like a secret; the rest as the engine sets it."""
    kept = {name: value for name, value in given.items() if not _PRIVATE.search(name)}
    return {**kept, "PULUMI_PROJECT": project, "PULUMI_STACK": stack, "PULUMI_DRY_RUN": "true"}


def _port(process: subprocess.Popen[bytes], folder: Folder, out: Path, errors: Path, seconds: float) -> int:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        line, newline, _ = _head(out).partition(b"\n")
        if newline:
            if line.strip().isdigit() and 0 < int(line) < 65536:
                return int(line)
            raise _failure(folder, "its first line is not a port: a pack must print nothing before it", errors)
        if process.poll() is not None:
            raise _failure(folder, f"it ended with code {process.returncode} before it served", errors)
        time.sleep(_TICK)
    raise _failure(folder, f"it did not serve within {seconds:g} s", errors)


def _head(out: Path) -> bytes:
    with out.open("rb") as stream:
        return stream.read(100)


def _failure(folder: Folder, what: str, errors: Path) -> Exception:
    text = tail(errors)
    if re.search(r"No module named ['\"]?pulumi_policy\b", text):
        return MissingExtraError("pulumi_policy", "policy", f"running the policy pack {folder.shown}")
    return PackError(f"{folder.shown}: the policy pack cannot be run: {what}" + (f"\n{text}" if text else ""))


def tail(errors: Path) -> str:
    """The last lines of a file, without secrets and control characters."""
    with contextlib.suppress(OSError), errors.open("rb") as stream:
        stream.seek(max(0, errors.stat().st_size - _LAST_BYTES))
        return "\n".join(f"  {line}" for line in lines(stream.read().decode("utf-8", "replace"))[-_LAST_LINES:])
    return ""


def lines(text: str) -> list[str]:
    """The lines of what a pack says that are not empty, without secrets and control characters, cut at 300 each."""
    plain = _SECRETS.sub(lambda match: f"{match[1] or ''}[secret]", text)
    shown = ("".join(char for char in line if char.isprintable())[:_WIDTH] for line in plain.splitlines())
    return [line for line in shown if line.strip()]


def _kill(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if os.name == "nt":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
