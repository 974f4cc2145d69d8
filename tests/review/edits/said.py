"""What a review says about an edit, as lines; and whether they are the ones that were expected."""

from __future__ import annotations

from dataclasses import astuple
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from infra.review import build
from infra.review.build import Beside, Snapshot
from infra.review.inputs.side import environments, from_file
from infra.review.places import Written
from infra.reviewing.graphs import run, same_program
from tests.review.edits.specs import KEYS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra.review.report import EnvironmentReport


_KEYS = tuple(KEYS.items())


@lru_cache(maxsize=16)
def opened(text, keys=_KEYS):
    """A side with its graphs; once in each process."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "storage.yaml")
        path.write_text(text)
        for name, key in keys:
            file = path.parent / name
            file.parent.mkdir(exist_ok=True)
            file.write_text(key)
        side = from_file(path, "storage.yaml")
        assert side.problems == (), "\n".join(item.text() for item in side.problems)
        found = {name: run(side, name) for name in side.specs}
        assert not [item for one in found.values() for item in one.problems]
        return side, {name: one.graph for name, one in found.items()}


def reports(base, head, keys=_KEYS, head_keys=None):
    """The report of each environment that differs from nothing."""
    old, old_graphs = opened(base, keys)
    new, new_graphs = opened(head, keys if head_keys is None else head_keys)
    for name in environments(old, new):
        same = same_program(old, new, name)
        others = tuple(spec for other, spec in new.specs.items() if other != name)
        yield build.environment(
            name,
            _snapshot(old, old_graphs, name),
            _snapshot(new, old_graphs if same else new_graphs, name),
            Beside(others=others),
        )


def _snapshot(side, graphs, name):
    written = Written("storage.yaml", side.merged[name]) if name in side.merged else None
    return Snapshot(name in side.specs, side.specs.get(name), graphs.get(name), written)


def lines(report: EnvironmentReport) -> Iterator[str]:
    """Everything that a reader of one environment meets, a line each."""
    for item in report.hazards:
        yield f"hazard {item.kind} {item.headline} @ {_place(item)}"
    for right in report.permissions:
        condition = f" if {right.condition}" if right.condition else ""
        wider = " wider" if right.broadened else ""
        who = right.who.text().replace(" ", "_")
        yield f"right {right.sign} {who} {','.join(right.actions)} {','.join(right.scope)}{condition}{wider}"
    for trust in report.trusts:
        condition = f" if {trust.condition}" if trust.condition else ""
        yield f"trust {trust.sign} {trust.identity} {trust.trusted}{condition}{' wider' if trust.broadened else ''}"
    for way in report.exposures:
        yield f"reach {way.sign} {way.store} {way.kind} {way.what}{' wider' if way.broadened else ''}"
    yield from _settings(report)
    for told in report.sentences:
        yield f"ages {told.store} {told.text}"
    for finding in report.findings:
        if finding.new:
            yield f"finding {finding.severity} {finding.rule} {finding.subject.rpartition('::')[2]}"
    counts = astuple(report.counts)[:4]
    if any(counts):
        yield "counts " + " ".join(map(str, counts))
    if report.churn:
        yield f"churn {report.churn}"


def _settings(report: EnvironmentReport) -> Iterator[str]:
    delta = report.settings
    if delta is None:
        return
    for item in delta.options:
        yield f"option {item.alias or '-'}.{item.option} {item.before} -> {item.after}"
    for url in delta.urls:
        yield f"url {url.alias} {url.before} -> {url.after}"
    for variable in delta.variables:
        yield f"variable {variable.sign} {variable.name} {variable.where}{' secret' if variable.secret else ''}"
    for name in delta.gone:
        yield f"gone {name}"
    for text in delta.notes:
        yield f"note {text}"


def _place(item):
    return item.position.path if item.position else "nowhere"


def said(base, head, **more):
    """The lines of each environment; those of others than `prod` begin with its name."""
    return [
        line if report.name == "prod" else f"{report.name}: {line}"
        for report in reports(base, head, **more)
        for line in lines(report)
    ]


def unlike(expected: str, found: list[str]) -> tuple[list[str], list[str]]:
    """What was expected and not said, and what was said and not expected.

    An expected line fits one whose words it names, in their order; of rights and trust all words count.
    """
    wanted = [line.strip() for line in expected.strip().splitlines() if line.strip()]
    left = list(found)
    missed = []
    for line in sorted(wanted, key=len, reverse=True):
        match = next((one for one in left if _fits(line, one)), None)
        if match is None:
            missed.append(line)
        else:
            left.remove(match)
    return missed, left


_WHOLE = ("right", "trust", "counts", "churn", "variable", "finding", "gone")


def _fits(expected: str, found: str) -> bool:
    if expected.split()[0] in _WHOLE:
        return expected.split() == found.split()
    words = iter(found.split())
    return all(word in words for word in expected.split())
