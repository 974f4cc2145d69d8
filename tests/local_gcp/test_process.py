"""The detached local Google Cloud: started once, found, stopped, started again, and told apart from others."""

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
from infra.local import state
from infra.local.gcp import cloud
from tests.local_gcp.helpers import account, acting_as, bucket, fetch, grant


@pytest.fixture
def started(tmp_path: Path):
    gcp = cloud.start(tmp_path)
    yield gcp
    cloud.stop(tmp_path)


def test_a_life(tmp_path, started):
    file = tmp_path / "gcp.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert started.pid != os.getpid()
    assert started.endpoint.startswith("http://127.0.0.1:")
    assert cloud.status(tmp_path) == started
    assert cloud.start(tmp_path) == started  # the same process
    name, who = bucket(started), account(started)
    grant(started, name, ["storage.objects.create", "storage.objects.get"], who["member"])
    blob = acting_as(started, tmp_path, who["email"]).bucket(name).blob("a")
    blob.upload_from_string("x")
    assert blob.download_as_bytes() == b"x"
    assert cloud.stop(tmp_path) is True
    assert not file.exists()
    assert (cloud.status(tmp_path), cloud.stop(tmp_path)) == (None, False)
    with pytest.raises(OSError, match="refused"):
        fetch(started.endpoint)
    again = cloud.start(tmp_path)
    assert again.token != started.token
    assert again.client().list_buckets().max_results is None
    assert list(again.client().list_buckets()) == []


def test_secrets_stay_out_of_sight(tmp_path, started):
    record = json.loads((tmp_path / "gcp.json").read_text())
    assert record["token"] not in repr(started) + (tmp_path / "gcp.log").read_text()
    arguments = Path(f"/proc/{started.pid}/cmdline")
    if arguments.exists():
        assert record["token"] not in arguments.read_text()


def test_a_given_port_and_one_in_use(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        message = f"local gcp did not start: port {port} of 127.0.0.1 cannot be used: Address already in use; see "
        with pytest.raises(LocalCloudError, match=message):
            cloud.start(tmp_path / "one", port=port)
    assert cloud.status(tmp_path / "one") is None
    gcp = cloud.start(tmp_path / "two", port=port)
    cloud.stop(tmp_path / "two")
    assert gcp.endpoint == f"http://127.0.0.1:{port}"


def test_another_process_on_the_port_is_left_alone(tmp_path, started):
    other = tmp_path / "other"
    stolen = {"pid": str(os.getpid()), "token": started.token, "endpoint": started.endpoint}
    state.save(state.path_of(other, "gcp"), stolen)
    assert (cloud.status(other), cloud.stop(other)) == (None, False)
    assert cloud.status(tmp_path) == started


def test_the_private_endpoints_need_the_token(started):
    for headers in ({}, {"Authorization": "Bearer x"}):
        answer = fetch(f"{started.endpoint}/_stowplan/ping", headers=headers)
        assert (answer.status, answer.json) == (403, {"error": "the token of this local cloud is needed"})
    with pytest.raises(LocalCloudError, match="no such endpoint: GET /_stowplan/x"):
        started.call("GET", "x", {})


def test_a_cloud_that_is_gone_is_told(tmp_path, started):
    cloud.stop(tmp_path)
    with pytest.raises(LocalCloudError, match=r"the local Google Cloud at http://127\.0\.0\.1:\d+ does not answer"):
        started.call("GET", "ping", {})


def test_the_emulator_is_asked_for(tmp_path, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    message = "the local Google Cloud needs the package 'gcp-storage-emulator': pip install 'stowplan[local]'"
    with pytest.raises(MissingExtraError, match=re.escape(message)):
        cloud.start(tmp_path)
