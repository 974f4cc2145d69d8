"""Apply a graph to handlers: create, update, replace and delete, so that what exists is what the graph says.

A local cloud is thrown away, so `protect` and `retainOnDelete` are not enforced, and a replacement always deletes
first: two things of one fixed name cannot exist at once.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, Protocol

from infra.offline.errors import ApplyError
from infra.offline.graph import Graph, Resource, topological
from infra.offline.setup import redact
from infra.offline.state import Deployed, State
from infra.offline.substitute import Known, learn, mark, reveal, sensitive_texts, substitute, unresolved
from infra.offline.values import Secret, Sensitive, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_PROVIDER = "pulumi:providers:"


class Handler(Protocol):
    """What knows one resource type. A module with these functions is one. Properties are plain dicts with wire names.

    It may also have `replaces(old_inputs, new_inputs) -> bool`: whether this change cannot be made in place; and
    `unread`, names of inputs that it is never given, such as a secret whose value no graph keeps.
    """

    def create(self, inputs: dict[str, Any], /) -> tuple[str, dict[str, Any]]:
        """Make it; its id and outputs."""

    def read(self, physical_id: str, inputs: dict[str, Any], /) -> dict[str, Any] | None:
        """Its outputs now, None when it is gone."""

    def update(self, physical_id: str, old: dict[str, Any], new: dict[str, Any], /) -> dict[str, Any]:
        """Change it in place; its outputs."""

    def delete(self, physical_id: str, outputs: dict[str, Any], /) -> None:
        """Remove it; no error when it is gone already."""


@dataclass(frozen=True, slots=True)
class Event:
    """What was done to one resource, told as soon as it is done."""

    op: Literal["create", "update", "delete", "same", "replace", "not-emulated"]
    type: str
    name: str


@dataclass(slots=True)
class _Run:
    """`left` is what existed and has not been come to yet; `done`, what exists and is as the graph says."""

    handlers: Mapping[str, Handler]
    emit: Callable[[Event], None]
    left: dict[str, Deployed]
    done: dict[str, Deployed] = field(default_factory=dict)
    displaced: set[str] = field(default_factory=set)
    known: Known = field(default_factory=Known)

    def state(self) -> State:
        kept = [resource for urn, resource in self.left.items() if urn not in self.done]
        return State((*self.done.values(), *kept))


def apply_graph(
    graph: Graph,
    handlers: Mapping[str, Handler],
    previous_state: State,
    emit: Callable[[Event], None],
    *,
    refresh: bool = False,
) -> State:
    """Make what exists what the graph says, dependencies first; what the graph no longer has goes last, in reverse.

    `handlers` is by resource type. A resource whose resolved inputs are those of the previous state is not touched.
    A type without a handler is told as `not-emulated` and keeps its symbolic outputs; components and providers are
    skipped. With `refresh` everything is read first, and what is gone is created again. An empty graph deletes
    everything.

    Raises ApplyError, which carries the state reached, when a handler fails or needs a secret that nobody kept.
    """
    run = _Run(handlers, emit, {resource.urn: resource for resource in previous_state.resources})
    if refresh:
        _refresh(run)
    for resource in topological(graph):
        if resource.custom and not resource.type.startswith(_PROVIDER):
            _apply(run, resource)
    for old in reversed(tuple(run.left.values())):
        _remove(run, old)
    return run.state()


def stack_outputs(graph: Graph, state: State) -> dict[str, Any]:
    """The stack's exports with real values for symbols, secrets readable: for a local cloud's environment file only.

    A secret that no handler returned, such as one from configuration, stays a `Secret` marker.
    """
    deployed = {resource.urn: resource for resource in state.resources}
    known = Known()
    for resource in graph.resources:
        if resource.urn in deployed:
            known = _learned(known, resource, deployed[resource.urn])
    outputs: dict[str, Any] = reveal(substitute(graph.outputs, known))
    return outputs


def _refresh(run: _Run) -> None:
    for old in tuple(run.left.values()):
        handler = run.handlers.get(old.type) if old.emulated else None
        if handler is not None:
            _read(run, handler, old)


def _read(run: _Run, handler: Handler, old: Deployed) -> None:
    found = _called(run, "read", old, lambda: handler.read(old.id, reveal(old.inputs)))
    if found is None:
        del run.left[old.urn]
    else:
        run.left[old.urn] = replace(old, outputs=mark(old.outputs, {**old.outputs, **found}))


def _apply(run: _Run, resource: Resource) -> None:
    handler = run.handlers.get(resource.type)
    goal = Deployed(
        urn=resource.urn,
        type=resource.type,
        name=resource.name,
        id=str(resource.outputs.get("id", "")),
        inputs=substitute(resource.inputs, run.known),
        outputs=resource.outputs,
        needs=tuple(sorted({urn for urns in resource.property_dependencies.values() for urn in urns})),
        emulated=handler is not None,
    )
    new = goal if handler is None else _reached(run, handler, goal)
    if handler is None:
        run.emit(Event("not-emulated", goal.type, goal.name))
    run.left.pop(goal.urn, None)
    run.done[goal.urn] = new
    run.known = _learned(run.known, resource, new)


def _reached(run: _Run, handler: Handler, goal: Deployed) -> Deployed:
    """The goal with its real id and outputs, whatever it takes."""
    old = run.left.get(goal.urn)
    if old is not None and old.emulated and _readable(run, old) == _readable(run, goal):
        run.emit(Event("same", goal.type, goal.name))
        return replace(old, needs=goal.needs)
    inputs = _given(run, goal)
    if old is None or not old.emulated:
        return _created(run, handler, goal, "replace" if goal.urn in run.displaced else "create")
    replaces, before = getattr(handler, "replaces", None), reveal(_readable(run, old))
    if replaces is not None and replaces(before, inputs):
        _displace(run, old)
        return _created(run, handler, goal, "replace")
    outputs = _called(run, "update", goal, lambda: handler.update(old.id, before, inputs))
    run.emit(Event("update", goal.type, goal.name))
    # a secret is often told once, when the resource is made
    told_once = {key: value for key, value in old.outputs.items() if isinstance(value, Sensitive)}
    return replace(goal, id=old.id, outputs=mark(goal.outputs, {**told_once, **outputs}))


def _created(run: _Run, handler: Handler, goal: Deployed, op: Literal["create", "replace"]) -> Deployed:
    physical_id, outputs = _called(run, op, goal, lambda: handler.create(_given(run, goal)))
    run.emit(Event(op, goal.type, goal.name))
    return replace(goal, id=physical_id, outputs=mark(goal.outputs, outputs))


def _displace(run: _Run, old: Deployed) -> None:
    """Delete a resource that is about to be replaced, and before it those that use its outputs: they come again."""
    for other in reversed(tuple(run.left.values())):
        if old.urn in other.needs:
            _displace(run, other)
    _delete(run, old)
    run.displaced.add(old.urn)


def _remove(run: _Run, old: Deployed) -> None:
    if old.urn in run.left:
        handled = _delete(run, old)
        run.emit(Event("delete" if handled else "not-emulated", old.type, old.name))


def _delete(run: _Run, old: Deployed) -> bool:
    handler = run.handlers.get(old.type) if old.emulated else None
    if handler is not None:
        _called(run, "delete", old, lambda: handler.delete(old.id, reveal(old.outputs)))
    run.left.pop(old.urn, None)
    return handler is not None


def _given(run: _Run, goal: Deployed) -> dict[str, Any]:
    readable = _readable(run, goal)
    for path, marker in unresolved(readable):
        why = (
            "is a secret whose value is not kept" if isinstance(marker, Secret) else "is known after a deployment only"
        )
        raise ApplyError(f"{goal.type} {goal.name!r} cannot be emulated: its input {path!r} {why}", run.state())
    inputs: dict[str, Any] = reveal(readable)
    return inputs


def _readable(run: _Run, resource: Deployed) -> dict[str, Value]:
    """The inputs less those that the handler never reads."""
    unread = getattr(run.handlers.get(resource.type), "unread", ())
    return {key: value for key, value in resource.inputs.items() if key not in unread}


def _called(run: _Run, op: str, resource: Deployed, call: Callable[[], Value]) -> Value:
    """What the handler returns; its failure as an ApplyError that shows no secret."""
    try:
        return call()
    except Exception as error:
        secrets = {*sensitive_texts(resource.inputs), *sensitive_texts(resource.outputs)}
        text = redact(str(error) or type(error).__name__, sorted(secrets, key=len, reverse=True))
        told = ApplyError(f"{op} of {resource.type} {resource.name!r} failed: {text}", run.state())
        raise told from (None if secrets else error)


def _learned(known: Known, resource: Resource, deployed: Deployed) -> Known:
    return learn(known, resource.outputs, {**deployed.outputs, "id": deployed.id})
