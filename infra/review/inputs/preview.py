"""`pulumi preview --json`: the engine's own plan, as two graphs and its decision for each resource.

Shape: PreviewDigest in `pkg/backend/display/json.go` of pulumi. A replacement is up to three steps of one urn.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from generator.errors import OutputsError
from infra.review.inputs import foreign
from infra.review.inputs.reading import document

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from infra.offline.graph import Graph
    from infra.review.inputs.foreign import Names

HOW = "pulumi preview --json"
Op = Literal["create", "update", "replace", "delete", "same"]

_OPS: dict[str, Op] = {
    "same": "same", "refresh": "same", "read": "same", "read-discard": "same", "discard": "same",
    "create": "create", "import": "create", "update": "update", "delete": "delete",
    "replace": "replace", "create-replacement": "replace", "delete-replaced": "replace",
    "import-replacement": "replace", "discard-replaced": "replace", "read-replacement": "replace",
    "remove-pending-replace": "replace",
}  # fmt: skip
_RANK: tuple[Op, ...] = ("same", "create", "update", "delete", "replace")


@dataclass(frozen=True, slots=True)
class Decision:
    """What the engine will do to one resource, and the properties that make it replace it."""

    op: Op
    forcing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """Before and after, and the engine's decisions by urn. `stack` is the short name."""

    before: Graph
    after: Graph
    decisions: Mapping[str, Decision]


def stack_of(text: str) -> str:
    """The stack's short name; raises OutputsError for what is no preview."""
    urns = [step.get("urn") for step in _steps(text)]
    return next((urn.split("::")[0].removeprefix("urn:pulumi:") for urn in urns if isinstance(urn, str)), "")


def read(text: str, names: Names) -> Preview:
    """The preview; raises OutputsError naming what to run. No value of a secret is kept."""
    steps = _steps(text)
    how = foreign.reading(steps)
    before = foreign.graph_of(_once(steps, "oldState"), names, how)
    after = foreign.graph_of(_once(steps, "newState"), names, how)
    return Preview(before, after, _decisions(steps, names))


def _steps(text: str) -> list[dict[str, Any]]:
    found = document(text, HOW)
    steps = found.get("steps")
    if not isinstance(steps, list) and not found.get("changeSummary"):
        raise OutputsError(f"this is no preview; run `{HOW} > preview.json`")
    return [step for step in steps or [] if isinstance(step, dict)]


def _once(steps: Iterable[dict[str, Any]], key: str) -> list[Any]:
    """The states of one side, each urn once; what a step removes is not on the new side."""
    gone = ("delete", "discard", "read-discard") if key == "newState" else ()
    states = [step[key] for step in steps if isinstance(step.get(key), dict) and step.get("op") not in gone]
    return list({state.get("urn"): state for state in states}.values())


def _decisions(steps: Iterable[dict[str, Any]], names: Names) -> dict[str, Decision]:
    found: dict[str, Decision] = {}
    for step in steps:
        if not isinstance(step.get("urn"), str):
            continue
        urn = names.urn(step["urn"])
        here = Decision(_OPS.get(str(step.get("op")), "update"), _forcing(step))
        found[urn] = _worse(found.get(urn, here), here)
    return found


def _worse(one: Decision, other: Decision) -> Decision:
    op = max(one.op, other.op, key=_RANK.index)
    return Decision(op, tuple(sorted({*one.forcing, *other.forcing})))


def _forcing(step: Mapping[str, Any]) -> tuple[str, ...]:
    found = step.get("replaceReasons")
    reasons = [item for item in found if isinstance(item, str)] if isinstance(found, list) else []
    details = step.get("detailedDiff")
    marked = [
        path
        for path, item in (details.items() if isinstance(details, dict) else ())
        if isinstance(item, dict) and str(item.get("kind", item.get("diffKind", ""))).endswith("-replace")
    ]
    return tuple(sorted({*reasons, *marked}))
