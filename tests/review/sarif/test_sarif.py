"""What a code scanner shows of a review."""

from __future__ import annotations

import json
from dataclasses import replace

import jsonschema  # type: ignore[import-untyped]  # its stubs are another distribution
import pytest
from hypothesis import HealthCheck, given, settings

from generator.diagnostics import Diagnostic
from infra.review.render.sarif import LIMIT, sarif
from infra.review.render.sarif_results import relative_uri
from infra.review.report import (
    Acknowledged,
    EnvironmentReport,
    ExposureChange,
    Finding,
    Hazard,
    PermissionChange,
    Position,
    TrustChange,
    Who,
)
from tests.review.document.strategies import reports
from tests.review.samples import empty_report, failed_report, huge_report, rich_report
from tests.review.sarif.shape import LOG

HAZARD = Hazard(
    "replace", "bucket media", "the bucket shop-media is replaced", "All files in it.", "Keep the name.",
    "bucket", '"a"', '"b"', id="c1234567", position=Position("storage.yaml", 31, 5, "stores.media.name"),
)  # fmt: skip
READ = PermissionChange("+", Who("public", "bucket"), ("read",), ("media/*",), broadened=True, by="PublicRead")
WRITE = PermissionChange("+", Who("workload", "web"), ("write",), ("media/*",), broadened=True)


def run_of(report):
    log = json.loads(sarif(report))
    jsonschema.Draft202012Validator(LOG).validate(log)
    (run,) = log["runs"]
    assert [run["tool"]["driver"]["rules"][item["ruleIndex"]]["id"] for item in run["results"]] == [
        item["ruleId"] for item in run["results"]
    ]
    return run


def results_of(**records):
    environment = EnvironmentReport("prod", "cloud", **{name: (record,) for name, record in records.items()})
    return run_of(replace(empty_report(), environments=(environment,)))["results"]


def place(result):
    physical = result["locations"][0]["physicalLocation"]
    return physical["artifactLocation"]["uri"], physical["region"]["startLine"], physical["region"]["startColumn"]


@pytest.mark.parametrize("make", [empty_report, rich_report, failed_report, huge_report])
def test_every_sample_is_a_log(make):
    run_of(make())


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(reports)
def test_any_report_is_written_and_twice_the_same(report):
    assert sarif(report) == sarif(report)


def test_nothing_changed_is_a_run_without_results_that_knows_its_rules():
    run = run_of(empty_report())

    assert run["results"] == []
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == [
        "stowplan/stateful", "stowplan/public", "stowplan/broadened", "stowplan/drift", "stowplan/spec",
    ]  # fmt: skip
    assert (run["tool"]["driver"]["name"], run["tool"]["driver"]["version"]) == ("stowplan", "0.4.0")


def test_a_hazard_is_an_error_on_the_line_of_the_spec():
    (result,) = results_of(hazards=HAZARD)

    assert (result["ruleId"], result["level"], place(result)) == ("stowplan/stateful", "error", ("storage.yaml", 31, 5))
    assert result["message"]["text"] == (
        'prod: the bucket shop-media is replaced. Forced by bucket: "a" becomes "b". All files in it. Keep the name.'
    )
    assert result["partialFingerprints"] == {"stowplan/v1": "c1234567", "primaryLocationLineHash": "c1234567:1"}


def test_the_same_change_in_two_environments_is_two_alerts():
    environments = (EnvironmentReport("prod", "cloud", hazards=(replace(HAZARD, id=""),)),)
    environments += (replace(environments[0], name="staging"),)
    both = run_of(replace(empty_report(), environments=environments))["results"]

    assert len({result["partialFingerprints"]["stowplan/v1"] for result in both}) == 2


def test_what_anyone_can_do_is_worse_than_what_a_workload_can_do():
    assert [(r["ruleId"], r["level"]) for r in results_of(permissions=READ)] == [("stowplan/public", "error")]
    assert [(r["ruleId"], r["level"]) for r in results_of(permissions=WRITE)] == [("stowplan/broadened", "warning")]


def test_a_trust_and_a_way_from_outside_are_broadened():
    trust = TrustChange("+", "deploy", "repo:example/shop", broadened=True)
    exposure = ExposureChange("+", "media", "cors", "scripts on https://a.example may PUT", broadened=True)

    texts = [r["message"]["text"] for r in results_of(trusts=trust, exposures=exposure)]

    assert texts == [
        "prod: deploy: + repo:example/shop may act as it",
        "prod: media: + scripts on https://a.example may PUT",
    ]


@pytest.mark.parametrize("change", [replace(READ, sign="-", broadened=False), replace(WRITE, broadened=False)])
def test_what_is_narrowed_or_the_same_is_nobodys_alert(change):
    assert results_of(permissions=change) == []


