"""Dotted names of the generated package that a change removes, and that models or migrations may still import."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.app import module_name
from generator.render.settings import function_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.plan.settings import SettingsPlan

Side = tuple["SettingsPlan | None", str]
"""A plan, and the dotted name of its package."""


def gone(before: Side, after: Side, others: Sequence[SettingsPlan] | None) -> tuple[str, ...]:
    """Callables of removed aliases and the settings of a removed environment, sorted.

    A package under another name is gone as a whole.

    `others`: the head's further environments, which share the package; None leaves shared names out.
    """
    plan, package = before
    if plan is None:
        return ()
    if _renamed(before, after):
        return (package,)
    own = {f"{package}.settings.{module_name(plan.environment)}"}
    kept = {f"{after[1]}.settings.{module_name(after[0].environment)}"} if after[0] is not None else set()
    if others is not None:
        own |= _callables(plan, package)
        kept = kept.union(*(_callables(item, after[1]) for item in _plans(after, others)))
    return tuple(sorted(own - kept))


def gone_modules(before: Side, after: Side, others: Sequence[SettingsPlan] | None) -> Iterator[str]:
    """One sentence for the runtime's modules that nothing uses any more: only by mistake does code import them."""
    plan, package = before
    if plan is None or others is None or _renamed(before, after):
        return
    kept = {name for item in _plans(after, others) for name in item.runtime}
    left = sorted(_dotted(name, package) for name in set(plan.runtime) - kept)
    if len(left) == 1:
        yield f"the module {left[0]} of the runtime is gone"
    elif left:
        yield f"{len(left)} modules of the runtime are gone, from {left[0]} to {left[-1]}"


def _renamed(before: Side, after: Side) -> bool:
    return after[0] is not None and before[1] != after[1]


def _plans(after: Side, others: Sequence[SettingsPlan]) -> list[SettingsPlan]:
    return [item for item in (after[0], *others) if item is not None]


def _callables(plan: SettingsPlan, package: str) -> set[str]:
    """`aliases.py` has a function for each alias."""
    return {f"{package}.aliases.{function_name(entry.alias)}" for entry in plan.aliases}


def _dotted(file: str, package: str) -> str:
    name = file.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
    return package if name == "__init__" else f"{package}.{name}"
