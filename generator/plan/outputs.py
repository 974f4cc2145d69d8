"""What a provisioned stack exports, read with care: `pulumi stack output --json`, or a local cloud's own file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from generator.errors import OutputsError

if TYPE_CHECKING:
    from collections.abc import Mapping

MASK = "[secret]"
SYMBOL = "${"
VERSION = 1


@dataclass(frozen=True, repr=False)
class Outputs:
    """The outputs as a tree; never printed, since it may hold secrets."""

    tree: Mapping[str, Any]

    def has(self, path: tuple[str, ...]) -> bool:
        """Whether there is anything at `path`."""
        found: Any = self.tree
        for part in path:
            found = found.get(part) if isinstance(found, dict) else None
        return found is not None

    def get(self, path: tuple[str, ...]) -> str | None:
        """The text at `path`, or None when the stack does not export it; raises `OutputsError` for what is no value."""
        found: Any = self.tree
        for part in path:
            if found == MASK:
                break
            found = found.get(part) if isinstance(found, dict) else None
        if found == MASK:
            dotted = ".".join(path)
            raise OutputsError(
                f"{dotted} is masked in the outputs; pipe `pulumi stack output --json --show-secrets` instead"
            )
        if found is None:
            return None
        if not isinstance(found, str):
            raise OutputsError(f"{'.'.join(path)} is not text in the outputs")
        if not found.strip():
            raise OutputsError(f"{'.'.join(path)} is empty in the outputs: no stack has that; export them again")
        if SYMBOL in found:
            raise OutputsError(f"{'.'.join(path)} is a symbol of an offline graph, not a value of a provisioned stack")
        return found


def read_outputs(text: str, project: str, environment: str) -> Outputs:
    """The outputs of this project's stack for this environment; raises `OutputsError` with what to run."""
    try:
        tree = json.loads(text)
    except ValueError:
        raise OutputsError("the outputs are not JSON; pipe `pulumi stack output --json`") from None
    head = tree.get("stowplan") if isinstance(tree, dict) else None
    if not isinstance(head, dict):
        raise OutputsError("the outputs are not of a stowplan stack: there is no output named 'stowplan'")
    if head.get("version") != VERSION:
        found = f"the outputs have version {head.get('version')!r}, and this release reads {VERSION}"
        raise OutputsError(f"{found}; run `pulumi up` with it")
    for key, wanted in (("project", project), ("environment", environment)):
        if head.get(key) != wanted:
            found = f"the outputs are of the {key} {head.get(key)!r}, not {wanted!r}"
            raise OutputsError(f"{found}; select the stack with `pulumi stack select {environment}`")
    return Outputs(tree)
