"""Differences of lifecycle rules as sentences."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from infra.review.aging.effect import Difference
    from infra.review.aging.rule import Bite, Clock, Condition, Filter, Kind, Place

ASLEEP = frozenset({"GLACIER", "DEEP_ARCHIVE", "Archive"})
"""Classes whose objects cannot be read before somebody restores them; Google's ARCHIVE is none of them."""
_UPLOADS = "uploads that are never finished"
_AFTER: dict[Clock, str] = {
    "": "after {}",
    "noncurrent": "after {}",
    "created": "{} after they were made",
    "changed": "{} after they were changed",
    "read": "{} after they were last read",
    "custom": "{} after their custom time",
}
_COMPARED = {">": "more than", "<": "less than", "=": "is"}


def subject(place: Place, kind: Kind, prefix: str, chosen: Filter) -> str:
    """`objects under tmp/`, `old versions in the whole bucket tagged kind=tmp`."""
    what = _UPLOADS if kind.action == "abort" else kind.what.removeprefix("objects of ")
    return f"{what} {where(place, prefix)}{_conditions(chosen)}"


def where(place: Place, prefix: str) -> str:
    """`under tmp/`; the container is named where an account has several."""
    own = prefix.removeprefix(f"{place.container}/") if place.container else prefix
    if own:
        return f"under {own}"
    return "in the whole account" if place.key[0] == "azure" else "in the whole bucket"


def sentence(place: Place, found: Difference, *, new: bool = False) -> str:
    """What happens now, and what did before; `new` is a store there was not, of which only the first is said."""
    about = subject(place, found.kind, found.prefix, found.filter)
    match found.kind.action:
        case "delete" | "abort":
            verb = "removed" if found.kind.action == "abort" else "deleted"
            return f"{about} are {_ends(found, verb, new=new)}{_already(place, found)}"
        case "move":
            return f"{about} {_moves(found, new=new)}" + (_already(place, found) if not found.after else "")


def _ends(found: Difference, verb: str, *, new: bool) -> str:
    clock, before, after = found.kind.clock, found.before, found.after
    if not after:
        return f"kept (were {verb} {bites(before, clock)})"
    if not before:
        return f"{verb} {bites(after, clock)}" + ("" if new else " (were kept)" if not _partly(found) else "")
    if found.earlier:
        return f"{verb} {bites(after, clock)} instead of {_short(before, after, clock)}"
    return _longer(verb, before, after, clock)


def _longer(verb: str, before: Sequence[Bite], after: Sequence[Bite], clock: Clock) -> str:
    if _plain((*before, *after), clock):
        return f"kept {_days(after[0].days)} (were {verb} after {before[0].days})"
    return f"{verb} {bites(after, clock)} (were {bites(before, clock)})"


def _moves(found: Difference, *, new: bool) -> str:
    clock, target = found.kind.clock, found.kind.target or "another class"
    if not found.after:
        return f"no longer move to {target} (did {bites(found.before, clock)})"
    told = f"move to {target} {bites(found.after, clock)}"
    if found.before:
        return f"{told} instead of {_short(found.before, found.after, clock)}"
    asleep = ": they cannot be read before they are restored" if target in ASLEEP else ""
    return told + ("" if new else " (new)") + asleep


def _partly(found: Difference) -> bool:
    return bool(found.inside or found.chosen)


def _already(place: Place, found: Difference) -> str:
    """What a rule that reaches more now reached before, or one that reaches less still does."""
    parts = [where(place, prefix) for prefix in found.inside]
    parts += [_conditions(chosen).strip() for chosen in found.chosen]
    told = f"{' or '.join(parts[:5])}{' and others' if len(parts) > 5 else ''}"
    return "" if not parts else f" (before, only those {told})" if found.after else f", but for those {told}"


def bites(found: Iterable[Bite], clock: Clock) -> str:
    """`after 30 days`, `after 7 days except the 3 newest`."""
    return ", or ".join(_bite(one, clock) for one in found)


def _bite(one: Bite, clock: Clock) -> str:
    keep = f" except the {one.keep} newest" if one.keep else ""
    if clock == "date":
        return f"from {date.fromordinal(one.days).isoformat()} on{keep}"
    if one.days == 0:
        return f"at once{keep}"
    return _AFTER[clock].format(_days(one.days)) + keep


def _short(before: Sequence[Bite], after: Sequence[Bite], clock: Clock) -> str:
    return str(before[0].days) if _plain((*before, *after), clock) and len(before) == 1 else bites(before, clock)


def _plain(every: Sequence[Bite], clock: Clock) -> bool:
    return clock == "" and all(not one.keep and one.days for one in every)


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def _conditions(chosen: Filter) -> str:
    return "".join(f" {_condition(one)}" for one in sorted(chosen, key=str))


def _condition(one: Condition) -> str:
    match one.field:
        case "bytes":
            return f"{'larger' if one.op == '>' else 'smaller'} than {one.value} bytes"
        case "suffix":
            return f"that end in {one.value}"
        case "class":
            return f"of the class {one.value}"
        case field if field.startswith("tag "):
            return f"tagged {field.removeprefix('tag ')}={one.value}"
        case "created before" | "custom time before" | "replaced before":
            return f"{one.field} {date.fromordinal(int(one.value)).isoformat()}"
        case _:
            return f"that are {_COMPARED[one.op]} {one.value} {one.field}"
