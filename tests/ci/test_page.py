"""docs/ci.md names every option, label and workflow, as they are."""

from __future__ import annotations

import argparse
import re

from infra.comment.errors import ForgeError
from infra.comment.github import LIMIT as GITHUB_LIMIT
from infra.comment.gitlab import LIMIT as GITLAB_LIMIT
from infra.comment.labels import MEANINGS
from infra.verbs import comment
from tests.ci.workflows import GITLAB, NAMES, ROOT
from tests.docs.pages import DOCS, blocks, tables

PAGE = DOCS / "ci.md"
TEXT = PAGE.read_text(encoding="utf-8")


def first_cells(name: str) -> list[str]:
    return [re.findall(r"`([^` ]+)", row[0])[0] for row in tables(PAGE)[name]]


def test_every_option():
    parser = argparse.ArgumentParser(add_help=False)
    comment.arguments(parser)

    assert first_cells("options") == [action.option_strings[0] for action in parser._actions]


def test_every_label():
    assert [(row[0].strip("` "), row[1].strip()) for row in tables(PAGE)["labels"]] == [
        (f"storage:{name}", text) for name, (_, text) in MEANINGS.items()
    ]


def test_every_workflow():
    assert all(f"../examples/ci/github/{name}" in TEXT for name in NAMES)
    assert f"../examples/ci/gitlab/{GITLAB.name}" in TEXT


def test_limits_and_the_exit_code():
    assert f"{GITHUB_LIMIT:,}" in TEXT
    assert f"{GITLAB_LIMIT:,}" in TEXT
    assert f"and {ForgeError.exit_code} when the forge refuses" in TEXT


def test_hooks_are_those_of_the_repository():
    import yaml

    (local,) = (block for block in blocks(PAGE, "yaml") if block.mark.endswith(".pre-commit-config.yaml"))
    shown = {hook["id"]: hook["entry"] for hook in yaml.safe_load(local.text)["repos"][0]["hooks"]}
    offered = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))

    assert shown == {hook["id"]: hook["entry"] for hook in offered}
