"""Specs as dicts, and what the program registers for them, seen by the offline monitor."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pulumi

from generator.spec.facts import gcs_stores, signing_names
from generator.spec.model import Spec
from infra.offline.graph import Secret, Unknown, thaw
from infra.offline.run import run_program

if TYPE_CHECKING:
    from infra.offline.graph import Graph

PROJECT, NUMBER = "shop-prod-1", "999988887777"
CANARY = b"sixteen bytes..!"
KEY = base64.urlsafe_b64encode(CANARY).decode()


def spec(
    stores: dict[str, Any],
    storages: dict[str, Any],
    workloads: dict[str, Any] | None = None,
    **top: Any,
) -> dict[str, Any]:
    """One environment's spec; a store without a provider is Google's."""
    return {
        "version": 1,
        "project": "shop",
        "environment": "prod",
        "gcp": {"project_id": PROJECT, "project_number": NUMBER},
        "stores": {name: {"provider": "gcs", **(store or {})} for name, store in stores.items()},
        "storages": storages,
        "workloads": workloads or {},
        **top,
    }


def storage(store: str = "media", prefix: str = "files/", access: str = "private", **more: Any) -> dict[str, Any]:
    return {"store": store, "prefix": prefix, "access": access, **more}


def grants(runs_on: dict[str, Any] | str = "cloud-run", /, **of: list[str]) -> dict[str, Any]:
    return {"runs_on": {"type": runs_on} if isinstance(runs_on, str) else runs_on, "grants": of}


def model(data: dict[str, Any]) -> Spec:
    return Spec.model_validate(data)


@dataclass(frozen=True)
class Row:
    """One resource, with its inputs by wire names; secrets are `Secret`s."""

    type: str
    name: str
    parent: str
    inputs: dict[str, Any]
    options: dict[str, Any]
    after: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Found:
    """What was registered, and the stack's outputs."""

    rows: tuple[Row, ...]
    outputs: dict[str, Any]
    graph: Graph

    def one(self, type_: str, name: str) -> Row:
        (row,) = [row for row in self.rows if (row.type, row.name) == (short(type_), name)]
        return row

    def inputs(self, type_: str, name: str) -> dict[str, Any]:
        return self.one(type_, name).inputs

    def names(self, type_: str) -> list[str]:
        return sorted(row.name for row in self.rows if row.type == short(type_))


def short(type_: str) -> str:
    return type_.rpartition(":")[2]


def run(data: dict[str, Any]) -> Found:
    """The spec's graph, as a review shows it: names that the cloud gives are symbols, nothing is unknown."""
    from infra.components.gcp.outputs import outputs
    from infra.components.gcp.stack import build
    from infra.exports import export

    wanted = model(data)

    def program() -> None:
        given = pulumi.Config("stowplan").require_secret("canary")
        keys = {name: dict.fromkeys(signing_names(store), given) for name, store in gcs_stores(wanted).items()}
        export(wanted, [outputs(wanted, build(wanted, keys))])

    graph = run_program(
        program,
        project="stowplan",
        stack="prod",
        config={"stowplan:canary": KEY},
        secret_keys=["stowplan:canary"],
        root=Path(__file__).parent,
    )
    named = {row.urn: (short(row.type), row.name) for row in graph.resources}
    rows = tuple(
        Row(
            type=short(row.type),
            name=row.name,
            parent=":".join(named.get(row.parent, ())),
            inputs=thaw(row.inputs),
            options=thaw(row.options),
            after=tuple(sorted(named[urn] for urn in row.dependencies if urn in named)),
        )
        for row in graph.resources
    )
    return Found(rows, thaw(graph.outputs), graph)


def unknowns(value: Any) -> bool:
    """Whether a review would see a hole."""
    if isinstance(value, dict):
        return any(unknowns(item) for item in value.values())
    if isinstance(value, list | tuple):
        return any(unknowns(item) for item in value)
    return isinstance(value, Unknown)


def covered(value: Any) -> Any:
    """The value with secrets as text, for JSON."""
    if isinstance(value, dict):
        return {key: covered(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [covered(item) for item in value]
    return "<secret>" if isinstance(value, Secret) else value
