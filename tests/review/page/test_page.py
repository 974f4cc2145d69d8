"""What a reviewer sees on the page, and what the page never does."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings

from infra.review.render.page import page
from infra.review.report import (
    Counts,
    Drift,
    EnvironmentReport,
    Finding,
    GateResult,
    Hazard,
    PermissionChange,
    Position,
    PropertyChange,
    ResourceChange,
    Who,
)
from tests.review.document.strategies import reports
from tests.review.page.reading import read
from tests.review.samples import HOSTILE, empty_report, failed_report, huge_report, rich_report

SAMPLES = [empty_report, rich_report, failed_report, lambda: huge_report(150)]
HAZARD = Hazard(
    "replace", "bucket media", "the bucket shop-media is replaced", "All files; `protect` stops it.", "Keep the name.",
    "bucket", '"a"', '"b"', id="c1234567", position=Position("storage.yaml", 31, 5, "stores.media.name"),
)  # fmt: skip


def of(**parts):
    """A page on which one environment changes."""
    return read(page(replace(empty_report(), environments=(EnvironmentReport("prod", "cloud", "changed", **parts),))))


def headings(tree):
    return [element.text() for element in tree.all("h1", "h2", "h3")]


@pytest.mark.parametrize("make", SAMPLES)
def test_every_sample_is_sound_html(make):
    text = page(make())
    tree = read(text)
    ids = [element.attributes["id"] for element in tree.all() if "id" in element.attributes]
    links = [element.attributes["href"] for element in tree.all("a")]
    labels = [
        element.attributes["aria-labelledby"] for element in tree.all() if "aria-labelledby" in element.attributes
    ]

    assert text.startswith("<!DOCTYPE html>")
    assert len(ids) == len(set(ids))
    assert [link for link in links if not link.startswith("#") or link[1:] not in ids] == []
    assert [label for label in labels if label not in ids] == []


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(reports)
def test_any_report_is_sound_html(report):
    assert "Storage review" in read(page(report)).text()


@pytest.mark.parametrize("make", SAMPLES)
def test_headings_go_down_one_step_at_a_time(make):
    levels = [int(element.tag[1]) for element in read(page(make())).all("h1", "h2", "h3", "h4", "h5")]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert [(a, b) for a, b in pairwise(levels) if b > a + 1] == []


@pytest.mark.parametrize("make", SAMPLES)
def test_every_table_has_a_caption_and_named_cells(make):
    for table in read(page(make())).all("table"):
        heads = [head.text() for head in table.all("th") if head.attributes["scope"] == "col"]
        rows = [row for body in table.all("tbody") for row in body.all("tr")]

        assert next(table.all("caption")).text()
        assert rows
        assert [cell.attributes["data-head"] for cell in rows[0].all("th", "td")] == heads
        assert [len(list(row.all("th"))) for row in rows] == [1] * len(rows)


@pytest.mark.parametrize("make", SAMPLES)
def test_nothing_is_asked_of_the_network_and_nothing_runs(make):
    text = page(make())
    tree = read(text)
    policy = next(e for e in tree.all("meta") if "http-equiv" in e.attributes).attributes["content"]

    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:")
    assert not {element.tag for element in tree.all()} & {"script", "img", "iframe", "object", "embed", "form", "base"}
    assert [e.attributes for e in tree.all() if {"src", "srcset", "xlink:href", "onclick"} & e.attributes.keys()] == []
    assert [e.attributes["href"] for e in tree.all("link")] == ["data:,"]
    assert not re.search(r"url\(|@import", "".join(e.text() for e in tree.all("style")))


def test_the_bytes_do_not_depend_on_the_process():
    code = (
        "import sys; from infra.review.render.page import page; from tests.review.samples import rich_report;"
        "sys.stdout.buffer.write(page(rich_report()).encode())"
    )
    made = {
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }

    assert made == {page(rich_report()).encode()}


def test_nothing_changed_is_one_sentence():
    tree = read(page(empty_report()))

    assert [p.text() for p in next(tree.all("main")).all("p")] == ["Nothing changes.", "Nothing changes in prod ."]
    assert headings(tree) == ["Storage review: shop", "Summary"]


def test_what_can_lose_files_comes_first_and_says_all():
    tree = of(hazards=(HAZARD,), counts=Counts(replace=1))
    card = next(tree.all("article"))

    assert headings(tree)[2:4] == ["prod", "Stateful changes 1"]
    assert card.attributes["id"] == "change-c1234567"
    assert [(fact.text()) for fact in card.all("div")] == [
        'Forced by bucket from "a" becomes "b"',
        "Lost All files; protect stops it.",
        "Instead Keep the name.",
        "Spec storage.yaml:31 stores.media.name",
        "Acknowledge c1234567",
    ]
    assert next(next(tree.all("main")).all("a")).text() == "prod: the bucket shop-media is replaced"
    assert "1 change can lose files or what opens them." in tree.text()


def test_the_verdict_counts_what_was_acknowledged():
    text = read(page(rich_report())).text()

    assert "8 changes can lose files or what opens them, 4 of them acknowledged." in text
    assert "Anyone can read more: media/pictures/* in prod and staging." in text
    assert "Stopped by stateful, broadened, drift and policy." in text


def test_a_gate_leads_to_what_stops_it_in_whichever_environment():
    """The card stands under `prod and staging`, and has both ids."""
    prod, staging = (
        EnvironmentReport(name, "cloud", hazards=(replace(HAZARD, id=identity),), counts=Counts(replace=1))
        for name, identity in (("prod", "c1111111"), ("staging", "c2222222"))
    )
    stops = GateResult("stateful", (("c2222222", "staging: the bucket is replaced"), ("unreadable", "no way to know")))
    tree = read(page(replace(empty_report(), environments=(prod, staging), gates=(stops,))))

    assert "prod and staging" in headings(tree)
    assert [a.attributes["href"] for a in tree.all("a") if a.text().startswith("staging: ")] == ["#change-c1111111"]
    assert next(tree.all("article")).text().endswith("Acknowledge c1111111 prod c2222222 staging")


@pytest.mark.parametrize(
    "other",
    [
        {"hazards": (replace(HAZARD, after='"c"'),)},
        {"hazards": (HAZARD, replace(HAZARD, subject="bucket assets"))},
        {"counts": Counts(replace=2)},
        {"churn": 1},
    ],
)
def test_environments_that_differ_stand_apart(other):
    prod = EnvironmentReport("prod", "cloud", hazards=(HAZARD,), counts=Counts(replace=1))
    tree = read(page(replace(empty_report(), environments=(prod, replace(prod, name="staging", **other)))))

    assert [title for title in headings(tree) if title in ("prod", "staging")] == ["prod", "staging"]


def test_a_permission_is_told_by_sign_word_and_effect():
    gained = PermissionChange("+", Who("public", "bucket"), ("read",), ("media/*",), True, "PublicRead", cloud="s3")
    lost = PermissionChange("-", Who("workload", "web"), ("delete",), ("media/*",), False, id="c7654321")
    tree = of(permissions=(gained, lost))
    (table,) = (table for table in tree.all("table") if next(table.all("caption")).text() == "Who may do what")
    rows = [row.text() for row in table.all("tr")]

    assert rows[1:] == [
        "+ added anyone read media/* broadened PublicRead AWS",
        "\N{MINUS SIGN} removed web delete media/* narrowed",
    ]


def test_a_denial_is_not_worded_as_a_gain():
    denied = PermissionChange("+", Who("workload", "web"), ("write",), ("media/*",), False, condition="Deny if not TLS")

    assert "+ added web denied write media/* only if not TLS narrowed" in of(permissions=(denied,)).text()


def test_the_summary_counts_drift_where_there_is_any_and_names_what_stays():
    prod, test, dev = (EnvironmentReport(name, "cloud") for name in ("prod", "test", "dev"))
    drifted = replace(prod, drifts=(Drift("settings.py", "is behind"),))
    old = replace(dev, findings=(Finding("r", "note", "m", "", "media", new=False),))
    tree = read(page(replace(empty_report(), environments=(drifted, test, old))))
    (table,) = (table for table in tree.all("table") if next(table.all("caption")).text() == "Environments")
    heads, *rows = ([cell.text() for cell in row.all("th", "td")] for row in table.all("tr"))

    assert heads[-1] == "Drift"
    assert [(row[0], row[-1]) for row in rows] == [("prod", "1")]
    assert "Nothing changes in test , dev ." in tree.text()
    assert "Drift" not in [head.text() for head in of(counts=Counts(create=1)).all("th")]


def test_code_before_a_full_stop_has_no_space_after_it():
    text = page(replace(empty_report(), environments=(EnvironmentReport("prod", "cloud", hazards=(
        replace(HAZARD, loss="Gone after `pulumi up`; (`x` too)."),)),)))  # fmt: skip

    assert "<span>Gone after</span> <code>pulumi up</code><span>; (</span><code>x</code> <span>too).</span>" in text


def test_a_report_without_a_project_is_called_by_its_spec():
    text = page(replace(failed_report(), project=""))

    assert "<title>Storage review: storage.yaml</title>" in text
    assert "<h1>Storage review: storage.yaml</h1>" in text


def test_findings_from_before_are_folded():
    old = Finding("s3-tls-only", "error", "allows plain HTTP", "Deny it.", "media", new=False)
    tree = of(findings=(old, replace(old, rule="s3-versions", new=True)))
    folded = next(tree.all("details"))

    assert "s3-versions" in tree.text()
    assert "s3-versions" not in folded.text()
    assert folded.text().startswith("1 finding from before the change, or notes")


def test_findings_of_an_environment_that_stays_as_it_is_are_there_too():
    old = Finding("s3-tls-only", "error", "allows plain HTTP", "Deny it.", "media", new=False)
    environment = EnvironmentReport("prod", "cloud", findings=(old,))
    tree = read(page(replace(empty_report(), environments=(environment,))))

    assert headings(tree) == ["Storage review: shop", "Summary", "prod", "Policy findings 1"]
    assert next(next(tree.all("main")).all("p")).text() == "Nothing changes."


def test_a_resource_unfolds_to_its_properties():
    change = ResourceChange(
        "urn:x", "aws:s3/bucket:Bucket", "media", "replace", "store media",
        (PropertyChange("bucket", '"a"', None, forces=True),), stateful=True, forgotten=True,
    )  # fmt: skip
    tree = of(resources=(change,), counts=Counts(replace=1), churn=2, secrets_changed=1)
    group, inner = list(tree.all("details"))

    assert "open" in group.attributes
    assert next(group.all("summary")).text() == "store media 1 replace"
    assert next(inner.all("summary")).text() == "replace media aws:s3/bucket:Bucket stateful forgotten"
    assert [row.text() for row in inner.all("tr")][1] == 'bucket "a" not set makes a new resource'
    assert "2 resources are not shown: only order, formatting or descriptions differ." in tree.text()
    assert "1 secret changes; no value is shown." in tree.text()


def test_a_side_that_cannot_be_read_is_all_there_is():
    tree = read(page(failed_report()))

    assert headings(tree)[:3] == ["Storage review: shop", "Problems of the spec 3", "unknown key 'regoin' <b> error"]
    assert "HEAD cannot be read: 2 problems." in tree.text()
    assert "storage.yaml:12:5 stores.media.regoin" in tree.text()


def test_texts_of_strangers_stay_texts():
    text = page(rich_report())
    tree = read(text)

    assert "<script>alert('x')</script>" in tree.text()
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]", text)
    assert "bidi \\u202egnp.exe\\u202c" in tree.text()
    assert text.encode()


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_name_moves_nothing(hostile):
    report = replace(empty_report(), project=hostile, spec=hostile, tool=hostile, notes=(hostile,))
    environment = EnvironmentReport(hostile, hostile, "changed", hazards=(replace(HAZARD, id=hostile),))
    calm = replace(report, project="x", spec="x", tool="x", notes=("x",))

    shaped = [e.tag for e in read(page(replace(report, environments=(environment,)))).all()]
    expected = [
        e.tag for e in read(page(replace(calm, environments=(replace(environment, name="x", target="x"),)))).all()
    ]

    assert shaped == expected


def test_half_a_character_does_not_stop_the_page():
    assert "half \\ud800" in page(replace(empty_report(), notes=("half \ud800",))).encode().decode()


def test_a_long_table_folds_its_end():
    changes = tuple(
        PermissionChange("+", Who("workload", f"w{number}"), ("read",), ("media/*",), True) for number in range(100)
    )
    tree = of(permissions=changes)

    assert "40 more: who may do what" in tree.text()
    assert all(f"w{number} read" in tree.text() for number in range(100))


def test_two_thousand_resources_take_no_two_seconds():
    page(empty_report())
    started = time.process_time()
    text = page(huge_report())

    assert time.process_time() - started < 4  # 1 s on a quiet machine
    assert text.count("<details") > 2000
