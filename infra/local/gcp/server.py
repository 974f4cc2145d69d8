"""The process of a local Google Cloud: one port for Cloud Storage, tokens and signBlob, one per load balancer.

`python -m infra.local.gcp.server --state-dir DIR` detaches itself, writes DIR/gcp.json when it serves, logs to
DIR/gcp.log and removes gcp.json when it ends.
"""

from __future__ import annotations

import argparse
import logging
import os
import signal
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from infra.local import process, state
from infra.local.aws.httpd import Listener, listen
from infra.local.gcp import admin, api, oauth, xml
from infra.local.gcp.world import World, new_world

if TYPE_CHECKING:
    from collections.abc import Sequence

    from infra.local.aws.wire import Request, Response


@dataclass(frozen=True)
class Running:
    """A local Google Cloud that serves from this process."""

    world: World
    listener: Listener


def boot(world: World, port: int = 0) -> Running:
    """Serve a world on 127.0.0.1. Raises OSError when the port is in use."""
    return Running(world, listen(lambda request: answer(world, request), port))


def shut(running: Running) -> None:
    """Stop every server of a local Google Cloud."""
    with running.world.lock:
        listeners = list(running.world.listeners.values())
        running.world.listeners.clear()
    for listener in (*listeners, running.listener):
        listener.close()


def answer(world: World, request: Request) -> Response:
    """Any request on the main port: private, tokens, the JSON API, or an object by the XML API."""
    if request.path.startswith(admin.PREFIX):
        return admin.handle(world, request)
    if request.path == oauth.TOKEN_PATH:
        return oauth.token(world, request)
    if oauth.signs(request):
        return oauth.sign_blob(world, request)
    if request.path.startswith(api.PREFIXES):
        return api.handle(world, request)
    return xml.handle(world, request)


def main(argv: Sequence[str] | None = None) -> int:
    """Detach, serve until SIGTERM, forget the state file."""
    parser = argparse.ArgumentParser(prog="python -m infra.local.gcp.server")
    parser.add_argument("--state-dir", type=Path, required=True)
    parser.add_argument("--port", type=int, default=0)
    options = parser.parse_args(argv)
    process.detach()
    stop = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, stop)  # for every thread; only sigwait below takes them
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        running = boot(new_world(), options.port)
    except OSError as error:
        return process.report(f"port {options.port} of 127.0.0.1 cannot be used: {error.strerror}")
    record = state_of(running)
    state.save(state.path_of(options.state_dir, "gcp"), record)
    process.report("ready")
    signal.sigwait(stop)
    state.forget(state.path_of(options.state_dir, "gcp"), record["token"])
    shut(running)
    return 0


def state_of(running: Running) -> dict[str, str]:
    """What another process must know to use this local Google Cloud; holds a secret."""
    return {
        "pid": str(os.getpid()),
        "token": running.world.token,
        "endpoint": f"http://127.0.0.1:{running.listener.port}",
    }


if __name__ == "__main__":
    raise SystemExit(main())
