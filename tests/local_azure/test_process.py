"""The detached local Azure: started once, found, stopped, and no Node.js process left behind, however it ends."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import stat
import time
from pathlib import Path

import pytest

from generator.errors import LocalCloudError
from infra.local.azure import azurite, cloud
from tests.local.helpers import fetch
from tests.local_azure.helpers import make_site


@pytest.fixture
def started(tmp_path: Path):
    if reason := cloud.available():
        pytest.skip(reason)
    azure = cloud.start(tmp_path)
    yield azure
    cloud.stop(tmp_path)


def children(pid: int) -> list[int]:
    """The processes that a process started, by what Linux tells of it."""
    path = Path(f"/proc/{pid}/task/{pid}/children")
    if not path.exists():
        pytest.skip("this system does not tell the children of a process")
    return [int(child) for child in path.read_text().split()]


def gone(pid: int) -> bool:
    for _ in range(500):
        state = Path(f"/proc/{pid}/stat")
        if not state.exists() or state.read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.02)
    return False


def test_a_life(tmp_path, started):
    file = tmp_path / "azure.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert started.pid != os.getpid()
    assert cloud.status(tmp_path) == started
    assert cloud.start(tmp_path) == started  # the same process
    (node,) = children(started.pid)
    site = make_site(started)
    assert site.owner.get_blob_client("files", "media/a.txt").download_blob().readall() == b"media/a.txt"
    log = (tmp_path / "azure.log").read_text()
    for secret in (started.token, "sig="):
        assert secret not in repr(started) + log
        assert secret not in Path(f"/proc/{node}/cmdline").read_text()
    assert cloud.stop(tmp_path) is True
    assert not file.exists()
    assert gone(node)
    assert cloud.stop(tmp_path) is False
    with pytest.raises(OSError, match="refused"):
        fetch(started.endpoint)


def test_node_ends_with_a_killed_server(tmp_path, started):
    (node,) = children(started.pid)
    os.kill(started.pid, signal.SIGKILL)
    assert gone(node)
    assert cloud.status(tmp_path) is None


def test_the_private_endpoints_need_the_token(azure):
    assert fetch(f"{azure.endpoint}/_stowplan/ping").status == 403
    mine = {"Authorization": f"Bearer {azure.token}"}
    assert json.loads(fetch(f"{azure.endpoint}/_stowplan/ping", headers=mine).body) == {"pid": os.getpid()}
    assert fetch(f"{azure.endpoint}/_stowplan/none", headers=mine).status == 404
    with pytest.raises(LocalCloudError, match="resources of type 'x:Y' are not emulated"):
        cloud.call(azure, "POST", "resources", {"type": "x:Y", "inputs": {}})


def test_what_is_missing_is_said(tmp_path, monkeypatch):
    monkeypatch.setenv(azurite.VARIABLE, str(tmp_path / "none"))
    if shutil.which("node") is not None:
        assert cloud.available() == (
            f"STOWPLAN_AZURITE is {str(tmp_path / 'none')!r}, where there is no Azurite; it is the path of azurite-blob"
        )
    monkeypatch.delenv(azurite.VARIABLE)
    monkeypatch.setattr(azurite, "_ROOT", tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(shutil, "which", lambda name: "/bin/node" if name == "node" else None)
    message = "the local Azure needs Azurite; `npm install azurite` in the project's folder"
    assert cloud.available() == message
    with pytest.raises(LocalCloudError, match=re.escape(message)):
        cloud.start(tmp_path / "state")
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert cloud.available().startswith("the local Azure needs Node.js")


def test_azurite_is_found_in_the_projects_folder(tmp_path, monkeypatch):
    monkeypatch.delenv(azurite.VARIABLE, raising=False)
    script = tmp_path / "node_modules/azurite/dist/src/blob/main.js"
    script.parent.mkdir(parents=True)
    script.write_text("")
    link = tmp_path / "node_modules/.bin/azurite-blob"
    link.parent.mkdir()
    link.write_text("#!/bin/sh")  # what pnpm makes is no link
    assert azurite.script(tmp_path) == script
    link.unlink()
    link.symlink_to(script)
    assert azurite.script(tmp_path) == script.resolve()


def test_an_azurite_that_does_not_start(tmp_path):
    if shutil.which("node") is None:
        pytest.skip("node is not on the PATH")
    script = tmp_path / "main.js"
    script.write_text("console.log('no such thing'); process.exit(1)")
    with pytest.raises(LocalCloudError, match="Azurite did not start: no such thing"):
        azurite.start(script)
