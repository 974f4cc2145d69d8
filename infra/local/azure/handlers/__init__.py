"""Which resource types the local Azure can make: `handlers(cloud)` maps a Pulumi type to its handler.

A type that is not here is not emulated; whoever applies a graph reports it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from generator.errors import LocalCloudError
from infra.local.azure.cloud import call
from infra.local.azure.kinds import KINDS, places

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra.local.azure.cloud import LocalAzure
    from infra.local.cloud import Handler, Wire


def handlers(cloud: LocalAzure) -> Mapping[str, Handler]:
    """A handler for every emulated type, working on a running local Azure."""
    return {f"azure-native:{name}": _Resource(cloud, name) for name in KINDS}


@dataclass(frozen=True, slots=True)
class _Resource:
    """Makes, reads, changes and removes the resources of one type through the private endpoints."""

    cloud: LocalAzure
    type: str

    def create(self, inputs: Wire) -> tuple[str, dict[str, Any]]:
        made = self._call("POST", "", {"type": self.type, "inputs": inputs})
        return made["id"], made["outputs"]

    def read(self, id: str, inputs: Wire) -> dict[str, Any] | None:
        found = self._call("GET", id)
        return found["outputs"] if found else None

    def update(self, id: str, old: Wire, new: Wire) -> dict[str, Any]:
        outputs: dict[str, Any] = self._call("PUT", id, {"inputs": new})["outputs"]
        return outputs

    def delete(self, id: str, outputs: Wire) -> None:
        self._call("DELETE", id)

    def replaces(self, old: Wire, new: Wire) -> bool:
        kind = KINDS[self.type]
        fixed = {*kind.fixed, *places(kind)}
        return any((old.get(name) or kind.defaults.get(name)) != (new.get(name) or kind.defaults.get(name))
                   for name in fixed)  # fmt: skip

    def _call(self, method: str, id: str, body: Any = None) -> Any:
        path = f"resources?id={quote(id, safe='')}" if id else "resources"
        try:
            return call(self.cloud, method, path, body)
        except LocalCloudError as error:
            raise LocalCloudError(f"azure-native:{self.type}: {error}") from error
