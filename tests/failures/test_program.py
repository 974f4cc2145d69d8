"""What only the Pulumi program can see: files beside the spec, and the size of policies."""

from __future__ import annotations

import pytest

from generator.errors import SpecError
from infra.program import Keys, _checked
from infra.settings import Settings, open_spec

HEAD = "version: 1\nproject: shop\n"
SIGNED = """\
stores:
  media: {provider: s3, cdn: {signing: {public_keys: {"2026": "keys/{environment}.pub.pem"}}}}
storages:
  default: {store: media, prefix: media/, access: private}
environments: {prod: {}}
"""


def checked(folder, text: str) -> str:
    """The text the program ends with."""
    (folder / "storage.yaml").write_text(HEAD + text, encoding="utf-8")
    settings = Settings("prod", folder / "storage.yaml", "storage.yaml")
    with pytest.raises(SpecError) as caught:
        _checked(settings, open_spec(settings).environment("prod"))
    return str(caught.value)


def test_public_key_file_that_is_not_there(tmp_path):
    assert checked(tmp_path, SIGNED) == (
        "storage.yaml:4:63: error SPEC115 stores.media.cdn.signing.public_keys.2026: the public key file"
        " 'keys/prod.pub.pem' cannot be used: it cannot be read: No such file or directory\n"
        "    fix: write a pair with `stowplan keys`, and commit the public one"
    )


def test_private_key_in_place_of_a_public_one(tmp_path):
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys/prod.pub.pem").write_text("-----BEGIN PRIVATE KEY-----\nMIIEsecret\n", encoding="ascii")

    text = checked(tmp_path, SIGNED)
    assert "it holds a private key, which must not be in the project; make a new pair" in text
    assert "MIIEsecret" not in text


def test_grants_that_no_role_can_hold(tmp_path):
    count = 700
    prefixes = [f"tenants/{number:04}-{'x' * 30}/" for number in range(count)]
    storages = "".join(f"  t{i}: {{store: media, prefix: {prefixes[i]}, access: private}}\n" for i in range(count))
    grants = "".join(f"      t{i}: [read, write, list]\n" for i in range(count))
    text = (
        f"stores:\n  media: {{provider: s3}}\nstorages:\n{storages}workloads:\n  web:\n    runs_on: {{type: ecs}}\n"
        f"    grants:\n{grants}environments: {{prod: {{}}}}\n"
    )

    first, hint = checked(tmp_path, text).splitlines()
    assert first == (
        "storage.yaml:708:5: error SPEC106 workloads.web: the grants of 'web' need 32 policies of at most 6,144"
        " characters, and a role takes 10"
    )
    assert hint == "    fix: split the workload, or give fewer storages to each"


def test_prefixes_that_no_bucket_policy_can_hold(tmp_path):
    prefixes = [f"tenants/{number:04}-{'x' * 80}/" for number in range(200)]
    storages = "".join(
        f"  t{i}: {{store: media, prefix: {prefix}, access: public, via: direct}}\n"
        for i, prefix in enumerate(prefixes)
    )
    text = f"stores:\n  media: {{provider: s3}}\nstorages:\n{storages}environments: {{prod: {{}}}}\n"

    first, hint = checked(tmp_path, text).splitlines()
    assert first == (
        "storage.yaml:4:10: error SPEC120 stores.media: the bucket policy of 'media' has 25,943 characters, and S3"
        " takes at most 20,480"
    )
    assert hint == "    fix: split the store, or shorten the prefixes"


def runs_of_github(last: int) -> str:
    """50 workloads with a subject each, whose condition has 4,067 characters and as many as the `last` has more."""
    names = [f"{'e' * 43}-{number:02}" for number in range(49)] + [f"{'e' * (43 + last)}-49"]
    runs_on = "type: github-actions, repository: octo-org/shop, create_provider: true, environment:"
    workloads = "".join(
        f"  w{number}: {{runs_on: {{{runs_on} {name}}}, grants: {{default: [write]}}}}\n"
        for number, name in enumerate(names)
    )
    return (
        "gcp: {project_id: shop-prod-1}\nstores:\n  media: {provider: gcs}\nstorages:\n"
        "  default: {store: media, prefix: media/, access: private}\n"
        f"workloads:\n{workloads}django: {{workload: w0}}\nenvironments: {{prod: {{}}}}\n"
    )


def test_more_runs_of_github_than_a_provider_can_tell(tmp_path):
    first, hint = checked(tmp_path, runs_of_github(30)).splitlines()

    assert first == (
        "storage.yaml:9:3: error SPEC150 workloads: the condition of the provider for GitHub's tokens has"
        " 4,097 characters, and Google takes at most 4,096"
    )
    assert (
        hint == "    fix: let several jobs run as one workload, by one GitHub `environment`, or split the spec in two"
    )


def test_as_many_runs_of_github_as_a_provider_can_tell(tmp_path):
    (tmp_path / "storage.yaml").write_text(HEAD + runs_of_github(29), encoding="utf-8")
    settings = Settings("prod", tmp_path / "storage.yaml", "storage.yaml")

    assert _checked(settings, open_spec(settings).environment("prod")) == Keys({}, {"media": {}})


def test_rules_that_become_more_than_an_account_takes(tmp_path):
    """No check of the spec counts them: its own rules are few, and each is over ten prefixes at a time."""
    rules = "".join(
        f"      - {{id: r{number}, prefix: '', transitions: [{{days: {number + 1}, tier: Cool}}]}}\n"
        for number in range(51)
    )
    storages = "".join(
        f"  files{number}: {{store: media, prefix: s{number}/, access: private}}\n" for number in range(11)
    )
    text = (
        "stores:\n  media:\n    provider: azure\n    isolation: containers\n    lifecycle:\n"
        f"{rules}storages:\n{storages}environments: {{prod: {{}}}}\n"
    )

    assert checked(tmp_path, text) == (
        "storage.yaml:8:7: error SPEC113 stores.media.lifecycle: 102 lifecycle rules, of ten prefixes each: Azure takes"
        " at most 100\n    fix: merge some of them"
    )
