"""What a change of the spec means for Django: settings, variables of the environment, names that code imports.

Everything is read from what `gen-settings` would write (`generator.planner`, `generator.render`), so that the review
and the generated files cannot disagree. A spec has the names of secrets and never their values, and so has this.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from generator.explanation import explain
from generator.planner import plan
from infra.review.report import OptionChange, SettingsDelta, UrlChange
from infra.review.site_names import gone, gone_modules
from infra.review.site_notes import notes
from infra.review.site_source import BACKEND, OPTIONS, Source, as_dict, source
from infra.review.site_steps import steps
from infra.review.site_variables import variables

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from generator.plan.settings import SettingsPlan
    from generator.spec.model import Spec


def settings(
    base: Spec | None, head: Spec | None, package: str, *, others: Iterable[Spec] = (), shared: bool = True
) -> SettingsDelta:
    """What changes for Django in one environment; None is an environment that is not there.

    `package` is the head's generated package (the base's where there is no head). `others` are the head's further
    environments: the package is shared, so a callable or module that one of them still needs is not gone. `shared`
    False leaves the shared names out. Raises nothing for specs that passed their checks.
    """
    if base == head:
        return SettingsDelta()
    before, after = _plan(base), _plan(head)
    old = base.django.package if base is not None and head is not None and _moved(base, head) else package
    sources = _sources(before, after, old, package)
    sides = (before, old), (after, package), [plan(other) for other in others] if shared else None
    return SettingsDelta(
        options=tuple(_options(*sources)),
        urls=tuple(_urls(_shown(base, old), _shown(head, package))),
        variables=tuple(variables(before, after)),
        gone=gone(*sides),
        notes=(*notes(base, head, before, after), *gone_modules(*sides), *steps(base, head)),
    )


def _moved(base: Spec, head: Spec) -> bool:
    return base.django.package != head.django.package


def _plan(spec: Spec | None) -> SettingsPlan | None:
    return None if spec is None else plan(spec)


def _sources(before: SettingsPlan | None, after: SettingsPlan | None, old: str, package: str) -> tuple[Source, Source]:
    """Of what differs only: writing out a thousand equal aliases takes a second."""
    names = frozenset[str]()
    if before is not None and after is not None and old == package:
        kept = {entry.alias: entry for entry in after.aliases}
        names = frozenset(entry.alias for entry in before.aliases if kept.get(entry.alias) == entry)
    return _source(before, old, names), _source(after, package, names)


def _source(plan: SettingsPlan | None, package: str, without: frozenset[str]) -> Source:
    if plan is None:
        return Source()
    entries = tuple(entry for entry in plan.aliases if entry.alias not in without)
    return source(replace(plan, aliases=entries), package)


def _shown(spec: Spec | None, package: str) -> Mapping[str, str]:
    """What a file's URL looks like, by alias."""
    if spec is None:
        return {}
    return {alias: item["urls"] for alias, item in explain(spec, package)["storages"].items()}


def _urls(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[UrlChange]:
    for alias in sorted(before.keys() | after.keys()):
        if before.get(alias) != after.get(alias):
            yield UrlChange(alias, before.get(alias), after.get(alias))


def _options(before: Source, after: Source) -> Iterator[OptionChange]:
    """Each alias, one that is new or gone with its options in one row; then the other settings."""
    for alias in sorted(before.aliases.keys() | after.aliases.keys()):
        old, new = before.aliases.get(alias), after.aliases.get(alias)
        if old is not None and new is not None:
            yield from _changes(alias, old, new)
        else:
            yield from _changes(alias, _whole(old), _whole(new))
    yield from _changes("", before.settings, after.settings)


def _whole(entry: Mapping[str, str] | None) -> Mapping[str, str]:
    if entry is None:
        return {}
    options = {name: value for name, value in entry.items() if name != BACKEND}
    return {BACKEND: entry[BACKEND]} | ({OPTIONS: as_dict(options)} if options else {})


def _changes(alias: str, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[OptionChange]:
    """Upper case sorts first, so the backend is above its options."""
    for name in sorted(before.keys() | after.keys()):
        if before.get(name) != after.get(name):
            yield OptionChange(alias, name, before.get(name), after.get(name))
