"""What lies just beside a refusal and is allowed."""

from __future__ import annotations

import pytest

from tests.failures.reading import diagnostics

GITHUB = "{type: github-actions, repository: %s, branch: main, create_provider: true}"
SPEC = """\
version: 1
project: shop
aws: {region: eu-west-1}
stores: STORES
storages: STORAGES
workloads: WORKLOADS
environments: ENVIRONMENTS
"""
PLAIN = {
    "STORES": "{media: {provider: s3}}",
    "STORAGES": "{default: {store: media, prefix: media/, access: private}}",
    "WORKLOADS": "{}",
    "ENVIRONMENTS": "{staging: {}, prod: {}}",
}
STATIC = "{default: {store: media, prefix: static/, access: public, via: cdn, kind: static%s}}"


def codes(folder, **changes: str) -> set[str]:
    text = SPEC
    for name, value in {**PLAIN, **changes}.items():
        text = text.replace(name, value)
    path = folder / "storage.yaml"
    path.write_text(text, encoding="utf-8")
    return {item.code for item in diagnostics(path)}


@pytest.mark.parametrize(
    ("repository", "expected"),
    [
        ("octo-org/shop", set()),
        ("octo-org@123456/shop@456789", set()),
        ("octo-org/shop@456789", {"SPEC104"}),
        ("octo-org@123456/shop", {"SPEC104"}),
        ("octo-org@/shop@", {"SPEC104"}),
        ("octo-org@*/shop@*", {"SPEC104"}),
    ],
)
def test_ids_on_both_parts_or_on_neither(tmp_path, repository, expected):
    web = "{runs_on: " + GITHUB % f'"{repository}"' + ", grants: {default: [read, write]}}"

    assert codes(tmp_path, WORKLOADS="{web: " + web + "}", ENVIRONMENTS="{prod: {}}") == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ('{aws: {account_id: "111111111111"}}', '{aws: {account_id: "222222222222"}}', set()),
        ('{aws: {account_id: "111111111111"}}', '{aws: {account_id: "111111111111"}}', {"SPEC109"}),
        ('{aws: {account_id: "111111111111"}}', "{}", {"SPEC109"}),
        ("{}", "{}", {"SPEC109"}),
        ("{target: local}", "{}", set()),
    ],
)
def test_one_identity_provider_in_an_account(tmp_path, one, other, expected):
    web = "{runs_on: " + GITHUB % "a/b" + ", grants: {default: [read, write]}}"
    environments = "{staging: " + one + ", prod: " + other + "}"

    assert codes(tmp_path, WORKLOADS="{web: " + web + "}", ENVIRONMENTS=environments) == expected


@pytest.mark.parametrize(
    ("file", "expected"),
    [('"keys/{environment}.pem"', set()), ('"keys/{store}.pem"', {"SPEC117"}), ("keys/one.pem", {"SPEC117"})],
)
def test_a_key_pair_for_each_environment(tmp_path, file, expected):
    stores = '{media: {provider: s3, cdn: {signing: {public_keys: {"2026": ' + file + "}}}}}"

    assert codes(tmp_path, STORES=stores) == expected
    assert codes(tmp_path, STORES=stores, ENVIRONMENTS="{test: {target: memory}, prod: {}}") == set()


@pytest.mark.parametrize("target", ["local", "memory"])
def test_a_local_environment_may_name_the_bucket_of_the_cloud(tmp_path, target):
    environments = "{dev: {target: " + target + "}, prod: {}}"

    assert codes(tmp_path, STORES="{media: {provider: s3, name: shop-media}}", ENVIRONMENTS=environments) == set()


@pytest.mark.parametrize(
    ("manifest", "grant", "target", "expected"),
    [
        ("", "[write]", "cloud", {"SPEC038"}),
        ("", "[write]", "local", {"SPEC038"}),
        ("", "[write]", "memory", set()),
        ("", "[read, write]", "cloud", set()),
        (", manifest: false", "[write]", "cloud", set()),
    ],
)
def test_the_site_reads_its_manifest(tmp_path, manifest, grant, target, expected):
    found = codes(
        tmp_path,
        STORES="{media: {provider: s3, cdn: {}}}",
        STORAGES=STATIC % manifest,
        WORKLOADS="{web: {runs_on: {type: ecs}, grants: {default: " + grant + "}}}",
        ENVIRONMENTS="{prod: {target: " + target + "}}",
    )

    assert found == expected


@pytest.mark.parametrize("alarms", ["{size_gb: 1}", "{objects: 1}", "null"])
def test_an_alarm_with_one_limit_is_enough(tmp_path, alarms):
    assert codes(tmp_path, STORES="{media: {provider: s3, alarms: " + alarms + "}}") == set()


@pytest.mark.parametrize("key", ["create", "aws-managed"])
def test_cdn_logs_under_a_key_of_this_stack(tmp_path, key):
    stores = (
        "{media: {provider: s3, cdn: {logs: {store: logs, prefix: cdn/}}},"
        " logs: {provider: s3, encryption: {type: kms, key: " + key + "}}}"
    )
    storages = "{default: {store: media, prefix: media/, access: public}}"

    assert codes(tmp_path, STORES=stores, STORAGES=storages) == ({"SPEC035"} if key == "aws-managed" else set())
