"""What a bucket's lifecycle rules do, decided; the component spells them in the SDK's words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.spec.s3 import LifecycleRule, StorageClass, Transition

ABORT = "abort-multipart"
MINIMUM_SIZE = "all_storage_classes_128K"
"""Always said: buckets from before September 2024 have another default, and an absent value flips it."""

Step: TypeAlias = "tuple[int, StorageClass]"
"""Days, and the class that objects move to."""


@dataclass(frozen=True)
class Rule:
    """One rule, over every key that starts with `prefix` ("" is the whole bucket). Days, or None for no such action.

    `drop_markers` removes delete markers that have no version left behind them.
    """

    id: str
    status: Literal["Enabled", "Disabled"]
    prefix: str
    expire_days: int | None = None
    drop_markers: bool = False
    noncurrent_days: int | None = None
    noncurrent_keep: int | None = None
    abort_days: int | None = None
    transitions: tuple[Step, ...] = ()
    noncurrent_transitions: tuple[Step, ...] = ()


def rules(wanted: Iterable[LifecycleRule], *, abort_multipart_days: int) -> tuple[Rule, ...]:
    """The rules by id, with the one that ends abandoned uploads everywhere.

    S3 keeps a list, so another order is another configuration (hashicorp/terraform-provider-aws#34645).
    """
    abort = Rule(ABORT, "Enabled", "", abort_days=abort_multipart_days)
    return tuple(sorted([abort, *map(_rule, wanted)], key=lambda rule: rule.id))


def classes(wanted: Iterable[LifecycleRule]) -> tuple[StorageClass, ...]:
    """The classes that rules move objects to, sorted; a rule that is off may have moved some before."""
    steps = (step for rule in wanted for step in (*rule.transitions, *rule.noncurrent_transitions))
    return tuple(sorted({step.storage_class for step in steps}))


def _rule(rule: LifecycleRule) -> Rule:
    return Rule(
        id=rule.id,
        status="Enabled" if rule.enabled else "Disabled",
        prefix=rule.prefix,
        expire_days=rule.expire_days,
        drop_markers=rule.noncurrent_days is not None and rule.expire_days is None,
        noncurrent_days=rule.noncurrent_days,
        noncurrent_keep=rule.noncurrent_keep,
        abort_days=rule.abort_multipart_days,
        transitions=_steps(rule.transitions),
        noncurrent_transitions=_steps(rule.noncurrent_transitions),
    )


def _steps(wanted: Iterable[Transition]) -> tuple[Step, ...]:
    return tuple((step.days, step.storage_class) for step in wanted)
