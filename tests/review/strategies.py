"""Reports as hypothesis makes them: any records, in any number, with texts as an enemy would write them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, get_args

from hypothesis import strategies as st

from generator.diagnostics import Diagnostic
from infra.review.report import (
    GATES,
    SECRET,
    Acknowledged,
    Cost,
    CostLine,
    Counts,
    Drift,
    Edge,
    EnvironmentReport,
    ExposureChange,
    Finding,
    GateResult,
    Hazard,
    HazardKind,
    Kind,
    Mark,
    Node,
    OptionChange,
    PermissionChange,
    Picture,
    Position,
    PropertyChange,
    Report,
    ResourceChange,
    Sentence,
    SettingsDelta,
    Side,
    Sign,
    TrustChange,
    UrlChange,
    VariableChange,
    Who,
    WhoKind,
)  # fmt: skip
from tests.review.samples import HOSTILE, empty_report, named

SIGNS = st.sampled_from(get_args(Sign))
GAINED = st.sampled_from(["+", "-"])
MARKS = st.sampled_from(get_args(Mark))
MARKUP = st.text("abc019 \t\n\r\\`*_{}[]()<>#+-.!|~$:@&/%^=\"'\u202e\u2028\x1b\x00é名", max_size=30)
TEXTS = st.one_of(st.sampled_from(HOSTILE), MARKUP, st.text(max_size=20), st.just("a plain sentence about media"))
VALUES = st.none() | st.just(SECRET) | TEXTS
COUNTS = st.builds(Counts, *[st.integers(0, 5000)] * 5)


def some(strategy, most=4):
    """A tuple of a few."""
    return st.lists(strategy, max_size=most).map(tuple)


SIDES = st.sampled_from(["head", "base"])
POSITIONS = st.none() | st.builds(Position, TEXTS, st.integers(1, 9999), st.integers(1, 99), TEXTS, SIDES)
WAVED = st.none() | st.builds(Acknowledged, st.sampled_from(["spec", "label"]), TEXTS)
MARKED = {"position": POSITIONS, "acknowledged": WAVED}

HAZARDS = st.builds(
    Hazard, st.sampled_from(get_args(HazardKind)), TEXTS, TEXTS, TEXTS, TEXTS, TEXTS, VALUES, VALUES, **MARKED
)
WHO = st.builds(Who, st.sampled_from(get_args(WhoKind)), TEXTS)
PERMISSIONS = st.builds(
    PermissionChange, GAINED, WHO, some(TEXTS), some(TEXTS), st.booleans(), TEXTS, condition=TEXTS, **MARKED
)
TRUSTS = st.builds(TrustChange, GAINED, TEXTS, TEXTS, TEXTS, st.booleans(), **MARKED)
EXPOSURES = st.builds(
    ExposureChange, SIGNS, TEXTS, st.sampled_from(["cors", "cdn", "network"]), TEXTS, st.booleans(), **MARKED
)
VARIABLES = st.builds(VariableChange, SIGNS, TEXTS, TEXTS, TEXTS, st.booleans(), st.booleans())
SETTINGS = st.builds(
    SettingsDelta, some(st.builds(OptionChange, TEXTS, TEXTS, VALUES, VALUES)),
    some(st.builds(UrlChange, TEXTS, VALUES, VALUES)), some(VARIABLES), some(TEXTS), some(TEXTS),
)  # fmt: skip
PRICES = st.floats(0, 1e6, allow_nan=False)
COSTS = st.builds(Cost, TEXTS, TEXTS, some(st.builds(CostLine, TEXTS, TEXTS, PRICES, PRICES)), some(TEXTS))
PROPERTIES = st.builds(PropertyChange, TEXTS, VALUES, VALUES, st.booleans())
RESOURCES = st.builds(
    ResourceChange, TEXTS, TEXTS, TEXTS, st.sampled_from(get_args(Kind)), TEXTS, some(PROPERTIES), TEXTS,
    st.booleans(), st.booleans(), st.booleans(), position=POSITIONS,
)  # fmt: skip
FINDINGS = st.builds(
    Finding, TEXTS, st.sampled_from(["error", "warning", "note"]), TEXTS, TEXTS, TEXTS, references=some(TEXTS),
    pack=TEXTS, new=st.booleans(), **MARKED,
)  # fmt: skip
DRIFTS = st.builds(Drift, TEXTS, TEXTS, acknowledged=WAVED)
NODES = st.builds(
    Node, st.sampled_from("abcdef"), st.sampled_from(["workload", "storage", "store", "cdn", "reader"]), TEXTS, MARKS
)
EDGES = st.builds(Edge, st.sampled_from("abcdef"), st.sampled_from("abcdef"), TEXTS, MARKS)
PICTURES = st.builds(
    Picture, st.lists(NODES, max_size=6, unique_by=lambda node: node.id).map(tuple), some(EDGES, 6)
)  # fmt: skip


def _with_ids(environment: EnvironmentReport) -> EnvironmentReport:
    records = ("hazards", "permissions", "trusts", "exposures", "findings", "drifts")
    changed: dict[str, Any] = {name: named("env", getattr(environment, name)) for name in records}
    return replace(environment, **changed)


ENVIRONMENTS = st.builds(
    EnvironmentReport, TEXTS, st.sampled_from(["cloud", "local", "memory"]), MARKS, COUNTS, some(HAZARDS),
    some(PERMISSIONS), some(TRUSTS), some(EXPOSURES), st.none() | SETTINGS, some(st.builds(Sentence, TEXTS, TEXTS)),
    st.none() | COSTS, some(RESOURCES, 8), st.integers(0, 50), st.integers(0, 5), some(FINDINGS), some(DRIFTS),
    PICTURES,
).map(_with_ids)  # fmt: skip
PROBLEMS = st.builds(
    Diagnostic, TEXTS, st.integers(1, 999), st.integers(1, 99), st.just("SPEC001"), TEXTS, TEXTS, TEXTS
)
REVISIONS = st.builds(Side, TEXTS, st.sampled_from(["", "a1" * 20]), TEXTS, some(PROBLEMS, 2))
GATE_RESULTS = st.builds(GateResult, st.sampled_from(GATES), some(st.tuples(st.just("c0000000"), TEXTS)))
REPORTS = st.builds(
    Report, TEXTS, TEXTS, TEXTS, st.sampled_from(["offline", "state", "preview"]), REVISIONS, REVISIONS,
    some(ENVIRONMENTS, 3), some(GATE_RESULTS), some(TEXTS, 2), some(TEXTS, 2), some(TEXTS, 2),
) | st.just(empty_report())  # fmt: skip
