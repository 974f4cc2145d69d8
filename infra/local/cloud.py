"""What every local cloud offers to whoever applies a graph to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    Wire = Mapping[str, Any]  # properties of a resource as Pulumi sends them: camelCase names, plain values


class Handler(Protocol):
    """Makes, reads, changes and removes the resources of one Pulumi type; `inputs`, `old` and `new` are inputs.

    Raises LocalCloudError.
    """

    def create(self, inputs: Wire) -> tuple[str, dict[str, Any]]:
        """The new resource's id and outputs."""

    def read(self, id: str, inputs: Wire) -> dict[str, Any] | None:
        """The outputs of a resource that is there; None when it is gone."""

    def update(self, id: str, old: Wire, new: Wire) -> dict[str, Any]:
        """The outputs after a change in place."""

    def delete(self, id: str, outputs: Wire) -> None:
        """Remove it; nothing happens when it is gone."""

    def replaces(self, old: Wire, new: Wire) -> bool:
        """Whether this change of inputs makes a new resource."""
