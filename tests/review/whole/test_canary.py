"""Secrets planted wherever a review reads: no form, no message and no log shows one."""

from __future__ import annotations

import json
import logging

import pytest

from infra.export.stack import stack_export
from infra.stack import graph_of
from tests.review.whole.conftest import SPEC, only

CANARY = "canary-7d1f-do-not-show"
KEY = "AKIAIOSFODNN7" + "CANARYX"
TOKEN = "wJalrXUtnFEMI/K7MDENG/bPxRfiCY" + "CANARY0KEY"
CDN_KEY = "Y2FuYXJ5LTdkMWYtZG8tbg=="
PLANTED = (CANARY, KEY, TOKEN, CDN_KEY)
FORMS = ("text", "markdown", "html", "json", "sarif")
SIGNATURE = "4dabf18193072939515e22adb298388d"
MARK = {SIGNATURE: "1b47061264138c4ac30d75fd1eb44270"}
SECRETS = {
    "ciphertext": {**MARK, "ciphertext": f"v1:{CANARY}"},
    "plaintext": {**MARK, "plaintext": json.dumps(CANARY)},
    "a tree of plaintext": {**MARK, "plaintext": json.dumps({"a": [CANARY], CANARY: 1})},
    "value": {**MARK, "value": CANARY},
    "broken plaintext": {**MARK, "plaintext": f"{{{CANARY}"},
    "an access key": KEY,
    "a secret key": f"Bearer {TOKEN}",
    "a list": [{"deep": {**MARK, "value": CANARY}}],
}
OFF = SPEC.replace("{provider: s3}", "{provider: s3, versioning: false}")


def clean(checkout, caplog, *arguments, codes=(0,), **more):
    """Every form of a review, and what it says on the way, holds nothing that was planted."""
    found = {}
    for form in FORMS:
        with caplog.at_level(logging.DEBUG):
            done = checkout.run(*arguments, "--format", form, **more)
        assert done.code in codes, done.err
        for text in (done.out, done.err, caplog.text):
            for secret in PLANTED:
                assert secret not in text, form
        found[form] = done.out
    return found


def rows(checkout):
    return json.loads(stack_export(graph_of(str(checkout.folder / "storage.yaml"), "prod")))


def bucket(document):
    return next(item for item in document["deployment"]["resources"] if item["urn"].endswith(":Bucket::media"))


