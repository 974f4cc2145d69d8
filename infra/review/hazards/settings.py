"""Settings that keep files, held against what they become: rules are rows of the clouds' tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from infra.offline.values import Unknown
from infra.review.compare.equal import Sides, blank, same
from infra.review.compare.shown import is_secret, shown
from infra.review.hazards.edit import Edit, Edits, said, value_of
from infra.review.report import Hazard

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from infra.offline.graph import Resource
    from infra.offline.values import Value
    from infra.review.report import HazardKind

_DAY = 86_400
_STAYS = " Deleted from the program, the setting stays in the cloud as it is, and nothing keeps it so."


@dataclass(frozen=True)
class Rule:
    """When `path` of a resource of type `token` changes so that `weaker(before, after)`, it is a hazard.

    Texts may name `{name}`, `{owner}`, `{before}`, `{after}`, and `{key}`: which key encrypts then. `created`: also for
    a resource that is new (`before` is then what the cloud does without). A deleted resource counts as one without the
    property. `together` is the headline for several broken rules of one resource that have it in common; they make one
    hazard. `seconds` is for values that are said in days. `ours` is what is also lost where the resource is a store's
    of this tool; of several rules that are said together, one with it has the way out.
    """

    token: str
    path: str
    kind: HazardKind
    weaker: Callable[[Value, Value], bool]
    headline: str
    loss: str
    way_out: str
    created: bool = False
    together: str = ""
    seconds: bool = False
    ours: str = ""


def weakened(found: Edits, rules: Iterable[Rule]) -> Iterator[Hazard]:
    """A hazard for each rule that a change breaks. What is deleted with the thing it is a setting of breaks none."""
    by_token: dict[str, list[Rule]] = {}
    for rule in rules:
        by_token.setdefault(rule.token, []).append(rule)
    for edit in found.all:
        if edit.after is None and (edit.change.stateful or _leaves_with(edit.base, found.gone)):
            continue
        broken = [one for rule in by_token.get(edit.token, ()) for one in _broken(edit, rule)]
        yield from _hazards(edit, broken)


class _Broken(NamedTuple):
    rule: Rule
    before: Value
    after: Value


def _broken(edit: Edit, rule: Rule) -> Iterator[_Broken]:
    if edit.base is None and not rule.created:
        return
    if edit.change.kind == "replace" and rule.kind == "encryption-changed":
        return  # what is new has no files yet
    before, after = value_of(edit.base, edit.token, rule.path), value_of(edit.after, edit.token, rule.path)
    if not _plain(before) or not _plain(after) or same(Sides(edit.token), rule.path, before, after):
        return
    if rule.weaker(before, after):
        yield _Broken(rule, before, after)


def _hazards(edit: Edit, broken: Iterable[_Broken]) -> Iterator[Hazard]:
    """One for those that are said together."""
    groups: dict[str, list[_Broken]] = {}
    for one in broken:
        groups.setdefault(one.rule.together or one.rule.path, []).append(one)
    for group in groups.values():
        yield _hazard(edit, group)


def _hazard(edit: Edit, broken: list[_Broken]) -> Hazard:
    rule, before, after = broken[0]
    paths = ", ".join(one.rule.path for one in broken)
    say = _days if rule.seconds else said
    words: Mapping[str, str] = {
        "name": edit.name,
        "owner": edit.change.owner or edit.name,
        "before": say(before),
        "after": say(after),
        "paths": paths,
        "key": _key(broken),
    }
    ours = [one.rule.ours for one in broken if one.rule.ours and edit.owner.kind == "store"]
    losses = dict.fromkeys([*(one.rule.loss for one in broken), *ours])
    stays = _STAYS if edit.after is None and _left_in_place(edit) else ""
    return Hazard(
        kind=rule.kind,
        subject=edit.change.urn,
        headline=(rule.together if len(broken) > 1 else rule.headline).format(**words),
        loss=" ".join(losses).format(**words) + stays,
        way_out=next((one.rule.way_out for one in broken if one.rule.ours), rule.way_out).format(**words),
        forced_by=paths,
        before=None if before is None else shown(before),
        after=None if after is None or edit.after is None else shown(after),
        urn=edit.change.urn,
        paths=edit.paths(*(one.rule.path for one in broken)),
    )


def _key(broken: list[_Broken]) -> str:
    """Whose key encrypts, by what is said of it on both sides: without a key the cloud has its own."""
    if any(blank(one.before) for one in broken):
        return "a key of your own"
    return "a key that the cloud keeps" if any(blank(one.after) for one in broken) else "another key"


def _left_in_place(edit: Edit) -> bool:
    """By the engine, or by the provider, which has `skipDestroy` for Block Public Access."""
    return edit.change.forgotten or (edit.base is not None and edit.base.inputs.get("skipDestroy") is True)


def _days(value: Value) -> str:
    found = number(value)
    return "no time" if not found else f"{found / _DAY:g} days"


def _leaves_with(resource: Resource | None, gone: frozenset[str]) -> bool:
    """Whether what it is a setting of is deleted too; named by reference, by name, or as its component's."""
    if resource is None:
        return False
    named = {f"={value.casefold()}" for value in resource.inputs.values() if isinstance(value, str)}
    referred = {urn for urns in resource.property_dependencies.values() for urn in urns}
    return bool(gone & {*named, *referred, *resource.dependencies})


def _plain(value: Value) -> bool:
    return not isinstance(value, Unknown) and not is_secret(value)


def turned_off(before: Value, after: Value) -> bool:
    """True, and no longer."""
    return before is True and after is not True


def turned_on(before: Value, after: Value) -> bool:
    """Not true before."""
    return before is not True and after is True


def left(*values: str) -> Callable[[Value, Value], bool]:
    """One of these values, and no longer one of them; without letter case."""
    kept = {value.casefold() for value in values}

    def weaker(before: Value, after: Value) -> bool:
        return str(before).casefold() in kept and str(after).casefold() not in kept

    return weaker


def fewer(before: Value, after: Value) -> bool:
    """A smaller number, or none."""
    old, new = number(before), number(after)
    return old is not None and old > 0 and (new is None or new < old)


def changed(before: Value, after: Value) -> bool:
    """Whatever it becomes."""
    return not (blank(before) and blank(after))


def added(before: Value, after: Value) -> bool:
    """What was not said before."""
    return blank(before) and not blank(after)


def taken(before: Value, after: Value) -> bool:
    """Said before, and no longer, or otherwise."""
    return not blank(before)


def lower(*ranks: tuple[str, ...]) -> Callable[[Value, Value], bool]:
    """Further down in a list of ranks, best last; values of no rank count for nothing."""
    places = {value.casefold(): place for place, values in enumerate(ranks) for value in values}

    def weaker(before: Value, after: Value) -> bool:
        old, new = places.get(str(before).casefold()), places.get(str(after).casefold())
        return old is not None and new is not None and new < old

    return weaker


def number(value: Value) -> float | None:
    """A number, also spelled as text or as Google's seconds (`7776000s`)."""
    if isinstance(value, bool):
        return None
    try:
        return float(value.removesuffix("s") if isinstance(value, str) else value)
    except (TypeError, ValueError):
        return None
