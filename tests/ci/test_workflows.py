"""What copied workflows may do, and that nobody's text becomes a script."""

from __future__ import annotations

import argparse
import re
import shlex
import subprocess

import pytest
import yaml

import infra.verbs.comment
import infra.verbs.diff
from tests.ci.workflows import GITHUB, GITLAB, NAMES, ROOT, expressions, read, steps

PERMISSIONS = {
    "stowplan.yml": ({"contents": "read"}, None),
    "stowplan-comment.yml": ({}, {"actions": "read", "pull-requests": "write"}),
    "stowplan-preview.yml": ({"contents": "read"}, {"contents": "read", "id-token": "write"}),
}
ALLOWED = (
    r"join\(github\.event\.pull_request\.labels\.\*\.name, ','\)", r"github\.event\.pull_request\.number",
    r"github\.event\.workflow_run\.(id|head_branch|head_repository\.full_name)", r"github\.token", r"runner\.temp",
    r"steps\.\w+\.outputs\.status", r"vars\.STOWPLAN_\w+", r"secrets\.PULUMI_\w+", r"!cancelled\(\)",
)  # fmt: skip
ACTIONS = (
    "actions/checkout", "actions/setup-python", "actions/upload-artifact", "actions/download-artifact",
    "pulumi/actions", "aws-actions/configure-aws-credentials",
)  # fmt: skip
SCRIPTS = [item for item in steps() if item.script]
VERBS = {"diff": infra.verbs.diff, "comment": infra.verbs.comment}


def test_every_workflow_is_looked_at():
    assert sorted(path.name for path in GITHUB.glob("*")) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_permissions_are_the_least(name):
    workflow = read(name)
    (job,) = workflow["jobs"].values()

    assert (workflow["permissions"], job.get("permissions")) == PERMISSIONS[name]


@pytest.mark.parametrize("item", SCRIPTS, ids=lambda item: item.id)
def test_no_expression_is_in_a_script(item):
    assert expressions(item.script) == []
    assert subprocess.run(["bash", "-n", "-c", item.script], check=False).returncode == 0


@pytest.mark.parametrize("name", NAMES)
def test_only_known_expressions_are_used(name):
    text = (GITHUB / name).read_text(encoding="utf-8")

    assert [found for found in expressions(text) if not any(re.fullmatch(allowed, found) for allowed in ALLOWED)] == []


@pytest.mark.parametrize("name", NAMES)
def test_privileged_events_never_check_out(name):
    workflow = read(name)
    uses = [item.uses for item in steps(name)]

    assert "pull_request_target" not in workflow[True]
    assert ("workflow_run" in workflow[True]) == (name == "stowplan-comment.yml")
    if "workflow_run" in workflow[True]:
        assert not any("checkout" in action for action in uses)


@pytest.mark.parametrize("item", [item for item in steps() if item.uses], ids=lambda item: item.id)
def test_actions_are_known_and_have_a_version(item):
    action, _, version = item.uses.partition("@")

    assert action in ACTIONS
    assert re.fullmatch(r"v\d+", version)
    if action == "actions/checkout":
        assert item.data["with"]["persist-credentials"] is False


def test_secrets_are_where_somebody_has_to_approve_and_never_for_forks():
    for name in NAMES:
        assert ("secrets." in (GITHUB / name).read_text(encoding="utf-8")) == (name == "stowplan-preview.yml")
    (job,) = read("stowplan-preview.yml")["jobs"].values()

    assert job["environment"] == "storage-preview"
    assert job["if"] == "github.event.pull_request.head.repo.full_name == github.repository"


def test_the_comment_follows_the_review_and_finds_its_files():
    review, comment = read("stowplan.yml"), read("stowplan-comment.yml")
    (up,) = [item.data["with"] for item in steps("stowplan.yml") if "upload-artifact" in item.uses]
    (down,) = [item.data["with"] for item in steps("stowplan-comment.yml") if "download-artifact" in item.uses]

    assert comment[True]["workflow_run"]["workflows"] == [review["name"]]
    assert up["name"] == down["name"]
    assert up["path"].rstrip("/") == down["path"]


def test_the_gate_is_last_and_runs_after_a_failure():
    for name in ("stowplan.yml", "stowplan-preview.yml"):
        last = steps(name)[-1].data

        assert last["name"] == "Gate"
        assert last["if"] == "${{ !cancelled() }}"
        assert "if" not in read(name)["jobs"].get("review", {})


@pytest.mark.parametrize("verb", VERBS)
def test_commands_have_options_that_exist(verb):
    scripts = [item.script for item in SCRIPTS] + gitlab_scripts()
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    lines = [line for text in [*scripts, *(hook["entry"] for hook in hooks)] for line in commands(text, verb)]

    assert lines
    for line in lines:
        parser = argparse.ArgumentParser(exit_on_error=False)
        VERBS[verb].arguments(parser)
        parser.parse_args(line)


def commands(script: str, verb: str) -> list[list[str]]:
    """The arguments of each `stowplan VERB` in a script, up to `||` or a redirection."""
    found = []
    for line in script.replace("\\\n", " ").splitlines():
        words = shlex.split(line.partition("||")[0], comments=True)
        if words[:2] == ["stowplan", verb]:
            found.append(words[2:])
    return found


def gitlab_scripts() -> list[str]:
    jobs = yaml.safe_load(GITLAB.read_text(encoding="utf-8"))
    return ["\n".join(job["script"]) for name, job in jobs.items() if "script" in job]


def test_gitlab_has_a_job_without_a_token_and_one_without_the_code():
    jobs = yaml.safe_load(GITLAB.read_text(encoding="utf-8"))
    review, comment = jobs["stowplan"], jobs["stowplan-comment"]

    assert "environment" not in review
    assert comment["environment"] == {"name": "stowplan-review", "action": "access"}
    assert comment["variables"]["GIT_STRATEGY"] == "none"
    assert "$CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_MERGE_REQUEST_PROJECT_ID" in comment["rules"][0]["if"]
    assert comment["rules"][0]["when"] == review["artifacts"]["when"] == "always"
    assert "TOKEN" not in "\n".join(gitlab_scripts())


def test_gitlab_scripts_are_shell():
    for script in gitlab_scripts():
        assert subprocess.run(["bash", "-n", "-c", script], check=False).returncode == 0


def test_hooks_run_commands_of_this_distribution():
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))

    assert {hook["id"]: hook["entry"] for hook in hooks} == {
        "gen-settings-check": "gen-settings --check",
        "stowplan-diff": "stowplan diff --fail-on stateful,public",
    }
    assert all(hook["pass_filenames"] is False for hook in hooks)
