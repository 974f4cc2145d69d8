"""A local environment: the cloud it runs on, the keys it signs with, what was applied, and the outputs of its stack.

Everything lies in `.stowplan/local/<environment>/` beside the spec, readable by its owner only.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from generator.errors import LocalCloudError
from infra.keys import ignore, pairs, write
from infra.local.aws import cloud as aws
from infra.local.aws.handlers import handlers
from infra.offline.apply import Event, apply_graph, stack_outputs
from infra.offline.errors import ApplyError
from infra.offline.state import State
from infra.stack import graph_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from generator.app import Project
    from generator.spec.model import Spec

SESSION_SECONDS = 43_200
"""How long a workload's credentials last here, the longest AWS allows a role; `stowplan local up` gives new ones."""


@dataclass(frozen=True)
class Session:
    """Where one local environment keeps its things."""

    project: Project
    spec: Spec
    spec_file: str
    folder: Path

    @property
    def outputs(self) -> Path:
        """The stack's outputs, with the local cloud's own under `local`; `gen-settings` reads them."""
        return self.folder / "outputs.json"

    @property
    def state(self) -> Path:
        """What has been applied."""
        return self.folder / "state.json"


def session_of(project: Project, spec_file: str, environment: str) -> Session:
    """The session of an environment; raises LocalCloudError unless its target is `local`."""
    spec = project.document.environment(environment)
    if spec.target != "local":
        allowed = [name for name, item in project.document.specs.items() if item.target == "local"]
        names = ", ".join(allowed) or "none; add one with `target: local`"
        raise LocalCloudError(f"the environment {environment!r} has the target {spec.target!r}; local ones: {names}")
    return Session(project, spec, spec_file, project.folder / ".stowplan" / "local" / environment)


def up(session: Session, *, port: int, emit: Callable[[Event], None]) -> aws.LocalAws:
    """Start the cloud, run the program, apply its graph, write the outputs. Safe to repeat.

    Raises:
        LocalCloudError: the cloud does not start, or refuses a resource; what was applied until then is remembered.
    """
    _folder(session)
    key_files = dict(_keys(session))
    graph = graph_of(session.spec_file, session.spec.environment)  # before anything starts: it may be refused
    running = aws.status(session.folder)
    if running and port and not running.endpoint.endswith(f":{port}"):
        raise LocalCloudError(
            f"it runs at {running.endpoint} already; `stowplan local down` first, then `up --port {port}`"
        )
    cloud = running or aws.start(session.folder, port=port)
    previous = _previous(session) if running else State()
    try:
        state = apply_graph(graph, handlers(cloud), previous, emit)
    except ApplyError as error:
        _save(session.state, error.state.to_json())
        raise LocalCloudError(str(error)) from None
    _save(session.state, state.to_json())
    outputs = stack_outputs(graph, state)
    outputs["local"] = _local(cloud, outputs, key_files)
    _save(session.outputs, json.dumps(outputs, indent=1, sort_keys=True))
    return cloud


def down(session: Session) -> bool:
    """Stop the cloud and forget what it held; False when it was not running. Signing keys stay."""
    stopped = aws.stop(session.folder)
    for path in (session.outputs, session.state):
        path.unlink(missing_ok=True)
    return stopped


def applied(session: Session) -> State:
    """What has been applied, empty when nothing has."""
    return _previous(session)


def _folder(session: Session) -> None:
    try:
        session.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        ignore(session.project.folder)
    except OSError as error:
        raise LocalCloudError(f"{session.folder} cannot be made: {error.strerror}") from None


def _keys(session: Session) -> Iterable[tuple[str, str]]:
    """Make missing key pairs; yields the private file of each store's active key."""
    for pair in pairs(session.spec, session.project.folder):
        if not (pair.private.exists() and pair.public.exists()):
            pair.private.unlink(missing_ok=True)  # both lie in this session's own folder
            pair.public.unlink(missing_ok=True)
        write(pair)
        if pair.active:
            yield pair.store, str(pair.private)


def _previous(session: Session) -> State:
    try:
        return State.from_json(session.state.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return State()
    except (ValueError, KeyError, TypeError):
        raise LocalCloudError(f"{session.state} is damaged; run `stowplan local down` and `up` again") from None


def _local(cloud: aws.LocalAws, outputs: dict[str, Any], key_files: dict[str, str]) -> dict[str, Any]:
    """What only a local cloud has: its address, credentials that act as each workload, and signing keys on disk."""
    return {
        "endpoint_url": cloud.endpoint,
        "addressing_style": "path",
        "cdn_protocol": "http:",
        "signing_key_files": key_files,
        "credentials": {name: _credentials(cloud, name, outputs) for name in outputs["workloads"]},
    }


def _credentials(cloud: aws.LocalAws, name: str, outputs: dict[str, Any]) -> dict[str, str]:
    workload = outputs["workloads"][name]
    if workload["identity"] == "user":
        secret = outputs["secrets"][name]["secret_access_key"]
        return {"access_key_id": workload["access_key_id"], "secret_access_key": secret}
    cloud.client("iam").update_role(RoleName=workload["name"], MaxSessionDuration=SESSION_SECONDS)
    found = aws.credentials_for_role(cloud, workload["arn"], name, seconds=SESSION_SECONDS)
    return {key.removeprefix("AWS_").lower(): value for key, value in found.items()}


def _save(path: Path, text: str) -> None:
    """Write what holds secrets, in one step and for its owner only."""
    temporary = path.with_name(f".tmp-{os.getpid()}-{path.name}")
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    temporary.replace(path)
