"""`make demo`, as a newcomer runs it, in a copy of the checkout."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from infra.local.azure.cloud import available

ROOT = Path(__file__).parents[2]


CLOUDS = {
    "aws": ("local", "s3://", 403, "AccessDenied"),
    "gcp": ("local-gcp", "gs://", 403, "Forbidden"),
    "azure": ("local-azure", "/files/", 409, "AuthorizationPermissionMismatch"),
}
"""The environment, how files are shown, and how somebody unsigned and somebody without the right are refused."""


@pytest.fixture(scope="module", params=CLOUDS)
def demo(request, tmp_path_factory):
    """(cloud, what the demo prints about it)."""
    if request.param == "azure" and (reason := available()):
        pytest.skip(f"the local Azure cannot run: {reason}")
    root = tmp_path_factory.mktemp("checkout")
    shutil.copytree(
        ROOT / "examples", root / "examples", ignore=shutil.ignore_patterns("__pycache__", ".env.*", ".stowplan")
    )
    shutil.copytree(ROOT / "keys", root / "keys", ignore=shutil.ignore_patterns("local-*"))
    shutil.copy(ROOT / "storage.yaml", root)
    command = [sys.executable, "examples/demo.py", "--clouds", request.param]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    return request.param, done.stdout


def test_public_files_are_served_and_private_ones_only_when_signed(demo):
    cloud, told = demo
    lines = [line.split()[0] for line in told.splitlines() if line.startswith("    ") and line.split()[0].isdigit()]
    asked = [int(status) for status in lines if len(status) == 3]

    assert asked == [200, 200, 200, CLOUDS[cloud][2], 403, 200]


def test_the_web_workload_stays_inside_its_grants(demo):
    cloud, told = demo
    tries = told[told.index("==> Try what the web workload may not do") :].partition("\n\n")[0].splitlines()[1:]

    assert [line.split()[0] for line in tries] == ["allowed"] + [CLOUDS[cloud][3]] * 6
    assert all(CLOUDS[cloud][1] in line for line in tries)


def test_it_ends_with_who_may_do_what(demo):
    _, told = demo
    table = told[told.index("who may  ") :].splitlines()

    assert [line.strip().split("  ", 1)[0] for line in table[2:5]] == ["web", "worker", "deploy"]
    assert table[2].split() == ["web", "read", "read", "write", "delete", "list", "read", "write", "list", "write"]


def test_nothing_is_left_running(demo):
    cloud, told = demo
    assert told.partition("== Review ==")[0].rstrip(" =\n").endswith(f"{CLOUDS[cloud][0]}: stopped")


def test_it_shows_a_review(demo):
    _, told = demo
    shown = " ".join(told.partition("== Review ==")[2].split())

    assert "objects under uploads/tmp/ are deleted after 3 days instead of 7" in shown
    assert "web: + read media/uploads/*, broadened" in shown
    assert shown.rstrip().endswith("Open .stowplan/review/review.html in a browser.")


def test_what_it_prints_holds_no_secret(demo):
    _, told = demo
    for word in ("AWS_SECRET_ACCESS_KEY", "PRIVATE KEY", "STORAGE_AZURE_TOKEN", "private_key"):
        assert word not in told
