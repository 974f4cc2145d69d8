"""What stops a change, and who lets it through."""

from __future__ import annotations

import pytest

from tests.review.whole.conftest import SPEC, only

ALL = "stateful,broadened,public,drift,policy"
OFF = ("{provider: s3}", "{provider: s3, versioning: false}")
OPEN = ("access: private", "access: public")
MORE = ("[read, write]", "[read, write, delete]")
FEWER = ("[read, write]", "[read]")


def edited(*edits):
    text = SPEC
    for old, new in edits:
        assert text.count(old) == 1
        text = text.replace(old, new)
    return text


def stopped(report):
    return {gate["gate"]: gate["stopped_by"] for gate in report["gates"] if gate["failed"]}


@pytest.mark.parametrize(
    ("edits", "gates"),
    [
        ([OFF], {"stateful"}),
        ([MORE], {"broadened"}),
        ([OPEN], {"stateful", "broadened", "public", "policy"}),
        ([FEWER], set()),
        ([], set()),
    ],
)
def test_each_gate_stops_at_its_own(checkout, edits, gates):
    checkout.write(edited(*edits))
    report = checkout.json("--fail-on", ALL, code=10 if gates else 0)

    assert set(stopped(report)) == gates
    assert [item["gate"] for item in report["gates"]] == ALL.split(",")


def test_a_gate_that_was_not_asked_for_stops_nothing(checkout):
    checkout.write(edited(OFF, OPEN))

    assert checkout.run().code == 0
    assert checkout.run("--fail-on", "drift").code == 0
    assert checkout.run("--fail-on", "public, drift").code == 10


def test_generated_files_that_are_behind_are_drift(checkout):
    from generator.cli import main as gen_settings

    assert gen_settings(["--spec", str(checkout.folder / "storage.yaml")]) == 0
    checkout.commit()
    assert checkout.run("--fail-on", "drift").code == 0

    checkout.write(edited(("prefix: media/", "prefix: files/")))
    report = checkout.json("--fail-on", "drift", code=10)
    assert "behind the spec" in str(stopped(report)["drift"])


@pytest.mark.parametrize("edits", [[OFF], [MORE], [OPEN]])
@pytest.mark.parametrize("how", ["spec", "label", "variable"])
def test_what_is_acknowledged_passes_and_is_shown(checkout, monkeypatch, edits, how):
    text = edited(*edits)
    checkout.write(text)
    ids = sorted({item[0] for gate in stopped(checkout.json("--fail-on", ALL, code=10)).values() for item in gate})
    extra = []
    if how == "spec":
        rows = "".join(f"    - {{id: {one}, reason: agreed with ops}}\n" for one in ids)
        checkout.write(f"{text}review:\n  acknowledge:\n{rows}")
    elif how == "label":
        extra = ["--labels", '["bug", ' + ", ".join(f'"storage-ack:{one}"' for one in ids) + "]"]
    else:
        monkeypatch.setenv("STOWPLAN_LABELS", "\n".join(f"storage-ack:{one}" for one in ids))

    report = checkout.json("--fail-on", ALL, *extra)

    assert stopped(report) == {}
    assert report["stale"] == []
    groups = ("hazards", "permissions", "trusts", "exposures", "findings")
    let = [item for group in groups for item in only(report)[group] if item["acknowledged"]]
    assert sorted({item["id"] for item in let}) == ids
    assert {item["acknowledged"]["by"] for item in let} == {"spec" if how == "spec" else "label"}
    for form in ("text", "markdown", "html"):
        shown = checkout.run("--format", form, "--fail-on", ALL, *extra).out
        assert ("agreed with ops" if how == "spec" else "label") in " ".join(shown.split()), form


def test_one_acknowledgement_lets_nothing_else_through(checkout):
    checkout.write(edited(OFF, MORE))
    report = checkout.json("--fail-on", "stateful,broadened", code=10)
    (one,), (other,) = stopped(report)["stateful"], stopped(report)["broadened"]

    report = checkout.json("--fail-on", "stateful,broadened", "--labels", f"storage-ack:{one[0]}", code=10)

    assert stopped(report) == {"broadened": [other]}


