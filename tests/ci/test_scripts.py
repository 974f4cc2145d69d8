"""The scripts of the workflows, run by bash in a repository, with the variables that GitHub and GitLab set."""

from __future__ import annotations

import json
import subprocess

import pytest
import yaml

from tests.ci.workflows import GITLAB, bash, read, step
from tests.comment import fake_github, fake_gitlab

SPEC = """\
version: 1
project: shop
stores: {media: {provider: s3, region: eu-west-1}}
storages: {default: {store: media, prefix: media/, access: private}}
workloads: {web: {runs_on: {type: ecs}, grants: {default: [read]}}}
environments: {prod: {}}
"""
HOSTILE = 'storage-ack:c0000000,$(touch pwned),`touch pwned`,";touch pwned;"'


@pytest.fixture
def repository(tmp_path):
    """A pull request as checked out: HEAD is ahead of origin/main by what `change` does to the spec."""
    folder = tmp_path / "repository"
    folder.mkdir()

    def git(*arguments):
        return subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True, text=True).stdout

    def commit(text):
        (folder / "storage.yaml").write_text(text, encoding="utf-8")
        git("add", "storage.yaml")
        git("-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-q", "-m", "change")
        return git("rev-parse", "HEAD").strip()

    git("init", "-q", "-b", "main")
    base = commit(SPEC)
    git("update-ref", "refs/remotes/origin/main", base)
    git("checkout", "-q", "-b", "change")
    return folder, base, commit


def review(folder, temp, labels=""):
    """The step `Review` and the step `Gate`; returns both."""
    temp.mkdir()
    found = step("stowplan.yml", "Review")
    assert set(found.data["env"]) == {"STOWPLAN_LABELS", "PULL_REQUEST"}
    environ = {
        **read("stowplan.yml")["env"], "GITHUB_BASE_REF": "main", "RUNNER_TEMP": str(temp),
        "GITHUB_OUTPUT": str(temp / "output"), "GITHUB_STEP_SUMMARY": str(temp / "summary"),
        "STOWPLAN_LABELS": labels, "PULL_REQUEST": "7",
    }  # fmt: skip
    done = bash(found.script, folder, environ)
    status = (temp / "output").read_text().strip().removeprefix("status=")
    return done, bash(step("stowplan.yml", "Gate").script, folder, {"STATUS": status})


def test_a_harmless_change_passes_and_leaves_every_file(repository, tmp_path):
    folder, _, commit = repository
    commit(SPEC.replace("read]", "read, list]").replace("prod: {}", "prod: {}"))

    done, gate = review(folder, tmp_path / "temp", HOSTILE)

    assert done.returncode == 0, done.stderr
    there = {path.name for path in (tmp_path / "temp/review").iterdir()}
    assert there == {"number", "comment.md", "report.json", "report.html", "report.sarif"}
    assert (tmp_path / "temp/review/number").read_text() == "7\n"
    assert (tmp_path / "temp/summary").read_text().startswith("<!-- stowplan:review:shop -->\n")
    assert not (folder / "pwned").exists()
    assert gate.returncode in (0, 10)


def test_a_replaced_bucket_stops_at_the_gate_and_still_leaves_the_report(repository, tmp_path):
    folder, _, commit = repository
    commit(SPEC.replace("eu-west-1", "eu-central-1"))

    done, gate = review(folder, tmp_path / "temp")

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "temp/review/report.html").exists()
    assert gate.returncode == 10


def test_a_spec_with_errors_is_red_and_still_leaves_the_report(repository, tmp_path):
    folder, _, commit = repository
    commit(SPEC.replace("prefix: media/", "prefix: media"))

    done, gate = review(folder, tmp_path / "temp")

    assert done.returncode == 0, done.stderr
    assert "SPEC040" in (tmp_path / "temp/review/comment.md").read_text()
    assert gate.returncode == 3


def test_a_job_that_never_came_to_its_review_is_red(tmp_path):
    assert bash(step("stowplan.yml", "Gate").script, tmp_path, {"STATUS": ""}).returncode == 1
    assert bash(step("stowplan.yml", "Gate").script, tmp_path, {}).returncode == 1


def event(path, commit):
    run = {
        "event": "pull_request", "head_sha": commit, "head_branch": "change", "id": 5,
        "html_url": "https://github.com/acme/shop/actions/runs/5",
        "head_repository": {"full_name": "mallory/shop", "owner": {"login": "mallory"}},
    }  # fmt: skip
    path.write_text(json.dumps({"workflow_run": run, "repository": {"full_name": "acme/shop"}}), encoding="utf-8")
    return path


@pytest.mark.parametrize("arrived", [True, False], ids=["with files", "without files"])
def test_what_the_review_leaves_is_posted_by_the_other_workflow(arrived, repository, tmp_path):
    folder, _, commit = repository
    head = commit(SPEC.replace("eu-west-1", "eu-central-1"))
    temp = tmp_path / "temp"
    if arrived:
        review(folder, temp)
    else:
        temp.mkdir()
    with fake_github.GitHub() as github:
        repo = {"full_name": "mallory/shop"}
        head_of = {"sha": head, "ref": "change", "repo": repo}
        github.pulls.append({"number": 7, "state": "open", "head": head_of})
        environ = {
            "RUNNER_TEMP": str(temp), "GITHUB_TOKEN": fake_github.TOKEN, "GITHUB_REPOSITORY": "acme/shop",
            "GITHUB_API_URL": github.origin, "GITHUB_EVENT_PATH": str(event(tmp_path / "event.json", head)),
            "GITHUB_SERVER_URL": "https://github.com", "GITHUB_RUN_ID": "6", "GITHUB_ACTIONS": "true",
        }  # fmt: skip
        for _ in range(2):
            done = bash(step("stowplan-comment.yml", "Post").script, tmp_path, environ)
            assert done.returncode == 0, done.stderr

    assert "unchanged" in done.stdout
    assert fake_github.TOKEN not in done.stdout + done.stderr
    assert len(github.comments) == 1
    assert github.on_pull == (["storage:destructive", "storage:settings"] if arrived else [])
    assert ("no review of the newest commit" in github.bodies()[0]) is not arrived


def test_gitlab_reviews_and_posts(repository, tmp_path):
    folder, base, commit = repository
    commit(SPEC.replace("eu-west-1", "eu-central-1"))
    jobs = yaml.safe_load(GITLAB.read_text(encoding="utf-8"))
    given = {**jobs["variables"], "CI_MERGE_REQUEST_DIFF_BASE_SHA": base, "CI_MERGE_REQUEST_LABELS": HOSTILE}
    scripts = {name: "\n".join(jobs[name]["script"][1:]) for name in ("stowplan", "stowplan-comment")}

    reviewed = bash(scripts["stowplan"], folder, given)
    with fake_gitlab.GitLab() as gitlab:
        environ = {
            "GITLAB_CI": "true", "CI_API_V4_URL": gitlab.origin, "CI_MERGE_REQUEST_PROJECT_PATH": "acme/web/shop",
            "CI_MERGE_REQUEST_IID": "3", "STOWPLAN_TOKEN": fake_gitlab.TOKEN, "CI_SERVER_URL": "https://gitlab.com",
        }  # fmt: skip
        posted = bash(scripts["stowplan-comment"], folder, environ)

    assert reviewed.returncode == 10, reviewed.stderr
    assert posted.returncode == 0, posted.stderr
    assert len(gitlab.notes) == 1
    assert gitlab.on_request == ["storage:destructive", "storage:settings"]
    assert not (folder / "pwned").exists()
