"""Specs of each kind of serving, from the file to a real Django over HTTP, under every Django this Python can run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import generator.cli
import infra.cli
from generator.render.dotenv import read_env

SITE = Path(__file__).with_name("ask.py")
OLD_DJANGO = os.environ.get("STOWPLAN_OLD_DJANGO", "")
NAMES = ["a.txt", "deep/er/b c+d%e.txt", "ünï/日本.txt"]
SETTINGS = """\
from tiny_storage.settings.local import *

SECRET_KEY = "of a test"
STATIC_URL = "/static/"
USE_TZ = True
INSTALLED_APPS = ["django.contrib.staticfiles", "tiny_storage"]
DATABASES = {}
"""
SPEC = """\
version: 1
project: tiny
django: {{package: tiny_storage, env_formats: [shell]}}
aws: {{region: eu-central-1}}
stores:
  files: {store}
storages:
  default: {{store: files, prefix: media/, {default}}}
  other: {{store: files, prefix: "other/", access: private, via: direct, url_expiry: 300, url_window: 60}}
workloads:
  web:
    runs_on: {{type: {runs_on}}}
    grants:
      default: [read, write, delete, list]
      other: [read, write, delete, list]
environments: {{local: {{target: local, site: {{origins: ["http://127.0.0.1:8000"]}}}}}}
"""
CASES = {
    "public-cdn": ("{provider: s3, cdn: {}}", "access: public", "ecs", (200, False, 200)),
    "signed-cdn": (
        "{provider: s3, cdn: {signing: {public_keys: {k1: 'k1.pem', k2: 'k2.pem'}}}}",
        "access: private",
        "ec2",
        (200, True, 403),
    ),
    "direct-signed": ("{provider: s3}", "access: private", "lambda", (200, True, 403)),
    "direct-public": ("{provider: s3}", "access: public, via: direct", "vps", (200, False, 200)),
    "kms": ("{provider: s3, encryption: {type: kms}, cdn: {}}", "access: public", "ecs", (200, False, 200)),
}


@pytest.fixture(scope="module", params=CASES, ids=list(CASES))
def case(request, tmp_path_factory):
    """A provisioned environment with its settings written; yields (folder, what is expected of `default`)."""
    store, default, runs_on, expected = CASES[request.param]
    folder = tmp_path_factory.mktemp(request.param)
    spec = folder / "storage.yaml"
    spec.write_text(SPEC.format(store=store, default=default, runs_on=runs_on), encoding="utf-8")
    (folder / "site_settings.py").write_text(SETTINGS, encoding="utf-8")
    assert infra.cli.main(["local", "up", "--spec", str(spec)]) == 0
    try:
        assert generator.cli.main(["--spec", str(spec)]) == 0
        yield folder, expected
    finally:
        infra.cli.main(["local", "down", "--spec", str(spec)])


def answers(folder, questions, path=()):
    """What the site answers, in a process of its own with the generated variables only."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "STORAGE_"))}
    env |= read_env((folder / ".env.local").read_text(encoding="utf-8"))
    env["DJANGO_SETTINGS_MODULE"] = "site_settings"
    env["PYTHONPATH"] = os.pathsep.join([*path, str(folder)])
    done = subprocess.run(
        [sys.executable, str(SITE)],
        cwd=folder,
        env=env,
        input=json.dumps(questions),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout[done.stdout.index("{") :])


def check(found, names, status, signed, unsigned):
    for name, answer in zip(names, found, strict=True):
        assert answer == {
            "first": name,
            "renamed": True,
            "content": f"first {name}",
            "exists": True,
            "missing": False,
            "size": len(f"first {name}".encode()),
            "status": status,
            "body": f"first {name}",
            "signed": signed,
            "unsigned": unsigned,
            "listed": True,
            "outside": "denied",
            "modified": True,
            "deleted": True,
        }


def test_the_default_storage(case):
    folder, expected = case
    found = answers(folder, {"ask": [["default", name] for name in NAMES], "check": True})

    check(found["answers"], NAMES, *expected)


def test_a_private_storage_beside_it(case):
    folder, _ = case
    found = answers(folder, {"ask": [["other", name] for name in NAMES]})

    check(found["answers"], NAMES, 200, True, 403)


@pytest.mark.skipif(
    not OLD_DJANGO, reason="STOWPLAN_OLD_DJANGO names no folder with Django 4.2 (`make test` makes one)"
)
def test_the_oldest_django(case):
    folder, expected = case
    found = answers(folder, {"ask": [["default", NAMES[1]]]}, path=[OLD_DJANGO])

    assert found["django"] == [4, 2]
    check(found["answers"], NAMES[1:2], *expected)


def test_up_again_changes_nothing(case, capsys):
    folder, _ = case

    assert infra.cli.main(["local", "up", "--spec", str(folder / "storage.yaml")]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["local", "next:"]


def test_check_agrees_after_a_run_with_outputs(case, capsys):
    folder, _ = case
    generator.cli.main(["--spec", str(folder / "storage.yaml")])

    assert generator.cli.main(["--spec", str(folder / "storage.yaml"), "--check"]) == 0


def test_files_with_secrets_are_their_owners_only(case):
    folder, _ = case
    private = [folder / ".env.local", *(folder / ".stowplan/local/local").glob("*.json")]

    assert {path.name: path.stat().st_mode & 0o077 for path in private} == {path.name: 0 for path in private}
