"""A local environment on more than one cloud: what stays when clouds are added, lost and left."""

from __future__ import annotations

import json
import os
import shutil
import signal
from pathlib import Path

import pytest

import generator.cli
import infra.cli
from infra.local import process
from infra.local.azure.cloud import available

SPEC = """\
version: 1
project: pair
django: {package: pair_storage, env_formats: [shell]}
stores:
  one: {provider: gcs, cdn: {signing: {keys: [k1]}}}
  TWO
storages:
  default: {store: one, prefix: media/, access: private}
  ALSO
workloads:
  web: {runs_on: {type: cloud-run}, GRANTS}
environments: {local: {target: local}}
"""
ONE = {"TWO": "", "ALSO": "", "GRANTS": "grants: {default: [read, write]}"}
BOTH = {
    "TWO": "two: {provider: s3}",
    "ALSO": "other: {store: two, prefix: other/, access: private}",
    "GRANTS": "keys: [s3], grants: {default: [read, write], other: [read]}",
}


def written(path, words):
    text = SPEC
    for word, value in words.items():
        text = text.replace(word, value)
    path.write_text(text, encoding="utf-8")


@pytest.fixture
def spec(tmp_path):
    path = tmp_path / "storage.yaml"
    written(path, ONE)
    yield path
    infra.cli.main(["local", "down", "--spec", str(path)])


def run(spec, capsys, *argv):
    code = infra.cli.main([*argv, "--spec", str(spec)])
    return code, *capsys.readouterr()


def pid(spec, cloud):
    return int(json.loads((spec.parent / f".stowplan/local/local/{cloud}.json").read_text())["pid"])


def test_a_second_up_changes_nothing(spec, capsys):
    run(spec, capsys, "local", "up")
    _, out, _ = run(spec, capsys, "local", "up")

    assert [line for line in out.splitlines() if line.startswith(("create", "update", "replace", "delete"))] == []


def test_a_cloud_that_is_added_leaves_the_other_as_it_is(spec, capsys):
    run(spec, capsys, "local", "up")
    before = pid(spec, "gcp")
    written(spec, BOTH)
    code, out, _ = run(spec, capsys, "local", "up")

    assert (code, pid(spec, "gcp")) == (0, before)
    assert not [line for line in out.splitlines() if line.startswith("create") and "gcp storage Bucket" in line]
    assert [line for line in out.splitlines() if line.startswith("create") and " s3 Bucket " in line.replace("  ", " ")]


def test_a_cloud_that_was_killed_is_filled_again_and_the_other_kept(spec, capsys):
    written(spec, BOTH)
    run(spec, capsys, "local", "up")
    before = pid(spec, "gcp")
    os.kill(pid(spec, "aws"), signal.SIGKILL)
    code, _, err = run(spec, capsys, "local", "up")

    assert (code, err.count("error")) == (0, 0)
    assert pid(spec, "gcp") == before
    assert generator.cli.main(["--spec", str(spec)]) == 0


def test_a_cloud_that_the_spec_leaves_is_stopped(spec, capsys):
    written(spec, BOTH)
    run(spec, capsys, "local", "up")
    left = pid(spec, "aws")
    written(spec, ONE)
    code, _, _ = run(spec, capsys, "local", "up")

    assert code == 0
    assert not process._alive(left)


def test_without_its_state_everything_is_made_anew(spec, capsys):
    run(spec, capsys, "local", "up")
    (spec.parent / ".stowplan/local/local/state.json").unlink()

    assert run(spec, capsys, "local", "up")[0] == 0


def test_an_environment_that_was_renamed_can_be_stopped(spec, capsys):
    run(spec, capsys, "local", "up")
    running = pid(spec, "gcp")
    spec.write_text(spec.read_text().replace("{local: {target", "{laptop: {target"))
    code, out, _ = run(spec, capsys, "local", "down", "--env", "local")
    unknown = run(spec, capsys, "local", "down", "--env", "never")

    assert (code, out) == (0, "local: stopped\n")
    assert not process._alive(running)
    assert unknown[0] == 3
    assert "error SPEC026 there is no environment 'never'\n    fix: environments of this spec: laptop" in unknown[2]


@pytest.mark.parametrize("content", [b"short", b"", b"\xc3\xa9"], ids=["short", "empty", "no text"])
def test_a_signing_key_that_is_none(spec, capsys, content):
    folder = spec.parent / ".stowplan/local/local/keys"
    folder.mkdir(parents=True)
    (folder / "one-k1.key").write_bytes(content)
    code, _, err = run(spec, capsys, "local", "up")

    assert code == 5
    assert "one-k1.key does not hold a key (16 bytes in base64url); remove it to have one made" in err
    assert not (spec.parent / ".stowplan/local/local/gcp.json").exists()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("workloads:\n", "workloads:\n  late: {runs_on: {type: vps}, grants: {default: [read]}}\n"),
        ("  two: {provider: s3}", "  two: {provider: s3}\n  three: {provider: s3}\n  four: {provider: gcs}"),
        ("storages:\n", "storages:\n  late: {store: one, prefix: late/, access: private}\n"),
        ("  two: {provider: s3}", "  two: {provider: gcs}"),
    ],
    ids=["a workload", "stores", "an alias", "a provider"],
)
def test_status_after_an_edit(spec, capsys, old, new):
    written(spec, BOTH)
    run(spec, capsys, "local", "up")
    spec.write_text(spec.read_text().replace(old, new, 1))
    code, out, err = run(spec, capsys, "local", "status")

    assert (code, "Traceback" in err) == (0, False)
    assert "the spec has changed since the last `stowplan local up`; this is what was applied then" in out


def test_damaged_outputs(spec, capsys):
    run(spec, capsys, "local", "up")
    (spec.parent / ".stowplan/local/local/outputs.json").write_text("{")
    code, _, err = run(spec, capsys, "local", "status")

    assert code == 7
    assert "outputs.json is damaged; run `stowplan local up` again" in err


def test_a_folder_that_is_none(tmp_path, capsys):
    path = tmp_path / "storage.yaml"
    written(path, ONE)
    (tmp_path / ".stowplan").write_text("")

    assert run(path, capsys, "local", "down")[0] in {0, 7}
    code, _, err = run(path, capsys, "local", "up")
    assert (code, "Traceback" in err) == (7, False)


@pytest.mark.skipif(bool(available()), reason=f"the local Azure cannot run: {available()}")
def test_three_clouds_at_once(tmp_path, capsys):
    path = tmp_path / "storage.yaml"
    shutil.copy(Path(__file__).parents[2] / "examples/three-clouds.yaml", path)
    try:
        code, out, _ = run(path, capsys, "local", "up")
        status = run(path, capsys, "local", "status")[1]
    finally:
        run(path, capsys, "local", "down")

    assert code == 0
    assert [line.split(" at ")[0] for line in out.splitlines() if line.startswith("local ")] == [
        "local AWS",
        "local Google Cloud",
        "local Azure",
    ]
    rows = [line.split() for line in status[status.index("who may  ") :].splitlines()[2:]]
    assert rows == [
        ["web", "read", "read", "write", "delete", "list", "read", "write", "list", "read", "write", "list"],
        ["deploy", "read", "write", "delete", "list", "-", "list", "list"],
    ]
