"""A small site with a VPS workload, the outputs its stack would have, and both commands as functions."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pytest

import generator.cli
import infra.cli

SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYCANARYKEYS"
SPEC = """\
version: 1
project: shop
django: {package: shop_storage}
stores:
  media:
    provider: s3
    cdn: {signing: {public_keys: {k1: keys/prod.pem}}}
storages:
  default: {store: media, prefix: media/, access: private}
workloads:
  web: {runs_on: {type: vps}, grants: {default: [read, write, list]}}
environments:
  test: {target: memory}
  prod: {}
"""
OUTPUTS = {
    "stowplan": {"version": 1, "project": "shop", "environment": "prod"},
    "stores": {
        "media": {
            "provider": "s3",
            "bucket": "shop-prod-media",
            "region": "us-east-1",
            "cdn_domain": "d111.cloudfront.net",
            "signing_keys": {"k1": "K123"},
        }
    },
    "workloads": {"web": {"identity": "user", "name": "shop-prod-web", "access_key_id": "AKIAEXAMPLE"}},
    "secrets": {"web": {"secret_access_key": SECRET}},
}


@dataclass(frozen=True)
class Answer:
    """What one command line gave."""

    code: int
    out: str
    err: str


@pytest.fixture
def site(tmp_path, monkeypatch):
    """A folder with the spec, which is the working directory."""
    (tmp_path / "storage.yaml").write_text(SPEC, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def gen(site, capsys):
    def run(*argv):
        code = generator.cli.main(list(argv))
        return Answer(code, *capsys.readouterr())

    return run


@pytest.fixture
def plan(site, capsys):
    def run(*argv):
        code = infra.cli.main(list(argv))
        return Answer(code, *capsys.readouterr())

    return run


@pytest.fixture
def outputs(site):
    """Writes the stack's outputs, changed by `change`, and gives the file's name."""

    def write(change=lambda tree: None):
        tree = json.loads(json.dumps(OUTPUTS))
        change(tree)
        (site / "outputs.json").write_text(json.dumps(tree), encoding="utf-8")
        return "outputs.json"

    return write
