"""Records of environments as groups of rows, each under the environments that have them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from infra.review.render.escape import code
from infra.review.render.joining import joined
from infra.review.render.markdown_parts import Group
from infra.review.render.words import names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from infra.review.render.joining import Joined
    from infra.review.render.markdown_parts import Lines
    from infra.review.report import EnvironmentReport, Report

    T = TypeVar("T")
    Ids = tuple[tuple[str, str], ...]

_MOST = 12
"""How many environments are named."""


def grouped(
    report: Report,
    records: Callable[[EnvironmentReport], tuple[T, ...]],
    row: Callable[[T, Ids], Lines],
    head: Lines = (),
    join: Callable[..., tuple[Joined[T], ...]] = joined,
) -> tuple[Group, ...]:
    """A group for each set of environments with equal records; `head` opens each, such as the head of a table."""
    return tuple(
        Group(
            tuple(row(record, ids) for record, ids in zip(found.records, found.ids, strict=True)),
            (*titled(report, found.names), *head),
            ("",),
        )
        for found in join(report.environments, records)
    )


def titled(report: Report, environments: Iterable[str]) -> Lines:
    """The environments' names in a line of their own, where the report has several."""
    return (f"**{named(environments)}**", "") if len(report.environments) > 1 else ()


def named(environments: Iterable[str]) -> str:
    """`prod` and `staging`; of many, the first and how many more."""
    found = list(environments)
    more = [f"{len(found) - _MOST:,} more"] if len(found) > _MOST else []
    return names([*(code(name, limit=100) for name in found[:_MOST]), *more])
