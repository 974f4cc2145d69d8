"""Dotted names of the generated package that a change removes, and that models or migrations may still import."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.app import module_name
from generator.render.settings import function_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.plan.settings import SettingsPlan

Side = tuple["SettingsPlan | None", str]
"""A plan, and the dotted name of its package."""


def gone(before: Side, after: Side, others: Sequence[SettingsPlan] | None) -> tuple[str, ...]:
    """Callables of removed aliases, modules nothing uses any more, the settings of a removed environment, sorted.

    A package under another name is gone as a whole.

    `others`: the head's further environments, which share the package; None leaves shared names out.
    """
    plan, package = before
    if plan is None:
        return ()
    if after[0] is not None and package != after[1]:
        return (package,)
    own = {f"{package}.settings.{module_name(plan.environment)}"}
    kept = {f"{after[1]}.settings.{module_name(after[0].environment)}"} if after[0] is not None else set()
    if others is not None:
        own |= _shared(plan, package)
        kept = kept.union(*(_shared(item, after[1]) for item in (after[0], *others) if item is not None))
    return tuple(sorted(own - kept))


def _shared(plan: SettingsPlan, package: str) -> set[str]:
    """`aliases.py` has a function for each alias; a migration can also name a class of a runtime module."""
    callables = {f"{package}.aliases.{function_name(entry.alias)}" for entry in plan.aliases}
    files = [name.removesuffix(".py").replace("/", ".").removesuffix(".__init__") for name in plan.runtime]
    return callables | {f"{package}.{name}" for name in files if name != "__init__"}
