"""The same two sides give the same bytes, in every form, wherever and however the command runs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import infra
from tests.review.whole.conftest import SPEC

FORMS = ("txt", "md", "html", "json", "sarif")
CODE = "import sys; from infra.cli import main; sys.exit(main(sys.argv[1:]))"
HEAD = (
    SPEC.replace("{provider: s3}", "{provider: s3, region: eu-west-2, encryption: {type: kms}}")
    .replace("[read, write]", "[read, write, delete, list]")
    .replace("access: private", "access: public, via: direct")
    .replace(", encryption: {type: kms}", "")
)
WORLDS = [
    {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C.UTF-8", "COLUMNS": "100"},
    {"PYTHONHASHSEED": "4242", "TZ": "Asia/Kathmandu", "LC_ALL": "C", "COLUMNS": "40", "LANG": "tr_TR.UTF-8"},
]


def _written(checkout, folder, world, where):
    folder.mkdir()
    outputs = [part for form in FORMS for part in ("--output", str(folder / f"review.{form}"))]
    command = [
        sys.executable, "-c", CODE, "diff", "--spec", str(checkout.folder / "storage.yaml"), "--base", "HEAD~1",
        "--head", "HEAD", "--fail-on", "stateful,broadened,public,drift,policy", *outputs,
    ]  # fmt: skip
    root = str(Path(infra.__file__).parents[1])
    done = subprocess.run(
        command, cwd=where, env={**os.environ, "PYTHONPATH": root, **world}, capture_output=True, check=False
    )
    assert done.returncode == 10, done.stderr.decode()
    return {form: (folder / f"review.{form}").read_bytes() for form in FORMS}, done.stderr


@pytest.fixture
def changed(checkout):
    checkout.commit(HEAD)
    return checkout


def test_the_same_bytes_in_other_worlds(changed, tmp_path_factory):
    scratch = tmp_path_factory.mktemp("forms")
    one = _written(changed, scratch / "one", WORLDS[0], changed.folder)
    other = _written(changed, scratch / "other", WORLDS[1], scratch)

    assert one == other


@pytest.mark.parametrize(("form", "name"), [("text", "txt"), ("markdown", "md"), ("json", "json"), ("sarif", "sarif")])
def test_a_file_is_what_is_printed(changed, monkeypatch, form, name):
    monkeypatch.setenv("COLUMNS", "100")
    path = changed.folder / f"review.{name}"
    changed.run("--base", "HEAD~1", "--head", "HEAD", "--output", path)
    done = changed.run("--base", "HEAD~1", "--head", "HEAD", "--format", form)

    assert done.out.rstrip("\n") == path.read_text().rstrip("\n")


def test_no_form_names_the_machine(changed):
    for form in ("text", "markdown", "html", "json", "sarif"):
        out = changed.run("--base", "HEAD~1", "--head", "HEAD", "--format", form).out
        assert str(changed.folder) not in out
        assert "/tmp/" not in out
        assert "stowplan-" not in out.replace("stowplan-ack", "")


@pytest.mark.parametrize("form", ["text", "markdown", "html", "json", "sarif"])
def test_every_form_says_what_matters(changed, form):
    out = changed.run("--base", "HEAD~1", "--head", "HEAD", "--format", form).out

    for word in ("shop-prod-media", "replace", "Block Public Access"):
        assert word in out
