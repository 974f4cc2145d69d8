"""Run an unmodified Pulumi program in a process of its own, over the real protocol, and get its graph."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import grpc
from pulumi.runtime.proto import engine_pb2_grpc, resource_pb2_grpc

from infra.offline.errors import ProgramError
from infra.offline.launcher import Failure
from infra.offline.run import job_of, main_of, record, root_of
from infra.offline.setup import Setup, setup_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from infra.offline.graph import Graph
    from infra.offline.monitor import Monitor, Responder

_LAUNCHER = Path(__file__).with_name("launcher.py")
_OPTIONS = (("grpc.max_send_message_length", -1), ("grpc.max_receive_message_length", -1))


def record_over_wire(
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
    timeout: float = 120.0,
) -> Graph:
    """As `infra.offline.run.run_file`, isolated in a subprocess of the same interpreter; `timeout` is in seconds.

    Equal to the in-process graph of the same program. Configuration travels by pipe: not in arguments, not in the
    environment. Raises ProgramError.
    """
    main = main_of(main)
    setup = setup_of(project, stack, root or root_of(main), config, secret_keys, dry_run)

    def attempt(monitor: Monitor) -> Failure | None:
        with _served(monitor) as address:
            return _launch(main, setup, address, timeout)

    return record(setup, responder, hash_key, attempt)


@contextlib.contextmanager
def _served(monitor: Monitor) -> Iterator[str]:
    server = grpc.server(ThreadPoolExecutor(max_workers=8), options=_OPTIONS)
    servicer: Any = _Servicer(monitor)
    resource_pb2_grpc.add_ResourceMonitorServicer_to_server(servicer, server)
    engine_pb2_grpc.add_EngineServicer_to_server(servicer, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield f"127.0.0.1:{port}"
    finally:
        server.stop(None).wait()


class _Servicer:
    """The monitor's methods as gRPC calls them; a method it does not have is UNIMPLEMENTED, as from an old engine."""

    def __init__(self, monitor: Monitor) -> None:
        self._monitor = monitor

    def __getattr__(self, name: str) -> Callable[[Any, Any], Any]:
        method = getattr(self._monitor, name, None)

        def call(request: Any, context: Any) -> Any:
            if method is None:
                context.abort(grpc.StatusCode.UNIMPLEMENTED, f"{name} is not available offline")
            else:
                try:
                    return method(request)
                except ProgramError as error:
                    context.abort(grpc.StatusCode.FAILED_PRECONDITION, str(error))
            return None  # abort has raised

        return call


def _launch(main: Path, setup: Setup, address: str, timeout: float) -> Failure | None:
    # -P: the launcher's folder is not put on the program's sys.path
    command = [sys.executable, "-P", str(_LAUNCHER)]
    request = json.dumps({"main": str(main), "job": job_of(setup), "address": address})
    environment = {**os.environ, "no_grpc_proxy": "127.0.0.1"}
    try:
        ended = subprocess.run(
            command,
            input=request,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            env=environment,
            timeout=timeout,
            check=False,
        )
    except subprocess.TimeoutExpired:
        message = f"the program did not end within {timeout:g} seconds"
    else:
        if ended.stdout:
            answer = json.loads(ended.stdout)
            return answer and Failure(answer[0], answer[1], tuple((file, line) for file, line in answer[2]))
        message = f"the program's process died with exit code {ended.returncode}; see its output above"
    return Failure("", message)
