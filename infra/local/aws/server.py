"""The process of a local AWS: one port for S3, IAM, STS, KMS and CloudWatch, one port per distribution.

`python -m infra.local.aws.server --state-dir DIR` detaches itself, writes DIR/aws.json when it serves, logs to
DIR/aws.log and removes aws.json when it ends.
"""

from __future__ import annotations

import argparse
import logging
import os
import signal
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from infra.local import process, state
from infra.local.aws import admin, buckets, services, signature, strict
from infra.local.aws import registry as records
from infra.local.aws.faults import FaultError, s3_error
from infra.local.aws.httpd import Listener, listen
from infra.local.aws.registry import Registry
from infra.local.aws.world import Missing, World, new_world

if TYPE_CHECKING:
    from collections.abc import Sequence

    from infra.local.aws.wire import Request, Response


@dataclass(frozen=True)
class Running:
    """A local AWS that serves from this process."""

    world: World
    registry: Registry
    listener: Listener


def boot(world: World, port: int = 0) -> Running:
    """Serve a world on 127.0.0.1. Raises OSError when the port is in use."""
    registry = Registry(world.account)
    running = Running(world, registry, listen(lambda request: answer(world, registry, request), port))
    _import_moto()  # takes a second: not before the port is known to be free
    return running


def shut(running: Running) -> None:
    """Stop every server of a local AWS."""
    records.close(running.registry)
    running.listener.close()


def answer(world: World, registry: Registry, request: Request) -> Response:
    """Any request on the main port: private, S3, or another service by its credential scope."""
    if request.path.startswith(admin.PREFIX):
        return admin.handle(world, registry, request)
    try:
        claim = signature.read(request)
    except FaultError as fault:
        return s3_error(fault, request.method, request.plain_path)
    if claim is not None and claim.service != "s3":
        return services.handle(world, request, claim)
    return strict.handle(world, request, claim)


def main(argv: Sequence[str] | None = None) -> int:
    """Detach, serve until SIGTERM, forget the state file."""
    parser = argparse.ArgumentParser(prog="python -m infra.local.aws.server")
    parser.add_argument("--state-dir", type=Path, required=True)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--missing", choices=get_args(Missing), default="conditioned")
    options = parser.parse_args(argv)
    process.detach()
    stop = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, stop)  # for every thread; only sigwait below takes them
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        running = boot(new_world(options.missing), options.port)
    except OSError as error:
        return process.report(f"port {options.port} of 127.0.0.1 cannot be used: {error.strerror}")
    record = state_of(running)
    path = state.path_of(options.state_dir, "aws")
    state.save(path, record)
    process.report("ready")
    signal.sigwait(stop)
    state.forget(path, record["token"])
    shut(running)
    return 0


def reset() -> None:
    """Empty moto, for the next local AWS of this process."""
    from moto.core.base_backend import BackendDict
    from moto.core.model_instances import reset_model_data

    BackendDict.reset()
    reset_model_data()


def state_of(running: Running) -> dict[str, str]:
    """What another process must know to use this local AWS; holds secrets."""
    world = running.world
    return {
        "pid": str(os.getpid()),
        "token": world.token,
        "endpoint": f"http://127.0.0.1:{running.listener.port}",
        "account": world.account,
        "access_key": world.root_access_key,
        "secret_key": world.root_secret_key,
    }


def _import_moto() -> None:
    """Load moto before the first request, without its warnings."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import moto.iam.models
        import moto.moto_server.werkzeug_app
        import moto.s3.models
        import moto.sts.models  # noqa: F401 - loaded for its backends
    buckets.count_real_bytes()


if __name__ == "__main__":
    raise SystemExit(main())
