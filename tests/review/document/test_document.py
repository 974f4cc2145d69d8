"""What a program meets that reads the report as JSON."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from generator.errors import UsageError
from infra.review.render.document import as_json, from_json
from infra.review.report import EnvironmentReport, PermissionChange, Who
from tests.review.document.strategies import reports
from tests.review.samples import empty_report, failed_report, huge_report, rich_report

SAMPLES = [empty_report, rich_report, failed_report, huge_report]


@pytest.mark.parametrize("make", SAMPLES)
def test_a_report_read_back_is_the_report(make):
    assert from_json(as_json(make())) == make()


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(reports)
def test_any_report_read_back_is_the_report(report):
    text = as_json(report)

    assert from_json(text) == report
    assert as_json(from_json(text)) == text


def test_the_text_is_canonical():
    text = as_json(rich_report())

    assert text == json.dumps(json.loads(text), sort_keys=True, indent=1, ensure_ascii=False) + "\n"


def test_the_bytes_do_not_depend_on_the_process():
    code = (
        "import sys; from infra.review.render.document import as_json; from tests.review.samples import rich_report;"
        "sys.stdout.buffer.write(as_json(rich_report()).encode())"
    )
    made = {
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }

    assert made == {as_json(rich_report()).encode()}


def test_what_a_machine_asks_first_is_at_the_top():
    document = json.loads(as_json(rich_report()))

    assert document["version"] == 1
    assert (document["impact"], document["rank"]) == ("delete", 4)
    assert (document["broadened"], document["public"]) == (True, True)
    assert document["failed"] == ["stateful", "broadened", "drift", "policy"]
    assert document["found"]["stateful"] == {"found": 8, "acknowledged": 4}


def test_an_environment_says_it_too():
    prod, _, local = json.loads(as_json(rich_report()))["environments"]

    assert (prod["impact"], prod["broadened"], prod["public"]) == ("delete", True, True)
    assert prod["headlines"][0] == "the bucket shop-media is replaced"
    assert (local["impact"], local["rank"], local["broadened"], local["headlines"]) == ("none", 0, False, [])


def test_records_have_what_would_be_worked_out_from_them():
    prod = json.loads(as_json(rich_report()))["environments"][0]

    assert prod["permissions"][0]["text"] == "anyone: + read media/pictures/*"
    assert prod["permissions"][0]["who"] == {"kind": "public", "name": "bucket", "text": "anyone"}
    assert [resource["rank"] for resource in prod["resources"][:3]] == [3, 4, 2]


def test_who_loses_public_read_is_no_exposure():
    change = PermissionChange("-", Who("public", "bucket"), ("read",), ("media/*",), broadened=False)
    report = replace(empty_report(), environments=(EnvironmentReport("prod", "cloud", permissions=(change,)),))

    assert json.loads(as_json(report))["public"] is False


def test_keys_of_a_later_release_are_passed_over():
    document = json.loads(as_json(rich_report())) | {"colour": "blue"}
    document["environments"][0]["weather"] = {"rain": None}

    assert from_json(json.dumps(document)) == rich_report()


def test_what_was_worked_out_follows_again():
    document = json.loads(as_json(rich_report())) | {"broadened": "no", "failed": 7}

    assert as_json(from_json(json.dumps(document))) == as_json(rich_report())


def test_half_a_character_does_not_stop_the_writer():
    text = as_json(replace(empty_report(), notes=("half \ud800",)))

    assert from_json(text).notes == ("half \ufffd",)
    assert text.encode()


REFUSED = {
    "": "the report is no JSON: Expecting value: line 1 column 1 (char 0)",
    "[" * 100_000: "the report is nested too deeply to be one",
    "null": "this JSON is no report of `stowplan diff`: it has no `version`",
    "[]": "this JSON is no report of `stowplan diff`: it has no `version`",
    '{"version": true}': "this JSON is no report of `stowplan diff`: it has no `version`",
    '{"version": 2}': "this report has version 2; this stowplan reads version 1",
    '{"version": 1}': "the report's JSON has no `tool` in report",
    '{"version": NaN}': "the report is no JSON: NaN is no number",
}


@pytest.mark.parametrize("text", REFUSED, ids=range(len(REFUSED)))
def test_what_is_no_report_is_refused(text):
    with pytest.raises(UsageError) as refused:
        from_json(text)

    assert str(refused.value) == REFUSED[text]


def changed(*path, to):
    document = json.loads(as_json(rich_report()))
    place = document
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = to
    return json.dumps(document)


PROD = ("environments", 0)
WRONG = [
    (("tool",), 7, "has 7 in report.tool, where a string belongs"),
    (("mode",), "online", "has 'online' in report.mode, where 'offline', 'state', 'preview' belongs"),
    (("environments",), {}, "has an object in report.environments, where an array belongs"),
    (("base",), [], "has an array in report.base, where an object belongs"),
    ((*PROD, "churn"), True, "has True in report.environments[0].churn, where an integer belongs"),
    ((*PROD, "churn"), 1.5, "has 1.5 in report.environments[0].churn, where an integer belongs"),
    ((*PROD, "cost", "lines", 0, "after"), "1", "lines[0].after, where a number belongs"),
    ((*PROD, "cost", "lines", 0, "after"), 10**400, "lines[0].after, where a number belongs"),
    ((*PROD, "resources", 0, "stateful"), None, "resources[0].stateful, where true or false belongs"),
    (("gates", 0, "stopped_by", 0), ["one"], "gates[0].stopped_by[0], where 2 values belongs"),
    (("notes", 0), "\ud800", "has half a character (a lone surrogate) in report.notes[0]"),
    ((*PROD, "hazards", 0, "kind"), ["replace"], "has an array in report.environments[0].hazards[0].kind"),
    (("project",), "x" * 10_000, None),
    (("spec",), ["x" * 10_000], "has an array in report.spec"),
]


@pytest.mark.parametrize(("path", "value", "says"), WRONG)
def test_a_value_of_another_kind_is_refused_with_its_place(path, value, says):
    text = changed(*path, to=value)
    if says is None:
        assert from_json(text).project == value
        return
    with pytest.raises(UsageError) as refused:
        from_json(text)

    assert says in str(refused.value)
    assert len(str(refused.value)) < 250
