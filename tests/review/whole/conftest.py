"""Checkouts made by git, and the command run in them."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass

import pytest

from infra.cli import main

WHO = ("-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false")
SPEC = """\
version: 1
project: shop
aws: {region: eu-west-1}
stores:
  media: {provider: s3}
storages:
  default: {store: media, prefix: media/, access: private}
workloads:
  web: {runs_on: {type: ecs}, grants: {default: [read, write]}}
environments:
  local: {target: local}
  test: {target: memory}
  prod: {}
"""


def git(folder, *arguments):
    done = subprocess.run(["git", *WHO, *arguments], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


class Checkout:
    """A git checkout; `run` is the command in it."""

    def __init__(self, folder, capsys):
        self.folder, self.capsys = folder, capsys

    def write(self, text, name="storage.yaml"):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def commit(self, text=None, name="storage.yaml", message="x"):
        if text is not None:
            self.write(text, name)
        git(self.folder, "add", "-A")
        git(self.folder, "commit", "-q", "--allow-empty", "-m", message)
        return git(self.folder, "rev-parse", "HEAD")

    def run(self, *arguments, spec="storage.yaml"):
        self.capsys.readouterr()
        code = main(["diff", "--spec", str(self.folder / spec), *map(str, arguments)])
        out, err = self.capsys.readouterr()
        return Done(code, out, err)

    def json(self, *arguments, code=0, **more):
        done = self.run(*arguments, "--format", "json", **more)
        assert done.code == code, done.err
        return json.loads(done.out)


@dataclass
class Done:
    code: int
    out: str
    err: str


@pytest.fixture
def folder(tmp_path, capsys):
    """A folder that is no checkout."""
    return Checkout(tmp_path, capsys)


@pytest.fixture
def checkout(folder, monkeypatch):
    """A checkout with one commit of the spec, the command started somewhere else."""
    monkeypatch.delenv("STOWPLAN_LABELS", raising=False)
    git(folder.folder, "init", "-q", "-b", "main")
    folder.commit(SPEC)
    return folder


def only(report, name="prod"):
    """One environment of a report in JSON."""
    return next(item for item in report["environments"] if item["name"] == name)


def environment_variables():
    return dict(os.environ)