def test_an_acknowledgement_of_another_value_is_stale(checkout):
    old = edited(("{provider: s3}", "{provider: s3, encryption: {type: kms}, kms_deletion_days: 30}"))
    checkout.commit(old)
    checkout.write(old.replace("days: 30", "days: 14"))
    (one,) = stopped(checkout.json("--fail-on", "stateful", code=10))["stateful"]
    checkout.write(
        f"{old.replace('days: 30', 'days: 7')}review: {{acknowledge: [{{id: {one[0]}, reason: two weeks}}]}}\n"
    )
    report = checkout.json("--fail-on", "stateful", code=10)

    assert one[0] not in {item[0] for item in stopped(report)["stateful"]}
    assert report["stale"] == [one[0]]


def test_acknowledgements_of_nothing_are_named(checkout):
    checkout.write(SPEC + "review: {acknowledge: [{id: c000000000000001, reason: long ago}]}\n")
    report = checkout.json("--labels", "storage-ack:c000000000000002 storage-ack:nonsense other")

    assert report["stale"] == ["c000000000000001", "c000000000000002"]
    assert {item["mark"] for item in report["environments"]} == {"same"}


def test_labels_given_win_over_the_variable(checkout, monkeypatch):
    checkout.write(edited(OFF))
    (one,) = stopped(checkout.json("--fail-on", "stateful", code=10))["stateful"]
    monkeypatch.setenv("STOWPLAN_LABELS", f"storage-ack:{one[0]}")

    assert checkout.run("--fail-on", "stateful").code == 0
    assert checkout.run("--fail-on", "stateful", "--labels", "").code == 10


def test_what_stops_is_said_on_stderr_and_the_report_is_written(checkout):
    checkout.write(edited(OFF))
    path = checkout.folder / "review.md"
    done = checkout.run("--fail-on", ALL, "--output", path)

    assert (done.code, done.out) == (10, "")
    first, last = done.err.splitlines()
    assert first.startswith("stowplan: stateful c")
    assert first.endswith("prod: versioning of the bucket shop-prod-media is turned off")
    assert last == "stowplan: acknowledge what is meant, in the spec (`review: acknowledge`) or by a label"
    assert "versioning of the bucket" in path.read_text()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--fail-on", "statefull"], "there is no gate 'statefull'"),
        (["--fail-on", "all"], "there is no gate 'all'"),
        (["--output", "review.pdf"], "review.pdf: the form of a report follows from its suffix"),
        (["--output", "review"], "review: the form of a report follows from its suffix"),
        (["--output", "nowhere/review.md"], "nowhere/review.md: there is no folder 'nowhere'"),
        (["--usage", "usage.yaml"], "usage.yaml"),
        (["--policy-pack", "nowhere"], "nowhere"),
    ],
)
def test_what_the_command_line_asks_for_and_is_not_there(checkout, monkeypatch, arguments, message):
    monkeypatch.chdir(checkout.folder)
    done = checkout.run(*arguments)

    assert (done.code, done.out) == (12 if "--policy-pack" in arguments else 2, "")
    assert message in done.err
    assert done.err.startswith("stowplan: ")


def test_a_file_that_cannot_be_written(checkout):
    (checkout.folder / "review.md").mkdir()
    done = checkout.run("--output", checkout.folder / "review.md")

    assert done.code == 5
    assert "review.md cannot be written" in done.err


def test_what_is_merged_lets_the_same_change_through_no_more(checkout):
    """Granted with a reason, taken back, and granted again: that is another decision."""
    checkout.write(edited(OFF))
    (one,) = stopped(checkout.json("--fail-on", "stateful", code=10))["stateful"]
    said = f"review: {{acknowledge: [{{id: {one[0]}, reason: empty}}]}}\n"
    checkout.write(edited(OFF) + said)
    assert checkout.run("--fail-on", "stateful").code == 0

    checkout.write(SPEC + said)
    checkout.commit()
    checkout.write(edited(OFF) + said)
    assert checkout.run("--fail-on", "stateful").code == 10
    assert checkout.run("--fail-on", "stateful", "--labels", f"storage-ack:{one[0]}").code == 0


def test_one_environment_alone_calls_no_acknowledgement_stale(checkout):
    checkout.write(SPEC + "review: {acknowledge: [{id: c000000000000001, reason: of another}]}\n")

    assert checkout.json("--env", "prod")["stale"] == []
