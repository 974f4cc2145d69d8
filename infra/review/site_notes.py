"""Sentences about what else changes for the site: packages, CSP, versions, identities, files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.review.site_identity import identities

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.plan.settings import SettingsPlan, Variable
    from generator.spec.model import Spec


def notes(
    base: Spec | None, head: Spec | None, before: SettingsPlan | None, after: SettingsPlan | None
) -> Iterator[str]:
    """Finished sentences in a fixed order, without a full stop."""
    if after is None or before is None:
        yield from _whole(before, after)
        return
    yield from _plans(before, after)
    yield from identities(base, head, before.identity, after.identity)
    yield from _packages(before.requirements, after.requirements)
    yield from _csp(before, after)
    yield from _aliases(before, after)
    yield from _values(before.variables, after.variables)
    yield from _workloads(before, after)
    if base is not None and head is not None:
        yield from _files(base, head)


def _whole(before: SettingsPlan | None, after: SettingsPlan | None) -> Iterator[str]:
    if after is not None:
        yield f"the environment {after.environment} is new: its settings module is settings.{_module(after)}"
        yield from _packages((), after.requirements)
    elif before is not None:
        yield f"the environment {before.environment} is removed, and its settings module with it"


def _module(plan: SettingsPlan) -> str:
    return plan.environment.replace("-", "_")


def _plans(before: SettingsPlan, after: SettingsPlan) -> Iterator[str]:
    if before.target != after.target:
        yield f"the target changes from {before.target} to {after.target}: other storages, other variables"
    if before.django != after.django:
        yield f"the settings are made for Django {after.django} instead of {before.django}"


def _packages(before: tuple[str, ...], after: tuple[str, ...]) -> Iterator[str]:
    new, left = sorted(set(after) - set(before)), sorted(set(before) - set(after))
    if new:
        yield f"install before deploying (requirements.txt of the generated package has them): {', '.join(new)}"
    if left:
        yield f"no longer needed here: {', '.join(left)}"


def _csp(before: SettingsPlan, after: SettingsPlan) -> Iterator[str]:
    names = before.csp.keys() | after.csp.keys()
    changed = sorted(name for name in names if before.csp.get(name) != after.csp.get(name))
    if changed:
        yield f"STORAGE_CSP changes ({', '.join(changed)}): a policy that copies it by hand has to follow"


def _aliases(before: SettingsPlan, after: SettingsPlan) -> Iterator[str]:
    old, new = ({entry.alias: entry for entry in plan.aliases} for plan in (before, after))
    for alias in sorted(old.keys() - new.keys()):
        yield f'the alias {alias} is gone: storages["{alias}"] raises InvalidStorageError'
    for alias in sorted(old.keys() & new.keys()):
        if old[alias].backend != new[alias].backend:
            yield f"files of {alias} are not copied: what was stored by the old backend stays where it is"


def _values(before: tuple[Variable, ...], after: tuple[Variable, ...]) -> Iterator[str]:
    """Known values that change; a secret's is never known, and a value of none is not shown."""
    old = _known(before)
    for name, value in sorted(_known(after).items()):
        if name in old and old[name] != value:
            yield f"{name} becomes {value} (was {old[name]})"


def _known(variables: tuple[Variable, ...]) -> Mapping[str, str]:
    return {item.name: item.value for item in variables if item.value is not None and not item.secret}


def _workloads(before: SettingsPlan, after: SettingsPlan) -> Iterator[str]:
    old, new = before.workload_variables.keys(), after.workload_variables.keys()
    for name in sorted(new - old):
        yield f"the workload {name} has an environment file of its own now: .env.{after.environment}.{name}"
    for name in sorted(old - new):
        yield f"the workload {name} no longer has an environment file of its own (.env.{before.environment}.{name})"


def _files(base: Spec, head: Spec) -> Iterator[str]:
    old, new = base.django, head.django
    if old.package != new.package:
        yield f"the generated package is {new.package} instead of {old.package}: INSTALLED_APPS and imports follow"
    if old.root != new.root:
        yield f"the settings are written below {new.root} instead of {old.root}"
    if set(old.env_formats) != set(new.env_formats):
        yield f"environment files are written as {', '.join(sorted(new.env_formats))}"
