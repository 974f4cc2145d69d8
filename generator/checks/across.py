"""Rules over all environments of a file: no physical name in common, and one generated package."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.checks.names import function_name
from generator.spec.facts import bucket_name, role_name
from generator.spec.load import KEY
from generator.spec.problems import Problem, listing, problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from generator.spec.model import Spec

    Placed = tuple[str, Problem]


def check(specs: Mapping[str, Spec]) -> Iterator[Placed]:
    """All environments, each resolved and valid by itself."""
    yield from _physical_names(specs, "stores", "SPEC072", bucket_name)
    yield from _physical_names(specs, "workloads", "SPEC075", role_name)
    yield from _package(specs)
    yield from _functions(specs)


def _physical_names(
    specs: Mapping[str, Spec], group: str, code: str, name_of: Callable[[Spec, str], str]
) -> Iterator[Placed]:
    """Two environments that would share one bucket or one role: each `pulumi up` would undo the other's."""
    owners: dict[str, list[tuple[str, str]]] = {}
    for environment, spec in specs.items():
        for key in getattr(spec, group) if spec.target == "cloud" else ():
            owners.setdefault(name_of(spec, key), []).append((environment, key))
    for name, found in owners.items():
        if len({environment for environment, _ in found}) > 1 and not _adopted(specs, group, found):
            environment, key = found[-1]
            listed = listing(f"{key} of {owner}" for owner, key in found)
            yield environment, problem(code, group, key, KEY, value=name, owners=listed)


def _adopted(specs: Mapping[str, Spec], group: str, found: list[tuple[str, str]]) -> bool:
    return group == "stores" and any(specs[environment].stores[key].adopt for environment, key in found)


def _package(specs: Mapping[str, Spec]) -> Iterator[Placed]:
    """One run writes one package, so its place cannot differ."""
    first, *others = specs
    for key in ("root", "package"):
        wanted = getattr(specs[first].django, key)
        for environment in others:
            value = getattr(specs[environment].django, key)
            if value != wanted:
                slots = {"key": f"django.{key}", "value": value, "other": wanted, "environment": first}
                yield environment, problem("SPEC085", "django", key, **slots)


def _functions(specs: Mapping[str, Spec]) -> Iterator[Placed]:
    """`aliases.py` has the aliases of all environments."""
    seen: dict[str, str] = {}
    for environment, spec in specs.items():
        for alias in spec.storages:
            function = function_name(alias)
            other = seen.setdefault(function, alias)
            if other != alias:
                slots = {"value": alias, "other": other, "function": function}
                yield environment, problem("SPEC081", "storages", alias, KEY, **slots)