def test_findings_keep_their_severity_and_say_whether_they_are_new():
    old = Finding("s3-tls-only", "warning", "allows plain HTTP", "Deny it.", "media", references=("CIS 1",), new=False)
    environment = EnvironmentReport(
        "prod", "cloud", findings=(old, replace(old, rule="team-tags", pack="acme", new=True))
    )
    run = run_of(replace(empty_report(), environments=(environment,)))

    assert [(r["ruleId"], r["level"], r["baselineState"]) for r in run["results"]] == [
        ("s3-tls-only", "warning", "unchanged"),
        ("acme/team-tags", "warning", "new"),
    ]
    rule = next(rule for rule in run["tool"]["driver"]["rules"] if rule["id"] == "s3-tls-only")
    assert (rule["shortDescription"]["text"], rule["help"]["text"]) == ("s3 tls only (CIS 1)", "Deny it.")
    assert rule["properties"] == {"tags": ["CIS 1"]}


def test_an_acknowledged_change_is_there_and_suppressed():
    (by_spec,) = results_of(hazards=replace(HAZARD, acknowledged=Acknowledged("spec", "rebuilt")))
    (by_label,) = results_of(hazards=replace(HAZARD, acknowledged=Acknowledged("label")))

    assert by_spec["suppressions"] == [{"kind": "inSource", "status": "accepted", "justification": "rebuilt"}]
    assert by_label["suppressions"] == [
        {"kind": "external", "status": "accepted", "justification": "the label storage-ack:c1234567"}
    ]


def test_what_is_only_in_the_base_points_at_the_spec_and_says_where_it_was():
    (result,) = results_of(hazards=replace(HAZARD, position=Position("old.yaml", 9, 3, "stores.old", "base")))

    assert place(result) == ("storage.yaml", 1, 1)
    assert result["message"]["text"].endswith("(in the base at old.yaml:9)")


def test_without_a_position_it_is_the_specs_first_line():
    assert [place(result) for result in results_of(hazards=replace(HAZARD, position=None))] == [("storage.yaml", 1, 1)]


def test_problems_of_the_head_are_on_their_lines_and_those_of_the_base_are_notifications():
    run = run_of(failed_report())

    assert [(r["level"], place(r)) for r in run["results"]] == [
        ("error", ("storage.yaml", 12, 5)),
        ("warning", ("storage.yaml", 30, 9)),
    ]
    assert run["results"][0]["message"]["text"].startswith("SPEC012 stores.media.regoin: unknown key")
    assert run["invocations"][0]["executionSuccessful"] is False
    assert "old/storage.yaml" in run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]


def test_the_worst_come_first_and_too_many_are_cut_from_the_end(monkeypatch):
    assert LIMIT == 25_000  # GitHub refuses more
    monkeypatch.setattr("infra.review.render.sarif.LIMIT", 20)
    note = Finding("s3-events", "note", "none", "Add them.", "media")
    notes = tuple(replace(note, subject=str(number)) for number in range(25))
    environment = EnvironmentReport("prod", "cloud", findings=notes, permissions=(WRITE,))
    run = run_of(replace(empty_report(), environments=(environment,)))

    assert len(run["results"]) == 20
    assert run["results"][0]["ruleId"] == "stowplan/broadened"
    assert run["invocations"][0]["toolExecutionNotifications"][-1]["message"]["text"] == (
        "6 results of the least severity are left out: a run holds 20"
    )


def test_a_text_of_a_stranger_makes_no_link_and_no_placeholder():
    (result,) = results_of(hazards=replace(HAZARD, headline="[click](https://evil.example) {0} ${media}"))

    assert result["message"]["text"].startswith("prod: [click] (https://evil.example) {{0}} ${media}.")


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        ("config/storage.yaml", "config/storage.yaml"),
        ("./a b/ü.yaml", "a%20b/%C3%BC.yaml"),
        (r"config\storage.yaml", "config/storage.yaml"),
        ("/home/someone/shop/storage.yaml", "storage.yaml"),
        ("C:\\shop\\storage.yaml", "storage.yaml"),
        ("", "storage.yaml"),
        ("javascript:alert(1)", "javascript%3Aalert%281%29"),
    ],
)
def test_files_are_relative_to_the_repository(file, uri):
    assert relative_uri(file) == uri


def test_a_problem_in_a_file_outside_keeps_its_line():
    problem = Diagnostic("/elsewhere/storage.yaml", 0, 0, "SPEC001", "", "cannot be read", "")
    report = failed_report()
    run = run_of(replace(report, head=replace(report.head, problems=(problem,))))

    assert [place(result) for result in run["results"]] == [("storage.yaml", 1, 1)]
