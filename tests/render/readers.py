"""Programs that read environment files, each as a function from a file to what it read of the names asked for."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import threading
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING
from unittest import mock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    Reader = Callable[[Path, Sequence[str]], dict[str, str | None]]


def python_dotenv(file: Path, names: Sequence[str]) -> dict[str, str | None]:
    from dotenv import dotenv_values

    return dict(dotenv_values(file))


def python_dotenv_plain(file: Path, names: Sequence[str]) -> dict[str, str | None]:
    from dotenv import dotenv_values

    return dict(dotenv_values(file, interpolate=False))


def django_environ(file: Path, names: Sequence[str]) -> dict[str, str | None]:
    import environ  # type: ignore[import-untyped]

    class Env(environ.Env):  # type: ignore[misc]
        ENVIRON: dict[str, str] = {}  # noqa: RUF012 (the library's own way to keep out of os.environ)

    Env.read_env(str(file))
    env = Env()
    return {name: env.str(name) for name in names}


def environs(file: Path, names: Sequence[str]) -> dict[str, str | None]:
    from environs import Env

    with mock.patch.dict(os.environ, clear=True):
        env = Env()
        env.read_env(str(file), recurse=False)
        return {name: env.str(name) for name in names}


def decouple(file: Path, names: Sequence[str]) -> dict[str, str | None]:
    from decouple import Config, RepositoryEnv  # type: ignore[import-untyped]

    config = Config(RepositoryEnv(str(file)))
    return {name: config(name) for name in names}


@cache
def _settings_model(names: tuple[str, ...]):
    from pydantic import create_model
    from pydantic_settings import BaseSettings

    return create_model("Settings", __base__=BaseSettings, **dict.fromkeys(names, (str, ...)))  # type: ignore[call-overload]


def pydantic_settings(file: Path, names: Sequence[str]) -> dict[str, str | None]:
    with mock.patch.dict(os.environ, clear=True):
        return dict(_settings_model(tuple(names))(_env_file=file).model_dump())


def _sourced(shell: str, file: Path) -> dict[str, str | None]:
    script = 'set -a; . "$1"; exec env -0'
    found = subprocess.run(
        [shell, "-c", script, shell, str(file)],
        cwd=file.parent,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        check=True,
    )
    pairs = (item.partition("=") for item in found.stdout.decode().split("\0") if item)
    return {name: value for name, _, value in pairs}


def bash(file: Path, names: Sequence[str]) -> dict[str, str | None]:
    return _sourced("bash", file)


def dash(file: Path, names: Sequence[str]) -> dict[str, str | None]:
    return _sourced("dash", file)


_PRINT = "process.stdout.write(JSON.stringify(process.env))"


def node(file: Path, names: Sequence[str]) -> dict[str, str | None]:
    found = subprocess.run(
        ["node", f"--env-file={file}", "-e", _PRINT],
        env={},
        capture_output=True,
        check=True,
        executable=shutil.which("node"),
    )
    return dict(json.loads(found.stdout))


def npm_dotenv(file: Path, names: Sequence[str]) -> dict[str, str | None]:
    script = (
        "process.stdout.write(JSON.stringify(require('dotenv').parse(require('fs').readFileSync(process.argv[1]))))"
    )
    found = subprocess.run(["node", "-e", script, str(file)], capture_output=True, check=True)
    return dict(json.loads(found.stdout))


IN_PROCESS: dict[str, Reader] = {
    "python-dotenv": python_dotenv,
    "python-dotenv without interpolation": python_dotenv_plain,
    "django-environ": django_environ,
    "environs": environs,
    "decouple": decouple,
    "pydantic-settings": pydantic_settings,
}
PROGRAMS: dict[str, Reader] = {"bash": bash, "dash": dash, "node": node, "npm dotenv": npm_dotenv}


@cache
def missing(reader: str) -> str:
    """Why a reader cannot be asked here, or an empty text."""
    if reader in IN_PROCESS:
        return ""
    program = "node" if reader == "npm dotenv" else reader
    if shutil.which(program) is None:
        return f"{program} is not installed"
    if (
        reader == "node"
        and subprocess.run(["node", "--env-file=/dev/null", "-e", ""], capture_output=True, check=False).returncode
    ):
        return "this node has no --env-file"
    if (
        reader == "npm dotenv"
        and subprocess.run(["node", "-e", "require('dotenv')"], capture_output=True, check=False).returncode
    ):
        return "the npm package dotenv is not installed"
    return ""


class _Daemon(BaseHTTPRequestHandler):
    """As much of the Docker API as `docker create` asks for; keeps the variables it was sent."""

    protocol_version = "HTTP/1.1"
    received: list[list[str]]

    def _answer(self, status: int, body: object) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Api-Version", "1.43")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def do_HEAD(self) -> None:
        self._answer(200, {})

    def do_GET(self) -> None:
        self._answer(200, {})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.received.append(body["Env"])
        self._answer(201, {"Id": "0" * 64, "Warnings": []})

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def docker_client() -> Iterator[Reader]:
    """`docker create --env-file`, the real client against a daemon that only listens."""
    received: list[list[str]] = []
    server = HTTPServer(("127.0.0.1", 0), type("Daemon", (_Daemon,), {"received": received}))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def read(file: Path, names: Sequence[str]) -> dict[str, str | None]:
        host = f"tcp://127.0.0.1:{server.server_port}"
        subprocess.run(
            ["docker", "-H", host, "create", "--env-file", str(file), "image"], capture_output=True, check=True
        )
        return {name: value for name, _, value in (item.partition("=") for item in received.pop())}

    try:
        yield read
    finally:
        server.shutdown()
        server.server_close()
