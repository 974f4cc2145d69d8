"""The spec file as a whole: its environments, each resolved into a `Spec` and checked, all problems together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from generator.diagnostics import Diagnostic
from generator.errors import SpecError
from generator.spec import environments, shape
from generator.spec.load import KEY, LoadProblem, Mark, Path_, Tree, parse, read
from generator.spec.model import Spec
from generator.spec.overlay import Merged, merge
from generator.spec.problems import Problem, diagnostic, listing, nearest, secret_kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    Check = Callable[[Spec], Iterable[Problem]]
    """A rule over one environment."""
    FileCheck = Callable[[dict[str, Spec]], Iterable[tuple[str, Problem]]]
    """A rule over all environments: yields the environment and the problem there."""


@dataclass(frozen=True)
class Document:
    """The environments of one file in the order they stand, with every warning."""

    path: str
    specs: dict[str, Spec]
    warnings: tuple[Diagnostic, ...]

    def environment(self, name: str) -> Spec:
        """One environment's spec; raises `SpecError` naming the ones there are."""
        if name in self.specs:
            return self.specs[name]
        allowed = list(self.specs)
        slots = {"value": name, "nearest": nearest(name, allowed), "allowed": listing(allowed)}
        raise SpecError([diagnostic(Problem("SPEC026", (), slots), self.path, (), Mark(1, 1))])


def open_document(path: Path, shown: str, checks: Iterable[Check], across: Iterable[FileCheck]) -> Document:
    """Load, merge, validate and check the file; raises `SpecError` with every error and warning when there is an error.

    `shown` is the path as diagnostics print it.
    """
    tree = _tree(path, shown)
    _raise_errors(list(_secrets(tree, shown)))
    found = [diagnostic(item, shown, item.path, tree.mark(item.path)) for item in environments.check(tree.data)]
    merged = {name: merge(tree, name) for name in environments.usable(tree.data)}
    specs: dict[str, Spec] = {}
    placed: list[tuple[str, Problem]] = []
    for name, values in merged.items():
        placed += [(name, item) for item in _resolve(name, values, tuple(checks), specs)]
    if specs and len(specs) == len(merged):
        placed += [item for check in across for item in check(specs)]
    found += _collect(placed, merged, shown)
    _raise_errors(found)
    return Document(shown, specs, tuple(sorted(set(found))))


def _tree(path: Path, shown: str) -> Tree:
    try:
        return parse(read(path))
    except LoadProblem as found:
        raise SpecError([diagnostic(Problem(found.code, (), found.slots), shown, (), found.mark)]) from None


def _raise_errors(found: list[Diagnostic]) -> None:
    if any(item.severity == "error" for item in found):
        raise SpecError(sorted(set(found)))


def _resolve(name: str, values: Merged, checks: tuple[Check, ...], specs: dict[str, Spec]) -> Iterator[Problem]:
    data = {**values.data, "environment": name}
    if "environment" in values.data:
        yield environments.unknown_key("environment")
    try:
        spec = Spec.model_validate(data)
    except ValidationError as error:
        yield from (_misspelt(item, values) for item in shape.problems(error))
        return
    specs[name] = spec
    for check in checks:
        yield from check(spec)


def _misspelt(found: Problem, values: Merged) -> Problem:
    """What an overlay adds and leaves incomplete is often a name of the base, misspelt; then the hint says so."""
    if found.code != "SPEC021" or len(found.path) < 2 or not _added(found.path[:2], values):
        return found
    group, name = str(found.path[0]), found.path[1]
    siblings = values.data.get(group)
    if not isinstance(siblings, dict) or name not in siblings:
        return found
    base = [other for other in siblings if not _added((group, other), values)]
    near = nearest(str(name), base).removeprefix(": ")
    return replace(found, slots={**found.slots, "where": f"{found.slots['where']}; or {near}"}) if near else found


def _added(path: Path_, values: Merged) -> bool:
    return values.origin.get(path, ())[:1] == ("environments",)


def _collect(placed: list[tuple[str, Problem]], merged: dict[str, Merged], shown: str) -> list[Diagnostic]:
    """One diagnostic for each place and sentence; the environments are named when it is not in all of them."""
    where: dict[Diagnostic, list[str]] = {}
    for name, item in placed:
        written, mark = merged[name].find(item.path)
        where.setdefault(diagnostic(item, shown, written, mark), []).append(name)
    return [_with_environments(item, names, len(merged)) for item, names in where.items()]


def _with_environments(item: Diagnostic, names: list[str], total: int) -> Diagnostic:
    unique = list(dict.fromkeys(names))
    if len(unique) == total or item.path.startswith("environments."):
        return item
    message = f"{item.message} (in {listing(unique)})"
    return Diagnostic(item.file, item.line, item.column, item.code, item.path, message, item.hint, item.severity)


def _secrets(tree: Tree, shown: str) -> Iterator[Diagnostic]:
    """First and alone: no other sentence may take a secret apart and show a piece."""
    for path, value in _texts(tree.data):
        kind = secret_kind(value)
        if kind:
            yield diagnostic(Problem("SPEC110", path, {"kind": kind}), shown, path, tree.mark(path))


def _texts(data: Any) -> Iterator[tuple[Path_, str]]:
    """Every text and every key, in no order."""
    waiting: list[tuple[Path_, Any]] = [((), data)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, str):
            yield path, value
        elif isinstance(value, dict):
            for key, item in value.items():
                yield (*path, key, KEY), key
                waiting.append(((*path, key), item))
        elif isinstance(value, list):
            waiting += [((*path, index), item) for index, item in enumerate(value)]
