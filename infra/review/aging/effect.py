"""What rules do together, and where two sets of them differ: by prefix, whatever the rules are called or in what order.

Of several rules on one object the earliest wins, so the effect on a prefix is that of all rules whose prefix it starts
with and whose conditions its objects meet.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from infra.review.aging.rule import Bite, Filter, Kind, Rule


@dataclass(frozen=True)
class Difference:
    """On objects of one kind below `prefix` that meet `filter`: what happened and what will, sorted, () for never.

    `inside`: the prefixes, and `chosen`: the filters, that were already dealt with as all will be now; where nothing is
    done any more, those that still are.
    """

    kind: Kind
    filter: Filter
    prefix: str
    before: tuple[Bite, ...]
    after: tuple[Bite, ...]
    inside: tuple[str, ...] = ()
    chosen: tuple[Filter, ...] = ()

    @property
    def earlier(self) -> bool:
        """Whether something now happens that did not, or did later."""
        return any(not any(old.covers(new) for old in self.before) for new in self.after)


class Effect:
    """The rules of one kind; ask it what they do."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = frozenset(rules)
        self._bites: dict[Filter, dict[str, set[Bite]]] = defaultdict(lambda: defaultdict(set))
        for rule in self.rules:
            self._bites[rule.filter][rule.prefix].add(rule.bite)
        self._lengths = sorted({len(rule.prefix) for rule in self.rules})

    def at(self, chosen: Filter, prefix: str) -> tuple[Bite, ...]:
        """What happens to objects below a prefix that meet a filter, without what something else does first."""
        found: set[Bite] = set()
        for wanted, prefixes in self._bites.items():
            if implies(chosen, wanted):
                starts = (prefix[:length] for length in self._lengths if length <= len(prefix))
                found.update(bite for start in starts for bite in prefixes.get(start, ()))
        return tuple(sorted(one for one in found if not any(other != one and other.covers(one) for other in found)))


def implies(chosen: Filter, wanted: Filter) -> bool:
    """Whether objects that meet `chosen` meet `wanted`."""
    return all(any(have.implies(need) for have in chosen) for need in wanted)


def differences(before: Iterable[Rule], after: Iterable[Rule]) -> Iterator[Difference]:
    """By kind, filter and prefix; a difference that a wider one already says is left out."""
    old, new = _by_kind(before), _by_kind(after)
    for kind in sorted(old.keys() | new.keys()):
        yield from _of_kind(kind, Effect(old.get(kind, ())), Effect(new.get(kind, ())))


def _by_kind(rules: Iterable[Rule]) -> dict[Kind, list[Rule]]:
    found: dict[Kind, list[Rule]] = defaultdict(list)
    for rule in rules:
        found[rule.kind].append(rule)
    return found


def _of_kind(kind: Kind, old: Effect, new: Effect) -> Iterator[Difference]:
    if old.rules == new.rules:
        return
    every = old.rules | new.rules
    said: list[Difference] = []
    for chosen in sorted({rule.filter for rule in every}, key=lambda item: (len(item), sorted(map(str, item)))):
        for prefix in sorted({rule.prefix for rule in every}):
            found = Difference(kind, chosen, prefix, old.at(chosen, prefix), new.at(chosen, prefix))
            if found.before != found.after and not any(_says(wider, found) for wider in said):
                said.append(found)
                yield _explained(found, old, new)


def _says(wider: Difference, found: Difference) -> bool:
    same = (wider.before, wider.after) == (found.before, found.after)
    return same and found.prefix.startswith(wider.prefix) and implies(found.filter, wider.filter)


def _explained(found: Difference, old: Effect, new: Effect) -> Difference:
    """Of a rule that reaches more: what it reached before; of one that reaches less: what it still does."""
    if bool(found.before) == bool(found.after):
        return found
    rules, bites = (old.rules, found.after) if found.after else (new.rules, found.before)
    reached = [rule for rule in rules if rule.bite in bites]
    inside = {rule.prefix for rule in reached if rule.filter == found.filter and rule.prefix.startswith(found.prefix)}
    chosen = {rule.filter for rule in reached if rule.prefix == found.prefix and implies(rule.filter, found.filter)}
    in_order = sorted(chosen, key=lambda item: sorted(map(str, item)))
    return replace(found, inside=tuple(sorted(inside)), chosen=tuple(in_order))
