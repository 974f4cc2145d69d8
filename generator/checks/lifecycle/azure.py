"""Lifecycle rules that Azure refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.spec.model import Spec
    from generator.spec.problems import Problem


def check(spec: Spec) -> Iterator[Problem]:
    """Every store on Azure."""
    yield from ()
