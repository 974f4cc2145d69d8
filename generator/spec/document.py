"""The spec file as a whole: its environments, each resolved into a `Spec` and checked, all problems together."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from generator.diagnostics import Diagnostic
from generator.errors import SpecError
from generator.spec import shape
from generator.spec.load import KEY, LoadProblem, Mark, Tree, parse, read
from generator.spec.model import Spec
from generator.spec.overlay import Merged, merge
from generator.spec.problems import Problem, diagnostic, listing, nearest, problem, secret_kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    Check = Callable[[Spec], Iterable[Problem]]
    """A rule over one environment."""
    FileCheck = Callable[[dict[str, Spec]], Iterable[tuple[str, Problem]]]
    """A rule over all environments: yields the environment and the problem there."""

_ENVIRONMENT = re.compile(r"[a-z][a-z0-9-]{0,19}")


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
        slots = {
            "environments": f"there is no environment {name!r}{nearest(name, allowed)}",
            "allowed": listing(allowed),
        }
        raise SpecError([diagnostic(Problem("SPEC026", (), slots), self.path, (), Mark(1, 1))])


def open_document(path: Path, shown: str, checks: Iterable[Check], across: Iterable[FileCheck]) -> Document:
    """Load, merge, validate and check the file; raises `SpecError` with every error and warning when there is an error.

    `shown` is the path as diagnostics print it.
    """
    try:
        tree = parse(read(path))
    except LoadProblem as found:
        raise SpecError([diagnostic(Problem(found.code, (), found.slots), shown, (), found.mark)]) from None
    except RecursionError:
        raise SpecError([diagnostic(Problem("SPEC008", (), {"limit": 64}), shown, (), Mark(1, 1))]) from None
    found_all = [*_secrets(tree, shown), *_environments(tree, shown)]
    _raise_errors(found_all)
    merged = {name: merge(tree, name) for name in tree.data["environments"]}
    specs: dict[str, Spec] = {}
    placed: list[tuple[str, Problem]] = []
    for name, values in merged.items():
        placed += [(name, item) for item in _resolve(name, values, tuple(checks), specs)]
    if len(specs) == len(merged):
        placed += [item for check in across for item in check(specs)]
    found_all += _collect(placed, merged, shown)
    _raise_errors(found_all)
    return Document(shown, specs, tuple(sorted(set(found_all))))


def _raise_errors(found: list[Diagnostic]) -> None:
    if any(item.severity == "error" for item in found):
        raise SpecError(sorted(set(found)))


def _resolve(name: str, values: Merged, checks: tuple[Check, ...], specs: dict[str, Spec]) -> Iterator[Problem]:
    data = {**values.data, "environment": name}
    if "environment" in values.data:
        allowed = [*shape.known_keys(()), "environments"]
        yield problem(
            "SPEC020",
            "environment",
            KEY,
            value="environment",
            nearest=": did you mean 'environments'?",
            allowed=listing(allowed, 40),
        )
    try:
        spec = Spec.model_validate(data)
    except ValidationError as error:
        yield from shape.problems(error)
        return
    specs[name] = spec
    for check in checks:
        yield from check(spec)


def _collect(placed: list[tuple[str, Problem]], merged: dict[str, Merged], shown: str) -> list[Diagnostic]:
    """One diagnostic for each place and sentence; the environments are named when it is not in all of them."""
    where: dict[Diagnostic, list[str]] = {}
    for name, item in placed:
        written, mark = merged[name].find(item.path)
        plain = tuple(part for part in written if part != KEY)
        where.setdefault(diagnostic(item, shown, plain, mark), []).append(name)
    return [_with_environments(item, names, len(merged)) for item, names in where.items()]


def _with_environments(item: Diagnostic, names: list[str], total: int) -> Diagnostic:
    unique = list(dict.fromkeys(names))
    if len(unique) == total or item.path.startswith("environments."):
        return item
    message = f"{item.message} (in {listing(unique)})"
    return Diagnostic(item.file, item.line, item.column, item.code, item.path, message, item.hint, item.severity)


def _environments(tree: Tree, shown: str) -> Iterator[Diagnostic]:
    found = tree.data.get("environments")
    if not isinstance(found, dict) or not found:
        mark = tree.marks.get(("environments", KEY), Mark(1, 1))
        yield diagnostic(Problem("SPEC013", ()), shown, (), mark)
        return
    for name, overlay in found.items():
        path = ("environments", name)
        if not _ENVIRONMENT.fullmatch(name):
            yield diagnostic(Problem("SPEC014", (), {"value": name}), shown, path, tree.marks[(*path, KEY)])
        if overlay is not None and not isinstance(overlay, dict):
            slots = {
                "value": shape.show(overlay),
                "expected": "a mapping",
                "fix": "write what differs in this environment below it, or nothing",
            }
            yield diagnostic(Problem("SPEC023", (), slots), shown, path, tree.marks[path])


def _secrets(tree: Tree, shown: str) -> Iterator[Diagnostic]:
    for path, value in _texts(tree.data, ()):
        kind = secret_kind(value)
        if kind:
            yield diagnostic(Problem("SPEC110", (), {"kind": kind}), shown, path, tree.marks[path])


def _texts(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(key, (*path, key, KEY))
            yield from _texts(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _texts(item, (*path, index))
