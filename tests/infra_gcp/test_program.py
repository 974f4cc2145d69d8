"""The real program on the rich spec: what the checks let through is what is registered."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from infra.offline.apply import apply_graph, stack_outputs
from infra.offline.errors import ProgramError
from infra.offline.graph import canonical_json
from infra.offline.run import run_file
from infra.offline.state import State
from tests.infra_gcp.rich import rich
from tests.infra_gcp.specs import KEY, run

MAIN = Path(__file__).parents[2] / "infra/__main__.py"
KEYS = {"stowplan:cdn_keys": json.dumps({"media": {"k2025": KEY, "k2026": KEY}})}


def write(folder, **changes):
    data = {**rich(), **changes}
    del data["environment"]
    text = yaml.safe_dump({**json.loads(json.dumps(data)), "environments": {"prod": {}}}, sort_keys=False)
    (folder / "storage.yaml").write_text(text)
    return folder


def offline(folder, config=KEYS, **more):
    return run_file(MAIN, project="stowplan", stack="prod", config=config, secret_keys=[*config], root=folder, **more)


def test_the_program_registers_what_its_parts_do(tmp_path):
    graph, parts = offline(write(tmp_path)), run(rich()).graph

    assert [(item.type, item.name) for item in graph.resources] == [(item.type, item.name) for item in parts.resources]
    assert canonical_json(graph) == canonical_json(parts)
    assert KEY not in canonical_json(graph)


def test_a_preview_needs_no_key_and_a_deployment_does(tmp_path):
    write(tmp_path)
    offline(tmp_path, {})

    with pytest.raises(ProgramError, match="pulumi config set --secret --path"):
        offline(tmp_path, {}, dry_run=False)


class Answers:
    """Makes one type, with the outputs that a function gives; as at Google, the full name is the id."""

    def __init__(self, outputs):
        self.outputs, self.seen = outputs, []

    def create(self, inputs):
        self.seen.append(inputs)
        made = {**inputs, **self.outputs(inputs)}
        return made.get("name", f"id-{len(self.seen)}"), made


def account(inputs):
    email = f"{inputs['accountId']}@p1.iam.gserviceaccount.com"
    return {"email": email, "member": f"serviceAccount:{email}", "name": f"projects/p1/serviceAccounts/{email}"}


def test_symbols_give_way_to_real_values(tmp_path):
    """A cloud that answers for a few types: their names arrive wherever they are used."""
    cloud = {
        "gcp:serviceaccount/account:Account": Answers(account),
        "gcp:projects/iAMCustomRole:IAMCustomRole": Answers(
            lambda made: {"name": f"projects/p1/roles/{made['roleId']}"}
        ),
        "gcp:compute/globalAddress:GlobalAddress": Answers(lambda made: {"address": f"192.0.2.{len(made['name'])}"}),
        "gcp:iam/workloadIdentityPool:WorkloadIdentityPool": Answers(lambda _: {"name": "projects/7/pools/p"}),
        "gcp:storage/managedFolderIamMember:ManagedFolderIamMember": Answers(lambda _: {}),
        "gcp:serviceaccount/iAMMember:IAMMember": Answers(lambda _: {}),
    }
    graph = offline(write(tmp_path))
    state = apply_graph(graph, cloud, State(), lambda _: None)
    members = cloud["gcp:storage/managedFolderIamMember:ManagedFolderIamMember"].seen

    assert {
        "bucket": "shop-prod-media",
        "managedFolder": "films/",
        "role": "projects/p1/roles/stowplan_shop_prod_write",
        "member": "serviceAccount:shop-prod-worker@p1.iam.gserviceaccount.com",
    } in members
    assert not any("${" in str(item) for item in members)
    trusted = {item["member"] for item in cloud["gcp:serviceaccount/iAMMember:IAMMember"].seen}
    assert "principal://iam.googleapis.com/projects/7/pools/p/subject/repo:octo/shop:environment:production" in trusted
    outputs = stack_outputs(graph, state)
    assert outputs["workloads"]["web"]["gcp"]["email"] == "shop-prod-web@p1.iam.gserviceaccount.com"
    assert outputs["stores"]["media"]["cdn_ip"] == "192.0.2.20"
