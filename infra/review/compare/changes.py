"""The comparison of two graphs: kinds, forcing properties, what follows, counts."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from infra.review.compare.equal import symbolic
from infra.review.compare.follows import followers, relocated
from infra.review.compare.match import pairs
from infra.review.compare.paths import provider_paths, spec_paths
from infra.review.compare.records import Compared, dotted
from infra.review.compare.shown import shown
from infra.review.compare.stateful import thing
from infra.review.compare.tokens import cloud
from infra.review.compare.verdict import judged
from infra.review.owners import NOBODY, owners
from infra.review.report import SECRET, UNKNOWN, Counts, PropertyChange, ResourceChange

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from infra.offline.graph import Graph
    from infra.offline.values import Value
    from infra.review.compare.records import Delta, Pair, Step
    from infra.review.compare.verdict import Verdict
    from infra.review.owners import Owner
    from infra.review.report import Kind

_NO_STEPS: Mapping[str, Step] = MappingProxyType({})
_OURS = ("aws", "gcp", "azure-native")


class _Fate(NamedTuple):
    """What happens to a pair; `kind` is None for nothing."""

    pair: Pair
    verdict: Verdict
    kind: Kind | None
    extra: tuple[PropertyChange, ...] = ()


def changes(base: Graph, head: Graph, steps: Mapping[str, Step] = _NO_STEPS) -> Compared:
    """What happens to each resource when `head` is deployed over `base`; `steps` are the engine's own decisions by urn.

    Without a step, a table of forcing properties decides between update and replace, see `infra.review.compare.forces`.
    """
    found = pairs(base, head)
    filled = symbolic(base) != symbolic(head)
    verdicts = {pair.resource.urn: judged(pair, _step(steps, pair), filled=filled) for pair in found}
    elsewhere = relocated(base, head)
    fates = _followed([_fate(pair, verdicts[pair.resource.urn], steps, elsewhere) for pair in found], steps)
    owned = {**owners(base), **owners(head)}
    made = sorted(
        (_change(fate, owned.get(fate.pair.resource.urn, NOBODY)) for fate in fates if fate.kind is not None),
        key=lambda item: (item.owner, item.type, item.name, item.urn),
    )
    return Compared(
        changes=tuple(made),
        churn=sum(verdict.churn for verdict in verdicts.values()),
        secrets_changed=sum(item.before == SECRET or item.after == SECRET for one in made for item in one.properties),
        counts=_counts(fates),
    )


def _step(steps: Mapping[str, Step], pair: Pair) -> Step | None:
    found = steps.get(pair.resource.urn)
    return found if found is not None or pair.base is None else steps.get(pair.base.urn)


def _fate(pair: Pair, verdict: Verdict, steps: Mapping[str, Step], elsewhere: Mapping[str, PropertyChange]) -> _Fate:
    if pair.base is None:
        return _Fate(pair, verdict, "create")
    if pair.head is None:
        return _Fate(pair, verdict, "delete")
    step = _step(steps, pair)
    if step is not None:
        return _by_step(pair, verdict, step)
    moved = elsewhere.get(str(pair.head.options.get("provider", "")))
    if moved is not None:
        return _Fate(pair, verdict, "replace", (moved,))
    if verdict.forcing:
        return _Fate(pair, verdict, "replace")
    changed = verdict.deltas or pair.base.urn != pair.head.urn
    return _Fate(pair, verdict, "update" if changed else None)


def _by_step(pair: Pair, verdict: Verdict, step: Step) -> _Fate:
    if step.op == "same":
        return _Fate(pair, verdict, None)
    seen = {dotted(delta.path) for delta in verdict.deltas}
    extra = tuple(
        PropertyChange(path, None, UNKNOWN, forces=True)
        for path in step.forcing
        if step.op == "replace" and not any(_inside(one, path) for one in seen)
    )
    return _Fate(pair, verdict, step.op, extra)


def _followed(fates: list[_Fate], steps: Mapping[str, Step]) -> list[_Fate]:
    """With what the engine has not spoken about added."""
    replaced = {fate.pair.resource.urn for fate in fates if fate.kind == "replace"}
    names = followers((fate.pair for fate in fates), replaced)
    return [_following(fate, names, steps) for fate in fates]


def _following(fate: _Fate, names: Mapping[str, str], steps: Mapping[str, Step]) -> _Fate:
    name, head = names.get(fate.pair.resource.urn), fate.pair.head
    if name is None or head is None or _step(steps, fate.pair) is not None:
        return fate
    forced = PropertyChange(name, shown(head.inputs.get(name)), UNKNOWN, forces=True)
    return fate._replace(kind="replace", extra=(forced,))


def _change(fate: _Fate, owner: Owner) -> ResourceChange:
    pair, kind = fate.pair, fate.kind or "update"
    base, head, resource = pair.base, pair.head, pair.resource
    properties = (*fate.extra, *_properties(fate))
    return ResourceChange(
        urn=resource.urn,
        type=resource.type,
        name=resource.name,
        kind=kind,
        owner=owner.text(),
        properties=properties,
        moved_from=base.urn if base is not None and head is not None and base.urn != head.urn else "",
        stateful=any(side is not None and thing(side) is not None for side in (base, head)),
        protected=_protected(pair, kind),
        forgotten=kind in {"delete", "replace"} and _has(base.options if base else {}, "retainOnDelete"),
        paths=_paths(resource.type, owner, properties),
    )


def _paths(token: str, owner: Owner, properties: Iterable[PropertyChange]) -> tuple[tuple[str, ...], ...]:
    """What forces first."""
    names = [item.path for item in sorted(properties, key=lambda item: not item.forces)]
    moved = [name.partition(".")[2] for name in names if name.startswith("provider.")]
    package = cloud(token)
    first = provider_paths(f"pulumi:providers:{package}", moved[0]) if moved and package in _OURS else ()
    return tuple(dict.fromkeys([*first, *spec_paths(token, owner, names)]))


def _protected(pair: Pair, kind: Kind) -> bool:
    """Whether the engine refuses: it deletes nothing protected, and replaces it only if the program unprotects it.

    https://github.com/pulumi/pulumi/blob/master/pkg/resource/deploy/step_generator.go
    """
    sides = [side.options for side in pair if side is not None]
    match kind:
        case "delete":
            return pair.base is not None and _has(pair.base.options, "protect")
        case "replace":
            return all(_has(options, "protect") for options in sides)
        case "create" | "update":
            return _has(sides[-1], "protect")


def _has(options: Mapping[str, Value], name: str) -> bool:
    return options.get(name) is True


def _properties(fate: _Fate) -> list[PropertyChange]:
    forcing = fate.verdict.forcing if fate.kind == "replace" else frozenset()
    followed = {item.path for item in fate.extra}
    made = [_property(delta, forcing) for delta in fate.verdict.deltas]
    return sorted((item for item in made if item.path not in followed), key=lambda item: (not item.forces, item.path))


def _property(delta: Delta, forcing: Iterable[str]) -> PropertyChange:
    path = dotted(delta.path)
    forces = any(_inside(path, one) or _inside(one, path) for one in forcing)
    if delta.secret:
        return PropertyChange(
            path, None if delta.before is None else SECRET, None if delta.after is None else SECRET, forces
        )
    return PropertyChange(path, _text(delta.before), _text(delta.after), forces)


def _text(value: Value) -> str | None:
    return None if value is None else shown(value)


def _inside(path: str, whole: str) -> bool:
    return path == whole or path.startswith((f"{whole}.", f"{whole}["))


def _counts(fates: Iterable[_Fate]) -> Counts:
    kinds = [fate.kind for fate in fates]
    return Counts(
        create=kinds.count("create"),
        update=kinds.count("update"),
        replace=kinds.count("replace"),
        delete=kinds.count("delete"),
        same=kinds.count(None),
    )
