"""The process of a local Azure: one port for every storage account, one port per Front Door endpoint.

`python -m infra.local.azure.server --state-dir DIR --azurite SCRIPT` detaches itself, starts Azurite as its child,
writes DIR/azure.json when it serves, logs to DIR/azure.log and removes azure.json when it ends.
"""

from __future__ import annotations

import argparse
import logging
import os
import signal
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from generator.errors import LocalCloudError
from infra.local import process, state
from infra.local.aws.httpd import Listener, listen
from infra.local.azure import admin, azurite, front, registry
from infra.local.azure.world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from infra.local.aws.wire import Request, Response


@dataclass(frozen=True)
class Running:
    """A local Azure that serves from this process."""

    world: World
    listener: Listener


def boot(script: Path, port: int = 0, now: Callable[[], datetime] | None = None) -> Running:
    """Serve on 127.0.0.1 with an Azurite of its own. Raises OSError when the port is in use, LocalCloudError."""
    served: list[Callable[[Request], Response]] = []
    listener = listen(lambda request: served[0](request) if served else _not_yet(), port)
    try:
        emulator = azurite.start(script)
    except LocalCloudError:
        listener.close()
        raise
    world = World(emulator, now) if now else World(emulator)
    served.append(lambda request: answer(world, f"http://127.0.0.1:{listener.port}", request))
    return Running(world, listener)


def shut(running: Running) -> None:
    """Stop every server of a local Azure, and Azurite."""
    registry.close(running.world)
    running.listener.close()
    azurite.stop(running.world.azurite)


def answer(world: World, endpoint: str, request: Request) -> Response:
    """Any request on the main port: private, or the blob service's."""
    if request.path.startswith(admin.PREFIX):
        return admin.handle(world, endpoint, request)
    return front.handle(world, endpoint, request)


def state_of(running: Running) -> dict[str, str]:
    """What another process must know to use this local Azure; holds a secret."""
    return {
        "pid": str(os.getpid()),
        "token": running.world.token,
        "endpoint": f"http://127.0.0.1:{running.listener.port}",
    }


def main(argv: Sequence[str] | None = None) -> int:
    """Detach, serve until SIGTERM, forget the state file."""
    parser = argparse.ArgumentParser(prog="python -m infra.local.azure.server")
    parser.add_argument("--state-dir", type=Path, required=True)
    parser.add_argument("--azurite", type=Path, required=True)
    parser.add_argument("--port", type=int, default=0)
    options = parser.parse_args(argv)
    process.detach()
    stop = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, stop)  # for every thread; only sigwait below takes them
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        running = boot(options.azurite, options.port)
    except OSError as error:
        return process.report(f"port {options.port} of 127.0.0.1 cannot be used: {error.strerror}")
    except LocalCloudError as error:
        return process.report(str(error))
    record = state_of(running)
    path = state.path_of(options.state_dir, "azure")
    state.save(path, record)
    process.report("ready")
    signal.sigwait(stop)
    state.forget(path, record["token"])
    shut(running)
    return 0


def _not_yet() -> Response:
    from infra.local.aws.wire import json_response

    return json_response({"error": "the local Azure is starting"}, 503)


if __name__ == "__main__":
    raise SystemExit(main())
