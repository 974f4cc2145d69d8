"""Against what the engine knows: an exported state, a preview."""

from __future__ import annotations

import json

import pytest

from infra.export.stack import stack_export
from infra.stack import graph_of
from tests.isolation.graphs import AZURE, GOOGLE
from tests.review.whole.conftest import SPEC, only

OFF = SPEC.replace("{provider: s3}", "{provider: s3, versioning: false}")
VERSIONING = "BucketVersioning::"


@pytest.fixture
def exported(checkout):
    """The rows of the spec's stack, as `pulumi stack export` writes them, and how to put them back."""
    return _export(checkout)


def _export(checkout):
    return json.loads(stack_export(graph_of(str(checkout.folder / "storage.yaml"), "prod")))


def saved(checkout, document, name="state.json"):
    return checkout.write(json.dumps(document), name)


def row(document, part):
    return next(item for item in document["deployment"]["resources"] if part in item["urn"])


@pytest.mark.parametrize("spec", [SPEC, GOOGLE, AZURE], ids=["aws", "gcp", "azure"])
def test_what_is_deployed_as_the_spec_says_changes_nothing(checkout, spec):
    checkout.commit(spec)
    state = saved(checkout, _export(checkout))

    for more in ((), ("--base", "HEAD")):
        report = checkout.json("--state", state, *more, "--fail-on", "stateful,broadened,public,drift,policy", code=0)
        found = only(report)
        assert (found["hazards"], found["permissions"], found["drifts"], found["resources"]) == ([], [], [], [])
    assert report["mode"] == "state"


def test_a_change_is_compared_with_what_is_deployed(checkout, exported):
    checkout.write(OFF)
    found = only(checkout.json("--state", saved(checkout, exported)))

    assert [item["kind"] for item in found["hazards"]] == ["versioning-off"]
    assert found["counts"]["update"] == 1


def test_what_was_deployed_otherwise_is_put_back_and_is_drift(checkout, exported):
    there = row(exported, VERSIONING)
    for side in ("inputs", "outputs"):
        there[side]["versioningConfiguration"] = {"status": "Suspended"}
    report = checkout.json("--state", saved(checkout, exported), "--base", "HEAD", "--fail-on", "drift", code=10)
    found = only(report)

    assert found["counts"]["update"] == 1
    assert found["hazards"] == []
    (drift,) = found["drifts"]
    assert "deployed otherwise than the base says" in drift["what"]
    assert "versioningConfiguration" in drift["what"]


def test_what_is_not_deployed_yet_is_created_and_what_is_foreign_looks_deleted(checkout, exported):
    rows = exported["deployment"]["resources"]
    rows.remove(row(exported, VERSIONING))
    stack = rows[0]["urn"].rpartition("::")[0].rpartition("::")[0]
    rows.append(
        {"urn": f"{stack}::aws:sns/topic:Topic::mine", "type": "aws:sns/topic:Topic", "custom": True, "id": "x"}
    )
    found = only(checkout.json("--state", saved(checkout, exported)))

    assert (found["counts"]["create"], found["counts"]["delete"]) == (1, 1)


def test_the_stack_chooses_the_environment(checkout, exported):
    state = saved(checkout, exported)

    assert [item["name"] for item in checkout.json("--state", state)["environments"]] == ["prod"]
    text = json.dumps(exported).replace("urn:pulumi:prod::", "urn:pulumi:live::")
    done = checkout.run("--state", checkout.write(text, "live.json"))
    assert done.code == 2
    assert "live.json is of the stack 'live'" in done.err
    there = checkout.json("--state", checkout.folder / "live.json", "--env", "prod")
    assert only(there)["resources"] == []


@pytest.mark.parametrize("option", ["--state", "--preview"])
@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"a": 1}'])
def test_what_is_no_such_file(checkout, option, text):
    done = checkout.run(option, checkout.write(text, "x.json"), "--env", "prod")

    assert (done.code, done.out) == (4, "")
    assert "pulumi" in done.err


def test_a_file_that_is_not_there(checkout):
    done = checkout.run("--state", checkout.folder / "nope.json")

    assert done.code == 4
    assert "nope.json cannot be read" in done.err


def preview(before, after, **ops):
    """A digest; `ops` by a part of the urn."""
    old = {item["urn"]: item for item in before["deployment"]["resources"]}
    new = {item["urn"]: item for item in after["deployment"]["resources"]}
    steps = []
    for urn in {**old, **new}:
        op = "same" if old.get(urn) == new.get(urn) else "update" if urn in old and urn in new else None
        op = op or ("create" if urn in new else "delete")
        more = next((value for part, value in ops.items() if part in urn), {"op": op})
        steps.append({"urn": urn, "oldState": old.get(urn), "newState": new.get(urn), **more})
    return {"config": {}, "steps": steps, "changeSummary": {"same": 1}}


def test_a_preview_without_changes(checkout, exported):
    path = saved(checkout, preview(exported, exported), "preview.json")
    report = checkout.json("--preview", path, "--fail-on", "stateful,broadened,public,drift,policy")

    assert (only(report)["resources"], only(report)["drifts"]) == ([], [])
    assert report["mode"] == "preview"


def test_the_engine_replaces_what_we_would_update(checkout, exported):
    checkout.write(OFF)
    after = _export(checkout)
    urn = row(after, VERSIONING)["urn"]
    decided = {"op": "replace", "replaceReasons": ["versioningConfiguration"]}
    path = saved(checkout, preview(exported, after, BucketVersioning=decided), "preview.json")
    found = only(checkout.json("--preview", path, "--fail-on", "drift", code=10))

    assert found["counts"]["replace"] == 1
    (change,) = found["resources"]
    assert (change["urn"], change["kind"]) == (urn, "replace")
    (drift,) = found["drifts"]
    assert drift["what"] == "offline update, the engine replace (forced by versioningConfiguration)"


def test_the_engine_replaces_a_bucket(checkout, exported):
    decided = {"op": "replace", "replaceReasons": ["objectLockEnabled"]}
    name = "aws:s3/bucket:Bucket::media"
    path = saved(checkout, preview(exported, exported, **{name: decided}), "preview.json")
    found = only(checkout.json("--preview", path, "--fail-on", "stateful,drift", code=10))

    assert [(item["kind"], item["forced_by"]) for item in found["hazards"]] == [("replace", "objectLockEnabled")]
    assert any("the engine replace" in item["what"] for item in found["drifts"])


def test_state_and_preview_are_not_asked_together(checkout, capsys):
    with pytest.raises(SystemExit) as ended:
        checkout.run("--state", "a", "--preview", "b")
    assert ended.value.code == 2
