"""Pull requests that try to pass a gate, to run something, or to break the tool: the whole command, on a real git."""

from __future__ import annotations

import os
import subprocess

import pytest

from infra.cli import main

WHO = ("-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false")
SPEC = """\
version: 1
project: shop
django: {package: shop_storage, workload: web}
aws: {region: eu-west-1}
stores:
  media: {provider: s3}
  other: {provider: s3}
storages:
  default: {store: media, prefix: uploads/, access: private}
  docs: {store: other, prefix: docs/, access: private}
workloads:
  web:
    runs_on: {type: ecs}
    grants: {default: [read, write], docs: [read]}
environments:
  prod: {}
"""
WORSE = SPEC.replace("  other: {provider: s3}\n", "").replace("store: other", "store: media")
STOPPED = 10


def git(folder, *arguments):
    subprocess.run(["git", *WHO, *arguments], cwd=folder, check=True, capture_output=True)


def commit(folder, message="a change"):
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", message)


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A clone with the spec on `origin/main`, and the working folder."""
    git(tmp_path, "init", "-q", "-b", "main")
    (tmp_path / "storage.yaml").write_text(SPEC)
    commit(tmp_path, "one")
    git(tmp_path, "update-ref", "refs/remotes/origin/main", "HEAD")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("STOWPLAN_LABELS", raising=False)
    return tmp_path


def gated(*options):
    return main(["diff", "--base", "origin/main", "--fail-on", "stateful", *options])


def stopped_by_the_bucket(capsys):
    told = capsys.readouterr().err
    return "the bucket shop-prod-other is deleted" in told or "the environment prod leaves the spec" in told


def test_a_file_that_is_called_like_the_base(checkout, capsys):
    (checkout / "storage.yaml").write_text(WORSE)
    (checkout / "origin").mkdir()
    (checkout / "origin" / "main").write_text(WORSE)
    commit(checkout)

    assert gated() == STOPPED
    assert stopped_by_the_bucket(capsys)
    git(checkout, "update-ref", "-d", "refs/remotes/origin/main")
    assert gated() == 2
    assert "neither a file nor a revision" in capsys.readouterr().err


def test_a_spec_that_becomes_a_link(checkout, capsys):
    (checkout / "new.yaml").write_text(WORSE)
    (checkout / "storage.yaml").unlink()
    (checkout / "storage.yaml").symlink_to("new.yaml")
    commit(checkout)

    assert gated() == STOPPED
    assert stopped_by_the_bucket(capsys)


def test_a_folder_that_becomes_a_link(checkout, capsys):
    (checkout / "infra").mkdir()
    (checkout / "storage.yaml").rename(checkout / "infra" / "storage.yaml")
    commit(checkout)
    git(checkout, "update-ref", "refs/remotes/origin/main", "HEAD")
    (checkout / "infra").rename(checkout / "other")
    (checkout / "infra").symlink_to("other")
    (checkout / "infra" / "storage.yaml").write_text(WORSE)
    commit(checkout)

    assert gated("--spec", "infra/storage.yaml") == STOPPED
    assert stopped_by_the_bucket(capsys)
    os.chdir(checkout / "infra")
    assert gated() == STOPPED
    assert stopped_by_the_bucket(capsys)


def test_a_link_in_the_base(checkout, capsys):
    (checkout / "storage.yaml").rename(checkout / "real.yaml")
    (checkout / "storage.yaml").symlink_to("real.yaml")
    commit(checkout)
    git(checkout, "update-ref", "refs/remotes/origin/main", "HEAD")
    (checkout / "storage.yaml").unlink()
    (checkout / "storage.yaml").write_text(WORSE)
    commit(checkout)

    assert gated() == STOPPED
    assert stopped_by_the_bucket(capsys)


def test_a_spec_that_moves(checkout, capsys):
    (checkout / "sub").mkdir()
    (checkout / "storage.yaml").unlink()
    (checkout / "sub" / "site.yaml").write_text(WORSE)
    commit(checkout)

    assert gated("--spec", "sub/site.yaml") == STOPPED
    assert stopped_by_the_bucket(capsys)
    main(["diff", "--base", "origin/main", "--spec", "sub/site.yaml"])
    assert "the spec was storage.yaml in origin/main" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize(
    ("old", "new"),
    [("prod: {}", "prod: {target: local}"), ("prod: {}", "production: {}"), ("prod: {}", "prod: {target: memory}")],
)
def test_environments_that_step_aside(checkout, capsys, old, new):
    (checkout / "storage.yaml").write_text(SPEC.replace(old, new))

    assert gated() == STOPPED
    assert stopped_by_the_bucket(capsys)


def test_labels_that_only_look_like_one(checkout, capsys, monkeypatch):
    (checkout / "storage.yaml").write_text(WORSE)
    assert gated() == STOPPED
    ids = [line.split()[2].strip(":") for line in capsys.readouterr().err.splitlines() if ": stateful c" in line]

    for form in ("not-storage-ack:{}", "storage-ack:{}0", "storage-ack:{}-no", "xstorage-ack:{}", "ack:{}"):
        monkeypatch.setenv("STOWPLAN_LABELS", ",".join(form.format(item) for item in ids))
        assert gated() == STOPPED
    monkeypatch.setenv("STOWPLAN_LABELS", ",".join(f"storage-ack:{item}" for item in ids))
    assert gated() == 0
