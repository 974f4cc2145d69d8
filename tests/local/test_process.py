"""The detached local AWS: started once, found, stopped, and never another process in its place."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import socket
import stat
from pathlib import Path

import pytest

from generator.errors import LocalCloudError, MissingExtraError
from infra.local import process, state
from infra.local.aws import cloud
from tests.local.helpers import fetch, make_bucket


@pytest.fixture
def started(tmp_path: Path):
    aws = cloud.start(tmp_path)
    yield aws
    cloud.stop(tmp_path)


def test_a_life(tmp_path, started):
    file = tmp_path / "aws.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert started.pid != os.getpid()
    assert started.endpoint.startswith("http://127.0.0.1:")
    assert cloud.status(tmp_path) == started
    assert cloud.start(tmp_path) == started  # the same process
    name = make_bucket(started)
    started.client("s3").put_object(Bucket=name, Key="a", Body=b"x")
    assert cloud.stop(tmp_path) is True
    assert not file.exists()
    assert cloud.status(tmp_path) is None
    assert cloud.stop(tmp_path) is False
    with pytest.raises(OSError, match="refused"):
        fetch(started.endpoint)


def test_secrets_stay_out_of_sight(tmp_path, started):
    record = json.loads((tmp_path / "aws.json").read_text())
    log = (tmp_path / "aws.log").read_text()
    for name in ("token", "secret_key", "access_key"):
        assert record[name] not in repr(started)
        assert record[name] not in log
    arguments = Path(f"/proc/{started.pid}/cmdline")
    if arguments.exists():
        assert record["token"] not in arguments.read_text()


def test_a_given_port_and_one_in_use(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        message = f"local aws did not start: port {port} of 127.0.0.1 cannot be used: Address already in use; see "
        with pytest.raises(LocalCloudError, match=message):
            cloud.start(tmp_path / "one", port=port)
    assert cloud.status(tmp_path / "one") is None
    aws = cloud.start(tmp_path / "two", port=port)
    cloud.stop(tmp_path / "two")
    assert aws.endpoint == f"http://127.0.0.1:{port}"


def test_a_start_that_fails_says_where_to_look(tmp_path):
    with pytest.raises(LocalCloudError, match=r"local aws did not start: it ended at once; see .*aws\.log"):
        process.launch("aws", "infra.local.aws.nothing", tmp_path)
    assert "No module named infra.local.aws.nothing" in (tmp_path / "aws.log").read_text()


def record_of(**more: str) -> dict[str, str]:
    return {"pid": str(os.getpid()), "token": "t", "endpoint": "http://127.0.0.1:1", "account": "1",
            "access_key": "a", "secret_key": "s", **more}  # fmt: skip


def test_a_stale_file_is_not_a_running_cloud(tmp_path):
    file = state.path_of(tmp_path, "aws")
    state.save(file, record_of())
    assert cloud.status(tmp_path) is None
    assert cloud.stop(tmp_path) is False  # this test's own process id is in it, and lives on
    assert not file.exists()


def test_another_process_on_the_port_is_left_alone(tmp_path, started):
    other = tmp_path / "other"
    state.save(state.path_of(other, "aws"), record_of(endpoint=started.endpoint))
    assert cloud.status(other) is None
    assert cloud.stop(other) is False
    stolen = record_of(endpoint=started.endpoint, token=started.token)  # right token, another process id
    state.save(state.path_of(other, "aws"), stolen)
    assert cloud.stop(other) is False
    assert cloud.status(tmp_path) == started


@pytest.mark.parametrize("text", ["", "{", "[]", '{"pid": 1}', '{"pid": "1"}', '{"pid": "1", "endpoint": "x"}'])
def test_a_broken_file_is_no_cloud(tmp_path, text):
    state.path_of(tmp_path, "aws").write_text(text)
    assert cloud.status(tmp_path) is None
    assert cloud.stop(tmp_path) is False


def test_a_file_of_a_newer_process_is_not_forgotten(tmp_path):
    file = state.path_of(tmp_path, "aws")
    state.save(file, record_of(token="new"))
    state.forget(file, "old")
    assert state.load(file) == record_of(token="new")
    state.forget(file, "new")
    assert state.load(file) is None


def test_moto_is_asked_for(tmp_path, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    message = "the local AWS needs the package 'moto': pip install 'stowplan[local]'"
    with pytest.raises(MissingExtraError, match=re.escape(message)):
        cloud.start(tmp_path)
