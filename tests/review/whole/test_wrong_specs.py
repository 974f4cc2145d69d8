"""A side that cannot be read: exit code 3, and the report written with what is wrong."""

from __future__ import annotations

import json

import pytest

from tests.review.whole.conftest import SPEC

WRONG = SPEC.replace("prefix: media/", "prefix: /media")
GATES = "stateful,broadened,public,drift,policy"


def test_a_wrong_head(checkout):
    checkout.write(WRONG)
    report = checkout.json(code=3)

    (problem,) = report["head"]["problems"]
    assert (problem["line"], report["environments"]) == (7, [])
    assert not report["base"]["problems"]


def test_a_wrong_head_is_said_on_the_terminal_once(checkout):
    checkout.write(WRONG)
    done = checkout.run()

    assert done.code == 3
    assert (done.out + done.err).count("/media") == 1


def test_a_wrong_base_is_no_obstacle_without_gates(checkout):
    checkout.commit(WRONG)
    checkout.write(SPEC)
    report = checkout.json()

    assert [item["code"] for item in report["base"]["problems"]]
    assert report["environments"] == []


@pytest.mark.parametrize(("old", "new"), [(WRONG, SPEC), (SPEC, WRONG), (SPEC, "{"), (SPEC, ""), ("- 1", SPEC)])
def test_no_gate_passes_what_cannot_be_read(checkout, old, new):
    checkout.commit(old)
    checkout.write(new)
    report = checkout.json("--fail-on", GATES, code=3)

    assert len(report["gates"]) == 5
    assert {item["failed"] for item in report["gates"]} == {True}


@pytest.mark.parametrize("suffix", [".md", ".html", ".json", ".sarif", ".txt"])
def test_the_report_is_written_with_what_is_wrong(checkout, suffix):
    checkout.write(WRONG)
    path = checkout.folder / f"review{suffix}"
    done = checkout.run("--output", path)

    assert done.code == 3
    assert "/media" in done.err
    text = path.read_text()
    assert "prefix" in text
    assert suffix not in {".json", ".sarif"} or json.loads(text)


def test_no_spec_at_all(checkout):
    done = checkout.run(spec="nope.yaml")

    assert done.code in {2, 3}
    assert "nope.yaml" in done.out + done.err
    assert "Traceback" not in done.err
