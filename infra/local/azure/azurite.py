"""Azurite, Microsoft's emulator of blob storage, as a child of this process: found, started, ended with it.

Azurite knows nothing of identities, so it gets one account whose key nobody else has; the front asks it with an
account SAS. Several accounts are containers with derived names there: they may be made while it runs.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import logging
import os
import queue
import re
import secrets
import shutil
import subprocess
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from generator.errors import LocalCloudError

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOG = logging.getLogger(__name__)
ACCOUNT = "stowplan"
VARIABLE = "STOWPLAN_AZURITE"
START_SECONDS = 40
STOP_SECONDS = 5
_ROOT = Path(__file__).parents[3]
_SCRIPT = Path("azurite/dist/src/blob/main.js")
_READY = re.compile(r"successfully listen\w* (?:on|at) http://127\.0\.0\.1:(\d+)")
_ARGUMENTS = ("--blobHost", "127.0.0.1", "--blobPort", "0", "--inMemoryPersistence", "--skipApiVersionCheck",
              "--disableTelemetry", "--disableProductStyleUrl", "--silent")  # fmt: skip
# standard input is a pipe from the parent: however the parent ends, it closes, and Node.js ends
_GUARD = 'process.stdin.resume();process.stdin.on("end",()=>process.exit(0));require(process.argv[1])'


@dataclass(frozen=True)
class Azurite:
    """A running Azurite: its port, and the query string that opens everything in it."""

    port: int
    sas: str = field(repr=False)
    process: subprocess.Popen[bytes] = field(repr=False)
    reader: threading.Thread = field(repr=False)  # of what it says


def available(*folders: Path) -> str:
    """Why Azurite cannot run here, empty when it can; `folders` are searched for `node_modules` too."""
    if shutil.which("node") is None:
        return "the local Azure needs Node.js (the program `node`), which is not on the PATH"
    if script(*folders) is not None:
        return ""
    if given := os.environ.get(VARIABLE):
        return f"{VARIABLE} is {given!r}, where there is no Azurite; it is the path of azurite-blob"
    return "the local Azure needs Azurite; `npm install azurite` in the project's folder"


def script(*folders: Path) -> Path | None:
    """Azurite's own start script: of the variable, of a `node_modules`, or of what is on the PATH."""
    given = os.environ.get(VARIABLE)
    if given:
        return _script_of(Path(given))
    starts = [folder / "node_modules/.bin/azurite-blob" for folder in (*folders, Path.cwd(), _ROOT)]
    on_path = shutil.which("azurite-blob")
    found = (_script_of(path) for path in [*starts, *([Path(on_path)] if on_path else [])])
    return next((path for path in found if path is not None), None)


def start(main: Path) -> Azurite:
    """Start Azurite, empty, on a port of its own. Raises LocalCloudError when it does not serve."""
    key = base64.b64encode(secrets.token_bytes(32)).decode()
    process = subprocess.Popen(
        ["node", "-e", _GUARD, str(main), *_ARGUMENTS],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, "AZURITE_ACCOUNTS": f"{ACCOUNT}:{key}"},
    )
    said: queue.Queue[str] = queue.Queue()
    reader = threading.Thread(target=_listen, args=(process, said), daemon=True)
    reader.start()
    try:
        return Azurite(_port(said), _account_sas(key), process, reader)
    except LocalCloudError:
        _end(process, reader)
        raise


def stop(azurite: Azurite) -> None:
    """End Azurite and wait until it has."""
    _end(azurite.process, azurite.reader)


def _end(process: subprocess.Popen[bytes], reader: threading.Thread) -> None:
    with contextlib.suppress(OSError):
        if process.stdin is not None:
            process.stdin.close()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    reader.join(STOP_SECONDS)


def _script_of(path: Path) -> Path | None:
    """The script behind `azurite-blob`: a link to it, or what npm and others put beside it."""
    places = [path.resolve(), path.parent.parent / _SCRIPT, path.parent.parent / "lib/node_modules" / _SCRIPT]
    return next((place for place in places if place.suffix == ".js" and place.is_file()), None)


def _port(said: queue.Queue[str]) -> int:
    lines = list(_until_ready(said))
    match = _READY.search(lines[-1]) if lines else None
    if match is None:
        raise LocalCloudError(f"Azurite did not start: {' '.join(lines)[-400:] or 'it said nothing'}")
    return int(match[1])


def _until_ready(said: queue.Queue[str]) -> Iterator[str]:
    """Lines up to the one that says it serves, or to the end of its output."""
    while True:
        try:
            line = said.get(timeout=START_SECONDS)
        except queue.Empty:
            return
        if line:
            yield line
        if not line or _READY.search(line):
            return


def _listen(process: subprocess.Popen[bytes], said: queue.Queue[str]) -> None:
    """Read what it says for as long as it lives, so that it never waits for a reader; an empty line is the end."""
    if process.stdout is not None:
        with process.stdout as output:
            for line in output:
                text = line.decode(errors="replace").strip()
                _LOG.debug("azurite: %s", text)
                if text:
                    said.put(text)
    said.put("")


def _account_sas(key: str) -> str:
    """An account SAS for everything in the blob service ("Create an account SAS", REST API reference)."""
    fields = {"sp": "rwdxlacuptfi", "ss": "b", "srt": "sco", "st": "", "se": "2099-01-01T00:00:00Z", "sip": "",
              "spr": "", "sv": "2022-11-02"}  # fmt: skip
    text = "\n".join([ACCOUNT, *fields.values(), "", ""])
    signature = hmac.digest(base64.b64decode(key), text.encode(), hashlib.sha256)
    shown = {name: value for name, value in fields.items() if value}
    return urlencode({**shown, "sig": base64.b64encode(signature).decode()})
