"""docs/stowplan.md and docs/gen-settings.md: what local clouds leave out, how they are asked for, first specs."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from generator.app import open_project
from generator.cli import main
from generator.spec.facts import ProviderName
from infra.local.clouds import clouds_of_spec, local_cloud
from tests.docs.cloud_specs import AZURE, GCP
from tests.docs.pages import DOCS, ROOT, blocks, commands, opened, tables
from tests.docs.stacks import graph, kind, kinds
from tests.docs.test_provisioning_page import EVERYTHING

PAGE = DOCS / "stowplan.md"
SPECS: dict[ProviderName, str] = {"s3": EVERYTHING, "gcs": GCP, "azure": AZURE}


@pytest.mark.parametrize("provider", SPECS)
def test_what_is_not_emulated(provider, tmp_path):
    (row,) = tables(PAGE)["not emulated"]
    column = list(SPECS).index(provider)
    emulated = {kind(name) for name in local_cloud(provider).handlers(None)}
    registered = {name for name in kinds(graph(tmp_path, SPECS[provider])) if not name.startswith("pulumi.")}

    assert registered - emulated == set(re.findall(r"`([\w.]+)`", row[column]))


def test_each_environment_is_in_the_cloud_it_is_named_after(tmp_path):
    (block,) = blocks(PAGE, "yaml")
    specs = opened(tmp_path, block.text).document.specs

    assert {name: [item.provider for item in clouds_of_spec(specs[name])] for name in specs if name != "prod"} == {
        "local": ["s3"],
        "local-gcp": ["gcs"],
        "local-azure": ["azure"],
    }


def test_every_provider_is_there():
    assert tuple(SPECS) == get_args(ProviderName)


def test_first_specs_are_free_of_errors(tmp_path):
    found = [arguments for program, arguments in commands(DOCS / "gen-settings.md") if arguments[:1] == ["init"]]

    assert {item[item.index("--provider") + 1] for item in found if "--provider" in item} == set(SPECS)
    for number, arguments in enumerate(item for item in found if "--provider" in item):
        folder = tmp_path / str(number)
        folder.mkdir()
        path = str(folder / "storage.yaml")

        assert main([*arguments, "--spec", path, "--root", "."]) == 0
        assert main(["explain", "--spec", path]) == 0


def test_the_shops_environments_are_those_of_its_readme():
    text = (ROOT / "examples/shop/README.md").read_text(encoding="utf-8")
    specs = open_project(str(ROOT / "storage.yaml")).document.specs
    named = re.findall(r"^\| `([\w-]+)` \| a local", text, re.MULTILINE)

    assert named == [name for name, item in specs.items() if item.target == "local"]
    assert set(re.findall(r"\.env\.local-gcp\.(\w+)", text)) <= set(specs["local-gcp"].workloads)
