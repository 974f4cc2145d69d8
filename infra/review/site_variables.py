"""Variables to set, to change or to remove before a change is deployed, by the file they are in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.render.environment import LOCAL_ONLY
from infra.review.report import VariableChange

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.plan.settings import SettingsPlan, Variable

SITE = "site"
SET = "set it before deploying"
SET_OPTIONAL = "optional: set it before deploying, where it is needed"
REMOVE = "remove it after deploying"
FILLED = "its value changes: run gen-settings with the new outputs"
SUPPLIED = "its value changes: give it the new one before deploying"
KNOWN = "its value changes: run gen-settings"
REQUIRED = "set it before deploying: it was optional, and is needed now"


def variables(before: SettingsPlan | None, after: SettingsPlan | None) -> Iterator[VariableChange]:
    """By (where, name): the site's, then those that each further workload has of its own."""
    old, new = _by_place(before), _by_place(after)
    for key in sorted(old.keys() | new.keys(), key=lambda key: (key[0] != SITE, key)):
        found = _change(key[0], old.get(key), new.get(key))
        if found is not None:
            yield found


def _by_place(plan: SettingsPlan | None) -> Mapping[tuple[str, str], Variable]:
    """What only a local cloud sets is left unset elsewhere, and is nobody's task there."""
    if plan is None:
        return {}
    places = [(SITE, plan.variables), *plan.workload_variables.items()]
    return {
        (where, item.name): item
        for where, group in places
        for item in group
        if plan.target == "local" or item.role not in LOCAL_ONLY
    }


def _change(where: str, before: Variable | None, after: Variable | None) -> VariableChange | None:
    if after is None:
        return None if before is None else _left(before, where)
    secret, optional = after.secret, after.optional
    if before is None:
        return VariableChange("+", after.name, where, SET_OPTIONAL if optional else SET, secret, optional)
    if before.optional and not optional:
        return VariableChange("~", after.name, where, REQUIRED, secret, optional)
    if _meaning(before) != _meaning(after):
        return VariableChange("~", after.name, where, _todo(after), secret, optional)
    return None


def _left(before: Variable, where: str) -> VariableChange:
    return VariableChange("-", before.name, where, REMOVE, before.secret, before.optional)


def _meaning(item: Variable) -> tuple[object, ...]:
    """What the value is; a signing key is named in the sentence alone."""
    return item.role, item.value, item.output, item.secret, item.why if item.role == "signing-key" else ""


def _todo(item: Variable) -> str:
    if item.value is not None:
        return KNOWN
    return SUPPLIED if item.supplied or not item.output else FILLED
