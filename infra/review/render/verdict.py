"""What stands above the fold in every form: what anyone gains, what can be lost, how many rights change."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from infra.review.gates import SIGNED_IN
from infra.review.render.escape import short
from infra.review.render.words import names, only_if, plural

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from infra.review.report import EnvironmentReport, ExposureChange, PermissionChange, TrustChange

_VERBS = ("read", "write", "delete", "list")
_MOST = 3
_SHORT = 60


class Gain(NamedTuple):
    """What anyone can do that they could not; `settled`: somebody acknowledged it."""

    who: str
    actions: tuple[str, ...]
    conditional: bool
    settled: bool
    scope: tuple[str, ...]


class Count(NamedTuple):
    """`3 rights`, and how many of them are broadened."""

    words: str
    broadened: int


def is_public(change: PermissionChange) -> bool:
    """Whether anyone, or whoever can make an account, can now do what they could not."""
    return change.broadened and (change.who.kind == "public" or change.who in SIGNED_IN)


def gains(environment: EnvironmentReport) -> tuple[Gain, ...]:
    """What anyone gains, with all places where it is the same; what nobody acknowledged first."""
    found: dict[tuple[str, tuple[str, ...], bool, bool], dict[str, None]] = {}
    for change in environment.permissions:
        if is_public(change):
            settled = change.acknowledged is not None
            key = (change.who.text(), change.actions, bool(only_if(change)), settled)
            found.setdefault(key, {}).update(dict.fromkeys(change.scope))
    made = (Gain(*key, scope=tuple(scope)) for key, scope in found.items())
    return tuple(sorted(made, key=lambda gain: gain.settled))


def gained(gain: Gain, write: Callable[[str], str] = str) -> str:
    """`anyone can read more: media/receipts/*`; `write` shows a pattern, of at most 60 characters."""
    verbs = [action for action in gain.actions if action in _VERBS]
    doing = f"{names(verbs)} more" if verbs else "do more"
    condition = " under a condition" if gain.conditional else ""
    comma = "," if "," in gain.who else ""
    shown = [write(short(pattern, _SHORT)) for pattern in gain.scope[:_MOST]]
    rest = len(gain.scope) - len(shown)
    where = f": {names([*shown, *([f'{rest:,} more'] if rest else [])])}" if shown else ""
    return f"{gain.who}{comma} can {doing}{condition}{where}{' (acknowledged)' if gain.settled else ''}"


def over(environments: Iterable[EnvironmentReport]) -> tuple[tuple[Gain, tuple[str, ...]], ...]:
    """Each gain once, with the environments that have it; what nobody acknowledged first."""
    found: dict[Gain, list[str]] = {}
    for environment in environments:
        for gain in gains(environment):
            found.setdefault(gain, []).append(environment.name)
    return tuple(sorted(((gain, tuple(where)) for gain, where in found.items()), key=lambda item: item[0].settled))


def access(environment: EnvironmentReport) -> tuple[Count, ...]:
    """Rights, trusts and ways in, each where there are some."""
    parts = (
        ("right", "rights", environment.permissions),
        ("trust", "trusts", environment.trusts),
        ("way in", "ways in", environment.exposures),
    )
    return tuple(_count(one, many, changes) for one, many, changes in parts if changes)


def _count(one: str, many: str, changes: tuple[PermissionChange | TrustChange | ExposureChange, ...]) -> Count:
    return Count(plural(len(changes), one, many), sum(change.broadened for change in changes))


def stateful(environment: EnvironmentReport) -> str:
    """`3 stateful changes (2 not acknowledged)`; empty for none."""
    every = environment.hazards
    left = sum(hazard.acknowledged is None for hazard in every)
    if not every:
        return ""
    words = plural(len(every), "stateful change")
    if left == len(every):
        return words
    return f"{words} ({f'{left:,} not' if left else 'all'} acknowledged)"
