"""The program as it stands, run the ways it is run: as a file from its folder, and with no engine at all."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from infra.offline.graph import canonical_json, policy_of
from infra.offline.run import run_file
from tests.infra_aws.recorder import record
from tests.infra_aws.rich import rich
from tests.infra_aws.specs import run, write

ROOT = Path(__file__).parents[2]
MAIN = ROOT / "infra/__main__.py"


def offline(folder):
    return run_file(MAIN, project="stowplan", stack="prod", config={}, root=folder)


def test_the_offline_monitor_sees_the_same_resources(tmp_path):
    graph, recorded = offline(write(tmp_path, rich())), run(tmp_path, rich())

    assert sorted((item.type, item.name) for item in graph.resources) == [item.key for item in recorded.resources]
    assert canonical_json(graph) == canonical_json(offline(tmp_path))


def test_policies_are_readable_before_anything_exists(tmp_path):
    graph = offline(write(tmp_path, rich()))
    policies = {
        (item.type.rpartition(":")[2], item.name): policy_of(item.inputs["policy"])
        for item in graph.resources
        if "policy" in item.inputs
    }

    bucket_policy = policies["BucketPolicy", "media"]
    assert bucket_policy is not None
    assert bucket_policy["Statement"][2]["Resource"][0] == "arn:aws:s3:::${media}/documents/*"
    assert len(policies) == 10


def test_as_a_file_from_any_folder(tmp_path):
    """As the language host does: `runpy` on the file that Pulumi.yaml names, the working directory elsewhere."""
    code = f"import runpy; runpy.run_path({str(MAIN)!r}, run_name='not_main'); print('imported')"
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert (ran.stdout, ran.stderr) == ("imported\n", "")


def test_as_a_module_of_its_package(tmp_path):
    import runpy

    write(tmp_path, rich())
    found = record(lambda: runpy.run_module("infra", run_name="__main__") and None, tmp_path, "prod")

    assert found.outputs["stowplan"]["environment"] == "prod"


def test_the_project_file_names_the_program_and_its_setting():
    project = yaml.safe_load((ROOT / "Pulumi.yaml").read_text())

    assert project["name"] == "stowplan"
    assert project["runtime"] == "python"
    assert (ROOT / project["main"]).samefile(MAIN)
    assert project["config"]["stowplan:spec"]["default"] == "storage.yaml"


@pytest.mark.parametrize(
    ("modules", "absent"),
    [
        (
            "infra.names, infra.tags, infra.lifecycle.s3, infra.policies.s3, infra.policies.kms, infra.policies.trust, "
            "infra.policies.packing, infra.policies.grants, infra.policies.serving, infra.policies.document",
            {"pulumi", "pulumi_aws", "boto3", "django", "jinja2"},
        ),
        ("infra.program, infra.settings, infra.exports", {"pulumi_aws", "boto3", "django", "jinja2"}),
    ],
    ids=["pure", "program"],
)
def test_what_an_import_does_not_load(modules, absent):
    code = f"import sys, {modules}; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert absent & set(ran.stdout.split()) == set()
