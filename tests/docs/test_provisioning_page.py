"""What docs/provisioning.md says of all clouds and of AWS, against what the program registers and exports."""

from __future__ import annotations

import runpy

import pytest

from infra.offline.run import run_program
from infra.program import main as program_main
from tests.docs.pages import blocks
from tests.docs.stacks import PAGE, graph, kinds, names, options, outputs, plain, said, whole

SMALL = """\
version: 1
project: shop
stores: {media: {provider: s3}}
storages: {default: {store: media, prefix: media/, access: private}}
workloads: {web: {runs_on: {type: ecs}, grants: {default: [read]}}}
environments: {prod: {}}
"""
LONG = "folder-" * 20
"""So that 99 grants fit in no inline policy."""
MANY = "\n".join(f"  s{number}: {{store: many, prefix: {LONG}{number}/, access: private}}" for number in range(99))
WIDE = ", ".join(f"s{number}: [write]" for number in range(99))
EVERYTHING = f"""\
version: 1
project: shop
site: {{origins: ["https://www.shop.example"]}}
stores:
  media:
    provider: s3
    encryption: {{type: kms}}
    access_logs: {{store: logs, prefix: s3/}}
    alarms: {{size_gb: 1, objects: 1}}
    cdn:
      domain: media.shop.example
      dns_zone_id: Z0123456789ABCDEFGHIJ
      logs: {{store: logs, prefix: cdn/}}
      signing: {{public_keys: {{"2026": keys/prod-2026.pub.pem}}}}
  logs: {{provider: s3}}
  many: {{provider: s3}}
storages:
  default: {{store: media, prefix: media/, access: private}}
{MANY}
workloads:
  web: {{runs_on: {{type: ec2}}, grants: {{{WIDE}}}}}
  pod:
    runs_on: {{type: eks-pod-identity, cluster: main, namespace: shop, service_account: web}}
    grants: {{s0: [read]}}
  deploy:
    runs_on: {{type: github-actions, repository: acme/shop, branch: main, create_provider: true}}
    grants: {{s0: [read]}}
  old: {{runs_on: {{type: vps}}, grants: {{s0: [read]}}}}
  older: {{runs_on: {{type: vps}}, grants: {{{WIDE}}}}}
environments: {{prod: {{}}}}
"""


@pytest.fixture(scope="module")
def everything(tmp_path_factory):
    return graph(tmp_path_factory.mktemp("everything"), EVERYTHING)


def test_what_every_store_and_workload_has(tmp_path):
    assert kinds(graph(tmp_path, SMALL)) == said("the stack", "a store", "a workload", when="always")


def test_nothing_else_is_registered(everything):
    assert kinds(everything) == said("the stack", "a store", "a CDN", "a workload")


def test_what_a_bare_cdn_adds(tmp_path):
    public = SMALL.replace("provider: s3", "provider: s3, cdn: {}").replace("private", "public")

    assert kinds(graph(tmp_path, public)) == said("the stack", "a store", "a CDN", "a workload", when="always")


def test_the_outputs(everything):
    assert outputs(everything) == names("outputs") | names("outputs aws")


def test_the_program_of_ones_own(tmp_path):
    (block,) = [item for item in blocks(PAGE, "python") if item.mark == "file: storage_stack.py"]
    (tmp_path / "storage_stack.py").write_text(block.text, encoding="utf-8")

    found = graph(
        tmp_path, SMALL, program=lambda: runpy.run_path(str(tmp_path / "storage_stack.py"), run_name="__main__")
    )

    assert "s3.Bucket" in kinds(found)


def test_the_program_in_a_folder_of_its_own(tmp_path):
    (tmp_path / "storage.yaml").write_text(SMALL, encoding="utf-8")
    (tmp_path / "stack").mkdir()

    config = {"stowplan:spec": "../storage.yaml"}
    found = run_program(program_main, project="shop-storage", stack="prod", config=config, root=tmp_path / "stack")

    assert "s3.Bucket" in kinds(found)


def test_an_environment_without_a_cloud_is_refused(tmp_path):
    from infra.offline.errors import ProgramError

    spec = SMALL.replace("{prod: {}}", "{test: {target: memory}, prod: {}}")

    with pytest.raises(ProgramError, match="there is nothing to provision"):
        graph(tmp_path, spec, stack="test")


def test_a_bucket_is_adopted_by_its_name(tmp_path):
    found = options(graph(tmp_path, whole("## Adopt a bucket that exists")), "Bucket")

    assert (found["import"], found["protect"]) == ("shop-uploads-2019@eu-west-1", True)


def test_buckets_are_kept_until_the_spec_says_otherwise(tmp_path):
    kept = options(graph(tmp_path, SMALL), "Bucket")
    loose = options(graph(tmp_path, SMALL.replace("provider: s3", "provider: s3, protect: false")), "Bucket")

    assert (kept["protect"], kept["retainOnDelete"]) == (True, True)
    assert (loose.get("protect", False), loose.get("retainOnDelete", False)) == (False, False)


def test_partitions(tmp_path):
    spec = whole("#### Regions and partitions")

    assert "cloudfront.Distribution" in kinds(graph(tmp_path, spec))
    china = graph(tmp_path, spec, stack="china")
    assert not [kind for kind in kinds(china) if kind.startswith("cloudfront.")]
    assert "arn:aws:" not in str([plain(item.inputs) for item in china.resources])


def test_accounts(tmp_path):
    found = graph(tmp_path, whole("### AWS: accounts"), stack="staging")
    (provider,) = [item for item in found.resources if item.type == "pulumi:providers:aws"]

    assert "111111111111" in str(plain(provider.inputs)["allowedAccountIds"])
