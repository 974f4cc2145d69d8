"""What the base's infrastructure is: the base's own program, an exported state, or the engine's preview."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from generator.errors import UsageError
from generator.spec.problems import listing
from infra.offline.values import Unknown, freeze
from infra.review.compare import Step, changes
from infra.review.inputs import preview, state
from infra.review.inputs.foreign import Names
from infra.review.inputs.reading import text_of
from infra.review.inputs.veil import veiled
from infra.review.owners import by_urn, owners
from infra.review.report import Drift
from infra.reviewing.graphs import Run, run, same_program
from infra.stack import PROJECT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from generator.diagnostics import Diagnostic
    from infra.offline.graph import Graph, Resource
    from infra.offline.values import Value
    from infra.review.report import ResourceChange
    from infra.reviewing.asked import Asked
    from infra.reviewing.sides import Sides


@dataclass(frozen=True)
class Pair:
    """The graphs of one environment, the engine's decisions, and where the world is not as somebody says."""

    base: Graph | None = None
    head: Graph | None = None
    steps: Mapping[str, Step] = field(default_factory=dict)
    drifts: tuple[Drift, ...] = ()
    base_problems: tuple[Diagnostic, ...] = ()
    head_problems: tuple[Diagnostic, ...] = ()


def environment_of(asked: Asked, sides: Sides) -> str:
    """The environment that a state or a preview is of. Raises UsageError, OutputsError."""
    path, found = (asked.state, state.stack_of) if asked.state else (asked.preview, preview.stack_of)
    assert path is not None  # noqa: S101 - for mypy: asked only with one of them
    name = (
        asked.environments[0]
        if len(asked.environments) == 1
        else found(text_of(path, state.HOW if asked.state else preview.HOW))
    )
    if name not in sides.head.specs:
        there = listing(list(sides.head.specs))
        raise UsageError(f"{path.name} is of the stack {name!r}, and the spec has {there}: name one with --env")
    return name


def pair(asked: Asked, sides: Sides, environment: str) -> Pair:
    """The two graphs of one environment. Raises OutputsError for a state or preview that cannot be read."""
    if asked.state:
        return _against_state(asked.state, sides, environment)
    if asked.preview:
        return _against_preview(asked.preview, sides, environment)
    head = run(sides.head, environment)
    base = head if same_program(sides.base, sides.head, environment) else run(sides.base, environment)
    return Pair(base.graph, head.graph, base_problems=base.problems, head_problems=head.problems)


def _against_state(path: Path, sides: Sides, environment: str) -> Pair:
    text, names = text_of(path, state.HOW), Names(PROJECT, environment)
    deployed = state.read(text, names)
    answers = state.answers(deployed)
    head = _veiled(run(sides.head, environment, answers))
    said = _veiled(run(sides.base, environment, answers))
    drifts = tuple(_drifts(said, deployed)) if said.graph else ()
    again = {urn: Step("replace", ("taint",)) for urn in sorted(state.unfinished(text, names))}
    return Pair(deployed, head.graph, again, drifts, said.problems, head.problems)


def _veiled(found: Run) -> Run:
    return replace(found, graph=veiled(found.graph)) if found.graph else found


def _drifts(said: Run, deployed: Graph) -> Iterator[Drift]:
    """What is deployed and not as the base revision says."""
    assert said.graph is not None  # noqa: S101 - for mypy
    for change in changes(said.graph, deployed).changes:
        yield Drift(_subject(change), _DEPLOYED[change.kind] + _properties(change))


_DEPLOYED = {
    "create": "deployed, and the base has no such resource",
    "delete": "in the base, and not deployed",
    "update": "deployed otherwise than the base says",
    "replace": "deployed otherwise than the base says",
}


def _properties(change: ResourceChange) -> str:
    paths = [item.path for item in change.properties]
    return f": {listing(paths)}" if paths and change.kind in {"update", "replace"} else ""


def _subject(change: ResourceChange) -> str:
    kind = change.type.rpartition(":")[2]
    return " ".join(part for part in (change.owner, kind, change.name) if part)


def _against_preview(path: Path, sides: Sides, environment: str) -> Pair:
    """The engine decides what happens; the offline program fills in what it cannot know yet."""
    found = preview.read(text_of(path, preview.HOW), Names(PROJECT, environment))
    offline = _veiled(run(sides.head, environment, state.answers(found.before)))
    if offline.graph is None:
        return Pair(found.before, found.after, _steps(found), head_problems=offline.problems)
    head = _filled(found.after, offline.graph)
    return Pair(found.before, head, _steps(found), tuple(_differences(found, offline.graph)))


def _steps(found: preview.Preview) -> dict[str, Step]:
    return {urn: Step(item.op, item.forcing) for urn, item in found.decisions.items()}


def _filled(after: Graph, offline: Graph) -> Graph:
    """What the engine knows, and for the rest what the offline program says."""
    known = by_urn(offline)
    return replace(after, resources=tuple(_completed(item, known.get(item.urn)) for item in after.resources))


def _completed(item: Resource, offline: Resource | None) -> Resource:
    if offline is None:
        return item
    given = {key: value for key, value in item.inputs.items() if not _open(value)}
    filled = {key: offline.inputs[key] for key in item.inputs if key in offline.inputs and key not in given}
    told = {key: value for key, value in item.outputs.items() if not _open(value)}
    return replace(offline, inputs=freeze({**given, **filled}), outputs=freeze({**offline.outputs, **told}))


def _open(value: Value) -> bool:
    """Whether the engine does not know all of it before the deployment."""
    match value:
        case Unknown():
            return True
        case Mapping():
            return any(_open(part) for part in value.values())
        case tuple() | list():
            return any(_open(part) for part in value)
        case _:
            return False


def _differences(found: preview.Preview, offline: Graph) -> Iterator[Drift]:
    """Where the engine decides otherwise than the offline comparison."""
    expected = {item.urn: item.kind for item in changes(found.before, offline).changes}
    held = {**by_urn(found.before), **by_urn(found.after), **by_urn(offline)}
    belongs = {**owners(found.before), **owners(found.after), **owners(offline)}
    for urn in sorted({*expected, *found.decisions}):
        resource = held.get(urn)
        if resource is None or not resource.custom or resource.type.startswith("pulumi:"):
            continue
        here, engine = expected.get(urn, "same"), found.decisions.get(urn)
        said = engine.op if engine else "nothing"
        if here != said:
            forced = f" (forced by {listing(list(engine.forcing))})" if engine and engine.forcing else ""
            subject = " ".join(filter(None, (belongs[urn].text(), resource.type.rpartition(":")[2], resource.name)))
            yield Drift(subject, f"offline {here}, the engine {said}{forced}")
