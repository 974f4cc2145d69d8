"""The local cloud beside a project: what it leaves alone, and what it says."""

from __future__ import annotations

import pytest

import infra.cli
from infra.local import process
from tests.e2e.test_specs import SPEC

STORE = "{provider: s3, cdn: {signing: {public_keys: {k1: keys/k1.pem}}}}"


@pytest.fixture
def spec(tmp_path):
    path = tmp_path / "storage.yaml"
    text = SPEC.format(store=STORE, default="access: private", runs_on="ecs")
    path.write_text(text.replace("environments: {local", "environments: {prod: {}, local"), encoding="utf-8")
    yield path
    infra.cli.main(["local", "down", "--spec", str(path)])


def run(spec, capsys, *argv):
    code = infra.cli.main([*argv, "--spec", str(spec)])
    return code, *capsys.readouterr()


def test_keys_of_the_project_are_never_touched(spec, capsys):
    run(spec, capsys, "keys", "--env", "prod")
    before = (spec.parent / "keys/k1.pem").read_bytes()
    code, *_ = run(spec, capsys, "local", "up")

    assert code == 0
    assert (spec.parent / "keys/k1.pem").read_bytes() == before
    assert sorted(path.name for path in spec.parent.iterdir()) == [".stowplan", "keys", "storage.yaml"]


def test_a_running_cloud_keeps_its_port(spec, capsys):
    run(spec, capsys, "local", "up")
    code, _, err = run(spec, capsys, "local", "up", "--port", "1")

    assert code == 7
    assert "`stowplan local down` first, then `up --port 1`" in err


def test_status_before_and_between(spec, capsys):
    before = run(spec, capsys, "local", "status")
    run(spec, capsys, "local", "up")
    (spec.parent / ".stowplan/local/local/outputs.json").unlink()
    between = run(spec, capsys, "local", "status")

    assert before[1] == "local: not running; start it with `stowplan local up`\n"
    assert between[0] == 0
    assert between[1].endswith("not provisioned; run `stowplan local up`\n")


def test_down_ends_the_process(spec, capsys):
    _, out, _ = run(spec, capsys, "local", "up")
    pid = int(out.partition("(process ")[2].partition(")")[0])
    run(spec, capsys, "local", "down")

    assert not process._alive(pid)


def test_a_port_that_is_none(spec, capsys):
    with pytest.raises(SystemExit) as ended:
        run(spec, capsys, "local", "up", "--port", "99999")

    assert ended.value.code == 2
    assert "99999 is no port: 0 to 65535, and 0 for a free one" in capsys.readouterr().err
