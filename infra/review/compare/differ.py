"""The differences of two resources' inputs, down to the property."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from infra.offline.values import Secret, Sensitive, Unknown
from infra.review.compare import noise
from infra.review.compare.documents import opened
from infra.review.compare.equal import Sides, blank, canonical, same
from infra.review.compare.records import Delta, Path
from infra.review.compare.shown import is_secret, names_secret
from infra.review.compare.tokens import cloud

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra.offline.values import Value

Items: TypeAlias = Sequence["Value"]
_MANY = 300
"""Left-over items of a list that are still held against each other; more are compared in order."""
_KEY_LENGTH = 60
_DEEPEST = 60


class Differ(NamedTuple):
    """Compares resources; `secrets` are names of properties that are never shown."""

    sides: Sides
    secrets: frozenset[str] = frozenset()

    def differences(self, before: Mapping[str, Value], after: Mapping[str, Value]) -> tuple[Delta, ...]:
        """Of inputs by wire names; in the order of names."""
        return tuple(self._walk((), before, after))

    def _walk(self, path: Path, before: Value, after: Value) -> Iterator[Delta]:
        if self._hidden(path, before, after):
            yield from _secret(path, before, after)
            return
        if isinstance(before, Unknown) or isinstance(after, Unknown):
            if type(before) is not type(after):
                yield Delta(path, before, after, unknown=True)
            return
        yield from self._plain(path, self._effective(path, opened(before)), self._effective(path, opened(after)))

    def _plain(self, path: Path, before: Value, after: Value) -> Iterator[Delta]:
        if (blank(before) and blank(after)) or len(path) > _DEEPEST:
            return
        mappings = [item for item in (before, after) if isinstance(item, Mapping)]
        lists = [item for item in (before, after) if isinstance(item, list | tuple)]
        if mappings and all(isinstance(item, Mapping) or blank(item) for item in (before, after)):
            yield from self._mappings(path, before or {}, after or {})
        elif lists and all(isinstance(item, list | tuple) or blank(item) for item in (before, after)):
            yield from self._lists(path, before or (), after or ())
        elif mappings or lists or not same(self.sides, _name(path), before, after):
            yield Delta(path, before, after)

    def _mappings(self, path: Path, before: Mapping[str, Value], after: Mapping[str, Value]) -> Iterator[Delta]:
        if _statements(path, before) and _statements(path, after):
            yield from self._policies(path, before, after)
            return
        for key in sorted({*before, *after}, key=str):
            if not str(key).startswith("__") and not self._filled_in((*path, key), before.get(key), after.get(key)):
                yield from self._walk((*path, _short(str(key))), before.get(key), after.get(key))

    def _filled_in(self, path: Path, before: Value, after: Value) -> bool:
        """Whether a state has what the program leaves to the provider."""
        one_sided = (before is None) != (after is None)
        return (
            self.sides.filled and one_sided and len(path) == 1 and noise.computed(cloud(self.sides.token), str(path[0]))
        )

    def _policies(self, path: Path, before: Mapping[str, Value], after: Mapping[str, Value]) -> Iterator[Delta]:
        """Statements by Sid; of the others what says the same is the same, and the rest is compared in order."""
        for key in sorted(before.keys() & after.keys()):
            yield from self._walk((*path, _short(key)), before[key], after[key])
        old = [key for key in before if key not in after]
        new = [key for key in after if key not in before]
        for key in list(old):
            twin = next((other for other in new if self._equal("Statement", before[key], after[other])), None)
            if twin is not None:
                old.remove(key)
                new.remove(twin)
        for was, now in zip_longest(old, new):
            place = list(before).index(was) if now is None else list(after).index(now)
            yield from self._walk((*path, place), before.get(was), after.get(now))

    def _lists(self, path: Path, before: Items, after: Items) -> Iterator[Delta]:
        name = _name(path)
        of_mappings = all(isinstance(item, Mapping) for item in (*before, *after))
        key = _key_of(before, after) if of_mappings else None
        if not of_mappings and (name in noise.SETS or "Statement" in path):
            yield from self._set(path, before, after)
        elif of_mappings and key is not None and (name in noise.BAGS or name in noise.KEYED):
            yield from self._keyed(path, key, before, after, ordered=name in noise.KEYED)
        elif of_mappings and name in noise.BAGS:
            yield from self._in_order(path, *self._left(name, before, after))
        else:
            yield from self._in_order(path, before, after)

    def _set(self, path: Path, before: Items, after: Items) -> Iterator[Delta]:
        """The whole list on both sides: what left and what came is seen best beside what stayed."""
        old, new = self._left(_name(path), before, after)
        if old or new:
            hidden = any(is_secret(item) for item in (*before, *after))
            yield Delta(path, before or None, after or None, secret=hidden)

    def _left(self, name: str, before: Items, after: Items) -> tuple[list[Value], list[Value]]:
        """What has no equal on the other side, once each; then what is the same when symbols are filled in."""
        sides = self.sides
        ours = {canonical(sides, name, item): item for item in before}
        theirs = {canonical(sides, name, item): item for item in after}
        old = [item for key, item in ours.items() if key not in theirs]
        new = [item for key, item in theirs.items() if key not in ours]
        if len(old) * len(new) > _MANY * _MANY:
            return old, new
        left = []
        for item in old:
            twin = next((place for place, other in enumerate(new) if self._equal(name, item, other)), None)
            if twin is None:
                left.append(item)
            else:
                new.pop(twin)
        return left, new

    def _equal(self, name: str, before: Value, after: Value) -> bool:
        return not any(self._walk((name,), before, after))

    def _keyed(self, path: Path, key: str, before: Items, after: Items, *, ordered: bool) -> Iterator[Delta]:
        old, new = {str(item[key]): item for item in before}, {str(item[key]): item for item in after}
        for name in sorted({*old, *new}):
            yield from self._walk((*path, _short(f"={name}")), old.get(name), new.get(name))
        stayed = [name for name in old if name in new]
        moved = [name for name in new if name in old]
        if ordered and stayed != moved:
            yield Delta(path, stayed, moved)

    def _in_order(self, path: Path, before: Items, after: Items) -> Iterator[Delta]:
        for place in range(max(len(before), len(after))):
            old = before[place] if place < len(before) else None
            new = after[place] if place < len(after) else None
            if isinstance(old, Mapping) != isinstance(new, Mapping) and None in (old, new):
                yield Delta((*path, place), old, new)
            else:
                yield from self._walk((*path, place), old, new)

    def _effective(self, path: Path, value: Value) -> Value:
        if value is not None or any(not isinstance(part, str) for part in path):
            return value
        return noise.DEFAULTS.get((self.sides.token, ".".join(str(part) for part in path)))

    def _hidden(self, path: Path, before: Value, after: Value) -> bool:
        name = _name(path)
        return is_secret(before) or is_secret(after) or (bool(path) and (name in self.secrets or names_secret(name)))


def _secret(path: Path, before: Value, after: Value) -> Iterator[Delta]:
    """Digests are compared where both sides have one; a secret that cannot be compared counts as the same."""
    if isinstance(before, Secret) and isinstance(after, Secret):
        changed = bool(before.digest and after.digest) and before.digest != after.digest
    elif isinstance(before, Sensitive) and isinstance(after, Sensitive):
        changed = before.value != after.value
    elif (is_secret(before) and is_secret(after)) or (blank(before) and blank(after)):
        changed = False
    else:
        changed = before != after
    if changed:
        yield Delta(path, before, after, secret=True)


def _statements(path: Path, value: Mapping[str, Value]) -> bool:
    """Whether these are a policy's, as `documents` names them."""
    return path[-1:] == ("Statement",) and all(str(key).startswith("=") for key in value)


def _key_of(before: Items, after: Items) -> str | None:
    """The first name by which the items of both lists can be told apart."""
    return next((key for key in noise.KEYS if _tells(key, before) and _tells(key, after)), None)


def _tells(key: str, items: Items) -> bool:
    found = [item.get(key) for item in items]
    return all(isinstance(item, str) and item for item in found) and len(set(found)) == len(found)


def _name(path: Path) -> str:
    names = [part for part in path if isinstance(part, str) and not part.startswith("=")]
    return names[-1] if names else ""


def _short(key: str) -> str:
    return key if len(key) <= _KEY_LENGTH else f"{key[:_KEY_LENGTH]}…"
