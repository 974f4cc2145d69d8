"""What the README shows is what happens."""

from __future__ import annotations

import re

import pytest

import generator.cli
from generator.app import open_project
from generator.planner import plan
from generator.render.settings import settings_module
from infra.stack import graph_of
from tests.docs.pages import ROOT, blocks

README = ROOT / "README.md"


@pytest.fixture
def spec(tmp_path):
    (found,) = blocks(README, "yaml")
    path = tmp_path / "storage.yaml"
    path.write_text(found.text, encoding="utf-8")
    return path


def test_the_settings_shown_are_those_of_the_spec_shown(spec):
    (shown,) = blocks(README, "python")
    project = open_project(str(spec))

    assert shown.text in settings_module(plan(project.document.environment("prod")), project.package, "storage.yaml")


def test_the_spec_shown_makes_one_bucket_and_one_role(spec):
    types = [item.type.rpartition(":")[2] for item in graph_of(str(spec), "prod").resources if item.custom]

    assert (types.count("Bucket"), types.count("Role"), types.count("Distribution")) == (1, 1, 0)


def test_the_diagnostic_shown_is_what_a_user_sees(spec, capsys, monkeypatch):
    (shown,) = [block.text for block in blocks(README, "") if "SPEC040" in block.text]
    spec.write_text(spec.read_text().replace("prefix: media/", "prefix: media"), encoding="utf-8")
    monkeypatch.chdir(spec.parent)

    assert generator.cli.main([]) == 3
    assert capsys.readouterr().err == shown


def test_every_make_target_named_exists():
    makefile = (ROOT / "Makefile").read_text()

    for target in set(re.findall(r"make (\w+)", README.read_text())):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
