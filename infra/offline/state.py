"""What has been deployed to a local cloud, as immutable data that goes to a file and comes back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from infra.offline.values import Value, decode, dump, encode

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Deployed:
    """One resource as it was last applied.

    `inputs` and `outputs` have real values in place of symbols, secrets as `Sensitive`. `needs` are the urns whose
    outputs it uses. `emulated` is false for a type that had no handler: its `id` and `outputs` are still symbols.
    """

    urn: str
    type: str
    name: str
    id: str
    inputs: Mapping[str, Value]
    outputs: Mapping[str, Value]
    needs: tuple[str, ...] = ()
    emulated: bool = True


@dataclass(frozen=True, slots=True)
class State:
    """Everything deployed, each resource after those it needs."""

    resources: tuple[Deployed, ...] = ()

    def to_json(self) -> str:
        """The state as text. It holds the local cloud's real secrets: write it with mode 0600."""
        return dump({"resources": [_row(resource) for resource in self.resources]})

    @classmethod
    def from_json(cls, text: str) -> State:
        """Read `to_json` back. Raises ValueError, KeyError or TypeError for anything else."""
        return cls(tuple(_deployed(row) for row in json.loads(text)["resources"]))


def _row(resource: Deployed) -> dict[str, Value]:
    return {
        "urn": resource.urn,
        "type": resource.type,
        "name": resource.name,
        "id": resource.id,
        "inputs": encode(resource.inputs),
        "outputs": encode(resource.outputs),
        "needs": list(resource.needs),
        "emulated": resource.emulated,
    }


def _deployed(row: dict[str, Value]) -> Deployed:
    return Deployed(**{
        **row,
        "inputs": decode(row["inputs"]),
        "outputs": decode(row["outputs"]),
        "needs": tuple(row["needs"]),
    })  # fmt: skip
