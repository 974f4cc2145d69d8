"""A change with both of its resources, and the questions that rules ask about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from infra.review.compare.match import pairs
from infra.review.compare.noise import DEFAULTS
from infra.review.compare.paths import spec_paths
from infra.review.compare.shown import shown
from infra.review.compare.stateful import THINGS, physical
from infra.review.compare.tokens import plain
from infra.review.owners import NOBODY, Owner

if TYPE_CHECKING:
    from infra.offline.graph import Graph, Resource
    from infra.offline.values import Value
    from infra.review.compare import Compared
    from infra.review.report import ResourceChange, SpecPath

_HELD_BY = ("bucket", "accountName", "scope", "keyId")
"""The properties by which a setting names what it is of."""


@dataclass(frozen=True)
class Edit:
    """One changed resource. `twin` is what the head has instead of a deleted setting, under another logical name.

    `ours`: its program has components of this tool, so that a spec may speak of it.
    """

    change: ResourceChange
    base: Resource | None
    head: Resource | None
    twin: Resource | None = None
    ours: bool = False

    @property
    def token(self) -> str:
        """The type, without a provider's version."""
        return plain(self.change.type)

    @property
    def after(self) -> Resource | None:
        """What will be there."""
        return self.head or self.twin

    @property
    def name(self) -> str:
        """The physical name that files are in now, else the new one."""
        known = self.base or self.head
        return physical(known) if known is not None else self.change.name

    @property
    def owner(self) -> Owner:
        """The component, from the change."""
        kind, _, name = self.change.owner.partition(" ")
        return Owner(kind, name) if name else NOBODY

    def paths(self, *properties: str) -> tuple[SpecPath, ...]:
        """Spec paths of these properties, then the change's own; what another provider causes is no property's."""
        if any(name.startswith("provider.") for name in properties):
            return self.change.paths
        return tuple(dict.fromkeys([*spec_paths(self.change.type, self.owner, properties), *self.change.paths]))


@dataclass(frozen=True)
class Edits:
    """All changes with their resources; `gone` are the urns and names of what holds files and is deleted itself."""

    all: tuple[Edit, ...]
    gone: frozenset[str] = frozenset()
    by_urn: Mapping[str, Edit] = field(default_factory=dict)
    by_parent: Mapping[tuple[str, str], tuple[Edit, ...]] = field(default_factory=dict)

    def beside(self, edit: Edit, tokens: tuple[str, ...]) -> tuple[Edit, ...]:
        """The edits of these types that this one is made of, or that are in the same component of ours."""
        known = edit.base or edit.head
        if known is None or not tokens:
            return ()
        needed = {*known.dependencies, *(urn for urns in known.property_dependencies.values() for urn in urns)}
        found = [self.by_urn[urn] for urn in sorted(needed) if urn in self.by_urn and self.by_urn[urn].token in tokens]
        if "stowplan:" in known.parent:
            found += [other for token in tokens for other in self.by_parent.get((known.parent, token), ())]
        return tuple(found)


def edits(base: Graph, head: Graph, compared: Compared) -> Edits:
    """The changes of a comparison with their resources, in its order."""
    found = {pair.resource.urn: pair for pair in pairs(base, head)}
    twins = {_held(resource): resource for resource in head.resources}
    ours = any(resource.type.startswith("stowplan:") for resource in base.resources)
    made = []
    for change in compared.changes:
        pair = found[change.urn]
        twin = twins.get(_held(pair.base)) if pair.head is None and pair.base is not None else None
        made.append(Edit(change, pair.base, pair.head, twin if twin is not None and _held(twin)[1] else None, ours))
    return Edits(tuple(made), _gone(made), {item.change.urn: item for item in made}, _by_parent(made))


def value_of(resource: Resource | None, token: str, path: str) -> Value:
    """The value at a dotted wire path, first items of lists taken, or what the cloud does without it."""
    value: Value = resource.inputs if resource is not None else None
    for part in path.split("."):
        while isinstance(value, list | tuple):
            value = value[0] if value else None
        value = value.get(part) if isinstance(value, Mapping) else None
    return DEFAULTS.get((token, path)) if value is None else value


def said(value: Value) -> str:
    """A value inside a sentence."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if value is None:
        return "nothing"
    return value if isinstance(value, str) else shown(value)


def _held(resource: Resource) -> tuple[str, str]:
    """The type, and what it is a setting of; things that hold files themselves are matched by their own name."""
    token = plain(resource.type)
    if token in THINGS:
        return token, ""
    name = next((resource.inputs[key] for key in _HELD_BY if isinstance(resource.inputs.get(key), str)), "")
    return token, name.casefold()


def _gone(made: list[Edit]) -> frozenset[str]:
    held = [edit for edit in made if edit.change.kind == "delete" and edit.change.stateful]
    return frozenset(part for edit in held for part in (edit.change.urn, f"={edit.name.casefold()}"))


def _by_parent(made: list[Edit]) -> Mapping[tuple[str, str], tuple[Edit, ...]]:
    found: dict[tuple[str, str], list[Edit]] = {}
    for edit in made:
        known = edit.base or edit.head
        if known is not None:
            found.setdefault((known.parent, edit.token), []).append(edit)
    return {key: tuple(items) for key, items in found.items()}
