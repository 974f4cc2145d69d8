"""A review: asked for, and answered with a report from which nothing secret can be read."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from generator import __version__
from generator.errors import UsageError
from generator.spec.problems import listing
from infra.review import build
from infra.review.acknowledge import ids_of, let_through
from infra.review.build import Beside, Snapshot
from infra.review.gates import judge
from infra.review.inputs.side import environments
from infra.review.places import Written
from infra.review.report import Report, Side
from infra.review.seal import sealed
from infra.reviewing.beside import Extras, extras
from infra.reviewing.compared import Pair, environment_of, pair
from infra.reviewing.drift import behind
from infra.reviewing.limits import limits
from infra.reviewing.sides import Sides, open_sides

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.diagnostics import Diagnostic
    from infra.offline.graph import Graph
    from infra.review.inputs.side import Opened
    from infra.review.report import Drift, EnvironmentReport, Mode
    from infra.reviewing.asked import Asked


def review(asked: Asked) -> Report:
    """The report.

    Raises:
        UsageError: a revision, file, environment, pack, usage or price file is not there or not usable.
        OutputsError: a state or preview cannot be read.
        MissingExtraError: Pulumi or one cloud's SDK is not installed.
    """
    with tempfile.TemporaryDirectory(prefix="stowplan-") as folder:
        sides = open_sides(asked, Path(folder).resolve())
        report = _report(asked, sides)
    report = replace(report, gates=judge(report, asked.gates))
    return sealed(report)


def _report(asked: Asked, sides: Sides) -> Report:
    bare = _frame(asked, sides)
    if sides.head.problems:
        return bare
    names = _names(asked, sides)
    pairs = {name: pair(asked, sides, name) for name in names}
    problems = [item for found in pairs.values() for item in found.head_problems]
    if problems:
        return replace(bare, head=_side(sides.head, problems))
    base_problems = (*sides.base.problems, *(item for found in pairs.values() for item in found.base_problems))
    if base_problems:
        return replace(bare, base=_side(sides.base, base_problems))
    drifts = behind(sides.head, names)
    beside = extras(asked, pairs)
    found = tuple(_environment(asked, sides, name, pairs[name], beside, drifts) for name in names)
    return replace(bare, environments=found, stale=_stale(asked, sides, found))


def _frame(asked: Asked, sides: Sides) -> Report:
    spec = next(iter((*sides.head.specs.values(), *sides.base.specs.values())), None)
    return Report(
        tool=f"stowplan {__version__}",
        project=spec.project if spec else "",
        spec=asked.spec.name,
        mode=_mode(asked),
        base=_base_side(asked, sides),
        head=_side(sides.head, sides.head.problems),
        limits=limits(_mode(asked)),
        notes=sides.notes,
    )


def _mode(asked: Asked) -> Mode:
    return "state" if asked.state else "preview" if asked.preview else "offline"


def _base_side(asked: Asked, sides: Sides) -> Side:
    path = asked.state or asked.preview
    found = _side(sides.base, sides.base.problems)
    return replace(found, shown=f"{_mode(asked)} {path.name}") if path else found


def _side(side: Opened, problems: Iterable[Diagnostic]) -> Side:
    return Side(side.name, side.commit, side.spec_hash, tuple(problems))


def _names(asked: Asked, sides: Sides) -> list[str]:
    """The environments to compare; raises UsageError for one that neither side has."""
    if asked.state or asked.preview:
        return [environment_of(asked, sides)]
    there = list(environments(sides.base, sides.head))
    for name in asked.environments:
        if name not in there:
            raise UsageError(f"neither side has an environment {name!r}; there are {listing(there)}")
    return [name for name in there if not asked.environments or name in asked.environments]


def _environment(
    asked: Asked, sides: Sides, name: str, found: Pair, beside: Extras, drifts: dict[str, tuple[Drift, ...]]
) -> EnvironmentReport:
    engine = asked.state is not None or asked.preview is not None
    base, head = _snapshot(sides.base, name, found.base), _snapshot(sides.head, name, found.head)
    base = replace(base, there=base.there or engine)
    let = let_through(base.spec, head.spec, ids_of(asked.labels))
    aside = Beside(
        found.steps,
        beside.base_findings.get(name, ()),
        beside.head_findings.get(name, ()),
        (*found.drifts, *drifts.get(name, ())),
        beside.costs.get(name),
        let,
        tuple(spec for other, spec in sides.head.specs.items() if other != name),
    )
    return build.environment(name, base, head, aside)


def _snapshot(side: Opened, name: str, graph: Graph | None) -> Snapshot:
    return Snapshot(name in side.specs, side.specs.get(name), graph, _written(side, name))


def _written(side: Opened, name: str) -> Written | None:
    merged = side.merged.get(name)
    return Written(side.file, merged) if merged else None


def _stale(asked: Asked, sides: Sides, found: tuple[EnvironmentReport, ...]) -> tuple[str, ...]:
    """Acknowledgements of nothing in this change, such as those that were merged long ago.

    Nothing is said of them when some environments are left out, which they may be of.
    """
    if asked.environments or asked.state or asked.preview:
        return ()
    given = set(ids_of(asked.labels))
    for item in found:
        spec = sides.head.specs.get(item.name)
        given |= {one.id for one in spec.review.acknowledge} if spec else set()
    used = {
        record.id
        for item in found
        for group in (item.hazards, item.permissions, item.trusts, item.exposures, item.findings, item.drifts)
        for record in group
    }
    return tuple(sorted(given - used))
