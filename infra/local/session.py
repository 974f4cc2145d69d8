"""A local environment: the cloud it runs on, the keys it signs with, what was applied, and the outputs of its stack.

Everything lies in `.stowplan/local/<environment>/` beside the spec, readable by its owner only.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from generator.errors import LocalCloudError, StowplanError
from infra.keys import ignore, pairs, secret_values, secrets, write, write_secret
from infra.local.started import PACKAGES, start, stop, undo
from infra.offline.apply import Event, apply_graph, stack_outputs
from infra.offline.errors import ApplyError
from infra.offline.state import State
from infra.stack import graph_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from generator.app import Project
    from generator.spec.model import Spec
    from infra.local.started import Started
    from infra.offline.graph import Graph


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
    values = secret_values(session.spec, session.project.folder)
    graph = graph_of(session.spec_file, session.spec.environment)  # before anything starts: it may be refused
    if not session.state.is_file():
        stop(session.folder)  # what they hold is known to nobody
    started = start(session.spec, session.folder, port)
    try:
        for item in started:
            item.cloud.session.prepare(item.running, values)
    except StowplanError:
        undo(started, session.folder)
        raise
    outputs = _applied(session, graph, started, emit)
    outputs["local"] = _local(session, started, outputs, key_files)
    _save(session.outputs, json.dumps(outputs, indent=1, sort_keys=True))
    stop(session.folder, keep=frozenset(item.cloud.provider for item in started))
    return started


def _applied(
    session: Session, graph: Graph, started: Sequence[Started], emit: Callable[[Event], None]
) -> dict[str, Any]:
    makers = {kind: handler for item in started for kind, handler in item.cloud.handlers(item.running).items()}
    try:
        state = apply_graph(graph, makers, _still_there(session, started), emit)
    except ApplyError as error:
        _save(session.state, error.state.to_json())
        raise LocalCloudError(str(error)) from None
    _save(session.state, state.to_json())
    return stack_outputs(graph, state)


def _still_there(session: Session, started: Sequence[Started]) -> State:
    """What was applied to the clouds that ran all the time; the others are empty."""
    packages = {PACKAGES[item.cloud.provider] for item in started if item.was_running}
    kept = (item for item in _previous(session).resources if item.type.partition(":")[0] in packages)
    return State(tuple(kept))


def down(folder: Path) -> bool:
    """Stop the clouds of an environment and forget what they held; False when none ran. Signing keys stay.

    Raises:
        LocalCloudError: the folder is not one.
    """
    try:
        stopped = stop(folder)
        for name in ("outputs.json", "state.json"):
            (folder / name).unlink(missing_ok=True)
    except OSError as error:
        raise LocalCloudError(f"{error.filename or folder}: {error.strerror}") from None
    return bool(stopped)


def digest(spec: Spec) -> str:
    """A text that another spec does not have."""
    return hashlib.sha256(spec.model_dump_json().encode()).hexdigest()


def outputs_of(session: Session) -> dict[str, Any]:
    """What `up` left; raises LocalCloudError when it is damaged."""
    try:
        found: dict[str, Any] = json.loads(session.outputs.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise LocalCloudError(f"{session.outputs} is damaged; run `stowplan local up` again") from None
    return found


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
    found["spec"] = digest(session.spec)
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
