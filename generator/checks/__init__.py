"""Rules that no single field can state; each is a function from a spec to problems."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.checks import (
    access,
    across,
    buckets,
    cdn,
    features,
    lifecycle,
    names,
    physical,
    prefixes,
    references,
    values,
    workloads,
)

if TYPE_CHECKING:
    from generator.spec.document import Check, FileCheck

CHECKS: tuple[Check, ...] = (
    references.check,
    names.check,
    physical.check,
    prefixes.check,
    lifecycle.check,
    access.check,
    buckets.check,
    cdn.check,
    workloads.check,
    features.check,
    values.check,
)
"""Rules over one environment."""

ACROSS: tuple[FileCheck, ...] = (across.check,)
"""Rules over all environments of a file."""