@pytest.fixture
def state(checkout):
    document = rows(checkout)
    checkout.write(OFF)
    return document


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
@pytest.mark.parametrize("where", ["inputs", "outputs", "tags", "policy"])
def test_secrets_of_a_state(checkout, caplog, state, secret, where):
    there = bucket(state)
    if where == "tags":
        there["inputs"]["tags"] = {"x": secret}
    elif where == "policy":
        policy = next(item for item in state["deployment"]["resources"] if "BucketPolicy::" in item["urn"])
        policy["inputs"]["policy"] = json.dumps({"Statement": [{"Sid": "x", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Principal": {"AWS": KEY}}]})  # fmt: skip  # noqa: E501
    else:
        there[where]["somethingNew"] = secret
    path = checkout.write(json.dumps(state), "state.json")

    clean(checkout, caplog, "--state", path, "--base", "HEAD", "--fail-on", "stateful,drift", codes=(10,))


@pytest.mark.parametrize("name", ["password", "secretKey", "client_secret", "connectionString", "accountKey", "token"])
def test_names_of_passwords_in_a_state(checkout, caplog, state, name):
    bucket(state)["inputs"][name] = CANARY
    state["deployment"]["resources"][0].setdefault("outputs", {})[name] = CANARY
    path = checkout.write(json.dumps(state), "state.json")

    clean(checkout, caplog, "--state", path, "--base", "HEAD")


def test_providers_and_what_surrounds_a_state(checkout, caplog, state):
    stack = state["deployment"]["resources"][0]["urn"].rpartition("::")[0].rpartition("::")[0]
    state["deployment"]["resources"].append({
        "urn": f"{stack}::pulumi:providers:aws::other", "type": "pulumi:providers:aws", "custom": True, "id": CANARY,
        "inputs": {"accessKey": CANARY, "region": CANARY}, "outputs": {"token": CANARY},
    })  # fmt: skip
    state["deployment"]["secrets_providers"] = {"type": "passphrase", "state": {"salt": f"v1:{CANARY}"}}
    state["deployment"]["pending_operations"] = [{"resource": {"inputs": {"x": CANARY}}, "type": "creating"}]
    path = checkout.write(json.dumps(state), "state.json")

    clean(checkout, caplog, "--state", path, "--base", "HEAD")


def test_a_secret_that_changes_is_shown_as_changed(checkout, caplog):
    key = SPEC.replace("{runs_on: {type: ecs}", "{runs_on: {type: vps}")
    checkout.commit(key)
    document = rows(checkout)
    before, after = json.loads(json.dumps(document)), json.loads(json.dumps(document))
    bucket(before)["inputs"]["tags"]["x"] = {**MARK, "plaintext": json.dumps(f"{CANARY}-1")}
    bucket(after)["inputs"]["tags"]["x"] = {**MARK, "plaintext": json.dumps(f"{CANARY}-2")}
    steps = [
        {"urn": old["urn"], "oldState": old, "newState": new, "op": "same" if old == new else "update"}
        for old, new in zip(before["deployment"]["resources"], after["deployment"]["resources"], strict=True)
    ]
    path = checkout.write(json.dumps({"config": {"shop:x": CANARY}, "steps": steps, "changeSummary": {}}), "p.json")
    found = clean(checkout, caplog, "--preview", path)

    (change,) = only(json.loads(found["json"]))["resources"]
    assert [(item["path"], item["before"], item["after"]) for item in change["properties"]] == [
        ("tags.x", "[secret]", "[secret]")
    ]
    assert only(json.loads(found["json"]))["secrets_changed"] == 1


@pytest.mark.parametrize("option", ["--state", "--preview"])
@pytest.mark.parametrize(
    "text",
    [
        f'{{"password": "{CANARY}"',
        f'{{"deployment": "{CANARY}", "steps": "{CANARY}"}}',
        f'{{"deployment": {{"resources": [{{"urn": "{CANARY}"}}]}}, "steps": [{{"newState": {{"urn": "{CANARY}"}}}}]}}',
        f'["{CANARY}"]',
        CANARY,
        f"\ufeff{CANARY}",
    ],
)
def test_broken_files(checkout, caplog, option, text):
    path = checkout.write(text, "x.json")

    clean(checkout, caplog, option, path, "--env", "prod", codes=(4,))


def test_a_spec_with_a_secret_is_refused_without_showing_it(checkout, caplog):
    checkout.write(SPEC.replace("project: shop\n", f"project: shop\ntags: {{owner: {KEY}}}\n"))

    clean(checkout, caplog, codes=(3,))
    checkout.commit()
    checkout.write(SPEC)
    clean(checkout, caplog, "--base", "HEAD")


def test_labels_and_the_environment(checkout, caplog, monkeypatch):
    for name in ("AWS_SECRET_ACCESS_KEY", "PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG", "GITHUB_TOKEN"):
        monkeypatch.setenv(name, CANARY)
    monkeypatch.setenv("PULUMI_CONFIG", json.dumps({"stowplan:cdn_keys": CANARY, "stowplan:spec": CANARY}))
    monkeypatch.setenv("STOWPLAN_LABELS", f"{CANARY} storage-ack:{CANARY} storage-ack:c0000001")
    checkout.write(OFF)

    clean(checkout, caplog, "--fail-on", "stateful", codes=(10,))


@pytest.mark.parametrize("text", [f"{CANARY}: [", f"stores: {CANARY}", f"{{stores: {{media: {{{KEY}: 1}}}}}}"])
def test_files_of_usage_and_prices(checkout, caplog, text):
    path = checkout.write(text, "usage.yaml")
    done = checkout.run("--usage", path)

    assert done.code == 2
    for secret in PLANTED:
        assert secret not in done.out + done.err


def test_keys_of_a_cdn_in_the_configuration(checkout, caplog, monkeypatch):
    spec = """\
version: 1
project: shop
gcp: {project_id: shop-project, project_number: "123456789012"}
stores: {media: {provider: gcs, cdn: {domain: m.shop.example, signing: {keys: [k1]}}}}
storages: {default: {store: media, prefix: media/, access: private}}
environments: {prod: {}}
"""
    checkout.commit(spec)
    keys = {"stowplan:cdn_keys": json.dumps({"media": {"k1": CDN_KEY}})}
    monkeypatch.setenv("PULUMI_CONFIG", json.dumps(keys))
    document = rows(checkout)
    key = next(item for item in document["deployment"]["resources"] if "SignedUrlKey::" in item["urn"])
    assert CDN_KEY not in json.dumps(document)
    key["inputs"]["keyValue"] = CDN_KEY
    path = checkout.write(json.dumps(document), "state.json")

    clean(checkout, caplog, "--state", path, "--base", "HEAD")
