"""`pulumi stack export`: what is deployed, as far as the engine knows, as a graph."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from generator.errors import OutputsError
from infra.offline.symbols import Symbols
from infra.offline.values import Secret, Unknown, Value
from infra.review.inputs import foreign
from infra.review.inputs.reading import document

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra.offline.graph import Graph, Resource
    from infra.review.inputs.foreign import Names

HOW = "pulumi stack export"
_ARN = re.compile(r"arn:aws[a-z-]*:iam::([0-9]{12}):")


def stack_of(text: str) -> str:
    """The stack's short name; raises OutputsError for what is no export."""
    return next((row["urn"].split("::")[0].removeprefix("urn:pulumi:") for row in _rows(text) if _has_urn(row)), "")


def read(text: str, names: Names) -> Graph:
    """The exported resources; raises OutputsError naming what to run. No value of a secret is kept."""
    rows = _rows(text)
    return foreign.graph_of(rows, names, foreign.reading(rows))


def unfinished(text: str, names: Names) -> frozenset[str]:
    """The urns of what the engine will replace whatever the program says: tainted, or waiting for its replacement."""
    marked = (row for row in _rows(text) if _has_urn(row) and (row.get("taint") or row.get("pendingReplacement")))
    return frozenset(names.urn(row["urn"]) for row in marked)


def _has_urn(row: Any) -> bool:
    return isinstance(row, dict) and isinstance(row.get("urn"), str) and row["urn"].count("::") > 2


def _rows(text: str) -> list[Any]:
    found = document(text, HOW)
    deployment = found.get("deployment")
    rows = deployment.get("resources") if isinstance(deployment, dict) else None
    if deployment is None or not isinstance(deployment, dict) or not isinstance(rows or [], list):
        raise OutputsError(f"this is no exported stack; run `{HOW} --file state.json`")
    return rows or []


@dataclass(frozen=True)
class Answers:
    """A responder that answers for what exists with what it is, and for the rest with symbols.

    So that a program run offline makes the inputs that the engine would compare with the state. What the program said
    of a resource and says no longer is not known: the condition of a grant, say, would seem to stay.
    """

    existing: Mapping[str, Resource]
    symbols: Symbols = field(default_factory=Symbols)

    def respond(self, type_: str, name: str, urn: str, inputs: Mapping[str, Value]) -> tuple[str, Mapping[str, Value]]:
        """See `infra.offline.monitor.Responder`."""
        symbolic, outputs = self.symbols.respond(type_, name, urn, inputs)
        found = self.existing.get(urn)
        if found is None:
            return symbolic, outputs
        left_out = found.inputs.keys() - inputs.keys()
        known = {
            key: value
            for key, value in found.outputs.items()
            if key not in left_out and not isinstance(value, Secret | Unknown)
        }
        identifier = known.pop("id", None)
        return identifier if isinstance(identifier, str) else symbolic, {**outputs, **known}


def answers(graph: Graph) -> Answers:
    """The responder for a deployed graph; what is new lies in the account that the rest lies in."""
    return Answers({resource.urn: resource for resource in graph.resources}, Symbols(account=_account(graph)))


def _account(graph: Graph) -> str:
    """The AWS account in the ARNs of identities; empty when there is none."""
    arns = (resource.outputs.get("arn") for resource in graph.resources)
    found = (_ARN.match(arn) for arn in arns if isinstance(arn, str))
    return next((match[1] for match in found if match), "")
