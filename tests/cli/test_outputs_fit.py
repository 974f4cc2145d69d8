"""Outputs that are not of the spec they are given with are refused, and nothing is written."""

from __future__ import annotations

import json

import pytest

from generator.render.dotenv import read_env

OTHER = ": the stack was made from another spec; run `pulumi up`, then export them again\n"
SPEC = """\
version: 1
project: shop
django: {package: shop_storage}
gcp: {project_id: shop-prod-123456, location: EU}
azure: {subscription_id: 11111111-1111-4111-8111-111111111111}
stores:
  media: {provider: gcs}
  static: {provider: s3, name: old-shop-files, adopt: true, cdn: {domain: CDN, certificate_arn: ARN}}
  docs: {provider: azure, isolation: containers}
storages:
  default: {store: media, prefix: media/, access: private}
  staticfiles: {store: static, prefix: static/, access: public, kind: static, manifest: false}
  papers: {store: docs, prefix: papers/, access: private}
workloads:
  web: {runs_on: {type: cloud-run}, grants: {default: [read, write]}}
  jobs: {runs_on: {type: container-apps}, grants: {papers: [read]}}
environments: {prod: {}}
""".replace("CDN", "cdn.shop.example", 1).replace(
    "ARN", "arn:aws:acm:us-east-1:111122223333:certificate/11111111-1111-4111-8111-111111111111"
)
OUTPUTS = {
    "stowplan": {"version": 1, "project": "shop", "environment": "prod"},
    "stores": {
        "media": {"provider": "gcs", "bucket": "shop-prod-media", "cdn_domain": None},
        "static": {"provider": "s3", "bucket": "old-shop-files", "cdn_domain": "cdn.shop.example"},
        "docs": {
            "provider": "azure",
            "account": "shopproddocs",
            "containers": {"papers": "papers"},
            "cdn_domain": None,
        },
    },
    "workloads": {
        "web": {"gcp": {"email": "web@shop-prod-123456.iam.gserviceaccount.com"}},
        "jobs": {"azure": {"client_id": "22222222-2222-4222-8222-222222222222"}},
    },
}


@pytest.fixture
def given(site, gen):
    """Runs with the outputs of three clouds, changed by `change`."""
    (site / "storage.yaml").write_text(SPEC, encoding="utf-8")

    def run(change=lambda tree: None):
        tree = json.loads(json.dumps(OUTPUTS))
        change(tree)
        (site / "outputs.json").write_text(json.dumps(tree), encoding="utf-8")
        return gen("--env", "prod", "--outputs", "outputs.json")

    return run


def test_outputs_of_the_spec_are_taken(site, given):
    answer = given()

    assert answer.code == 0, answer.err
    assert read_env((site / ".env.prod").read_text())["STORAGE_STATIC_CDN_DOMAIN"] == "cdn.shop.example"


@pytest.mark.parametrize(
    ("section", "store", "key", "value", "wanted"),
    [
        ("stores", "media", "provider", "s3", "gcs"),
        ("stores", "media", "bucket", "other-media", "shop-prod-media"),
        ("stores", "static", "bucket", "shop-prod-static", "old-shop-files"),
        ("stores", "static", "cdn_domain", "d1.cloudfront.net", "cdn.shop.example"),
        ("stores", "docs", "account", "shopprodother", "shopproddocs"),
    ],
)
def test_values_that_contradict_the_spec_are_refused(site, given, section, store, key, value, wanted):
    answer = given(lambda tree: tree[section][store].update({key: value}))

    assert answer.code == 4
    assert answer.err.endswith(f"stores.{store}.{key} is {value!r} in the outputs and {wanted!r} in the spec{OTHER}")
    assert not (site / ".env.prod").exists()


def test_containers_are_those_of_the_spec(given):
    other = given(lambda tree: tree["stores"]["docs"].update(containers={"papers": "files"}))
    gone = given(lambda tree: tree["stores"]["docs"].update(containers={}))

    assert "stores.docs.containers.papers is 'files' in the outputs and 'papers' in the spec" in other.err
    assert "the outputs have no stores.docs.containers.papers, which is 'papers' in the spec" in gone.err


@pytest.mark.parametrize("path", [("stores", "media"), ("stores", "docs"), ("workloads", "web"), ("workloads", "jobs")])
def test_what_the_settings_need_is_there(given, path):
    answer = given(lambda tree: tree[path[0]].pop(path[1]))

    assert answer.code == 4
    assert answer.err.endswith(f"the outputs have no {'.'.join(path)}, which the spec has{OTHER}")


def test_a_domain_that_the_stack_has_not_is_missed(given):
    answer = given(lambda tree: tree["stores"]["static"].update(cdn_domain=None))

    assert f"no stores.static.cdn_domain, which is 'cdn.shop.example' in the spec{OTHER}" in answer.err


@pytest.mark.parametrize("text", ["", " "])
def test_an_empty_value_is_refused(site, gen, outputs, text):
    answer = gen("--env", "prod", "--outputs", outputs(lambda tree: tree["stores"]["media"].update(cdn_domain=text)))

    assert answer.code == 4
    assert answer.err.endswith(
        "stores.media.cdn_domain is empty in the outputs: no stack has that; export them again\n"
    )


def test_a_local_cloud_is_brought_up_again(site, gen):
    spec = site / "storage.yaml"
    spec.write_text(spec.read_text().replace("prod: {}", "prod: {}\n  laptop: {target: local}"), encoding="utf-8")
    folder = site / ".stowplan/local/laptop"
    folder.mkdir(parents=True)
    head = {"version": 1, "project": "shop", "environment": "laptop"}
    tree = {"stowplan": head, "stores": {"media": {"provider": "azure"}}, "workloads": {"web": {}}}
    (folder / "outputs.json").write_text(json.dumps(tree), encoding="utf-8")
    answer = gen()

    assert answer.code == 4
    assert answer.err.endswith(
        "stores.media.provider is 'azure' in the outputs and 's3' in the spec: the stack was made from another spec;"
        " run `stowplan local up`\n"
    )
