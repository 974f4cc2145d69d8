"""A local environment: the cloud it runs on, the keys it signs with, what was applied, and the outputs of its stack.

Everything lies in `.stowplan/local/<environment>/` beside the spec, readable by its owner only.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from generator.errors import LocalCloudError, StowplanError
from infra.keys import ignore, pairs, secret_values, secrets, write, write_secret
from infra.local.clouds import clouds_of_spec
from infra.offline.apply import Event, apply_graph, stack_outputs
from infra.offline.errors import ApplyError
from infra.offline.state import State
from infra.stack import graph_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from generator.app import Project
    from generator.spec.model import Spec
    from infra.local.clouds import LocalCloud, Running


@dataclass(frozen=True)
class Started:
    """A local cloud that runs."""

    cloud: LocalCloud
    running: Running
    was_running: bool


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


def up(session: Session, *, port: int, emit: Callable[[Event], None]) -> list[Started]:
    """Start the clouds, run the program, apply its graph, write the outputs. Safe to repeat.

    `port` is the first cloud's. Raises:
        LocalCloudError: a cloud does not start, or refuses a resource; what was applied until then is remembered.
    """
    _folder(session)
    key_files = dict(_keys(session))
    graph = graph_of(session.spec_file, session.spec.environment)  # before anything starts: it may be refused
    started = _start(session, port)
    previous = _previous(session) if all(item.was_running for item in started) else State()
    makers = {kind: handler for item in started for kind, handler in item.cloud.handlers(item.running).items()}
    try:
        state = apply_graph(graph, makers, previous, emit)
    except ApplyError as error:
        _save(session.state, error.state.to_json())
        raise LocalCloudError(str(error)) from None
    _save(session.state, state.to_json())
    outputs = stack_outputs(graph, state)
    outputs["local"] = _local(session, started, outputs, key_files)
    _save(session.outputs, json.dumps(outputs, indent=1, sort_keys=True))
    return started


def down(session: Session) -> bool:
    """Stop the clouds and forget what they held; False when none was running. Signing keys stay."""
    stopped = [cloud.process.stop(session.folder) for cloud in clouds_of_spec(session.spec)]
    for path in (session.outputs, session.state):
        path.unlink(missing_ok=True)
    return any(stopped)


def running(session: Session) -> list[Started]:
    """The clouds of the environment that run."""
    found = [(cloud, cloud.process.status(session.folder)) for cloud in clouds_of_spec(session.spec)]
    return [Started(cloud, item, was_running=True) for cloud, item in found if item is not None]


def _start(session: Session, port: int) -> list[Started]:
    """All of them, or what ran is put back: a cloud that another one's absence makes useless is stopped again."""
    before = {item.cloud.provider: item for item in running(session)}
    started: list[Started] = []
    secrets = secret_values(session.spec, session.project.folder)
    for cloud in clouds_of_spec(session.spec):
        found = before.get(cloud.provider)
        if found and port and not started and not found.running.endpoint.endswith(f":{port}"):
            where = f"it runs at {found.running.endpoint} already"
            raise LocalCloudError(f"{where}; `stowplan local down` first, then `up --port {port}`")
        try:
            item = found or Started(cloud, cloud.process.start(session.folder, port=0 if started else port), False)
        except StowplanError:
            for other in started:
                if not other.was_running:
                    other.cloud.process.stop(session.folder)
            raise
        cloud.session.prepare(item.running, secrets)
        started.append(item)
    return started


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
    for key in secrets(session.spec, session.project.folder):
        write_secret(key)
        if key.active:
            yield key.store, str(key.path)


def _previous(session: Session) -> State:
    try:
        return State.from_json(session.state.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return State()
    except (ValueError, KeyError, TypeError):
        raise LocalCloudError(f"{session.state} is damaged; run `stowplan local down` and `up` again") from None


def _local(
    session: Session, started: Sequence[Started], outputs: dict[str, Any], key_files: dict[str, str]
) -> dict[str, Any]:
    """What only local clouds have: addresses, credentials that act as each workload, and signing keys on disk."""
    found: dict[str, Any] = {"cdn_protocol": "http:", "signing_key_files": key_files, "credentials": {}}
    for item in started:
        found |= item.cloud.session.shared(item.running)
    for name in session.spec.workloads:
        own: dict[str, str] = {}
        for item in started:
            own |= item.cloud.session.credentials(item.running, session.folder, name, outputs)
        found["credentials"][name] = own
    return found


def _save(path: Path, text: str) -> None:
    """Write what holds secrets, in one step and for its owner only."""
    temporary = path.with_name(f".tmp-{os.getpid()}-{path.name}")
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    temporary.replace(path)
