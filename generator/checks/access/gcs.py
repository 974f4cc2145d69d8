"""Public buckets and signed URLs on Google Cloud Storage."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.spec.model import Spec
    from generator.spec.problems import Problem


def check(spec: Spec) -> Iterator[Problem]:
    """Every store on Google Cloud Storage."""
    yield from ()
