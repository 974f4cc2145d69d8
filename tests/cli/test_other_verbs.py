"""explain, schema, init, and what `stowplan` offers without a local cloud."""

from __future__ import annotations

import json

import pytest
import yaml

import generator.cli
from generator.explanation import explain
from generator.spec.model import Spec
from infra.cli import parser
from infra.offline.run import run_file
from infra.offline.wire import record_over_wire
from infra.stack import MAIN, PROJECT
from tests.cli.conftest import SECRET


def test_explain_says_what_each_storage_is(gen):
    text = gen("explain", "--env", "prod").out

    for part in (
        "default: private, by signed URLs of the CDN",
        "s3://shop-prod-media/media/",
        "may read write list         web",
        "STORAGE_MEDIA_BUCKET = shop-prod-media",
        "secret: its secret",
    ):
        assert part in text


def test_explain_as_json(gen):
    found = json.loads(gen("explain", "--format", "json").out)["environments"]

    assert [item["environment"] for item in found] == ["test", "prod"]
    assert found[1]["storages"]["default"]["grants"] == {"web": ["read", "write", "list"]}


@pytest.mark.parametrize(
    ("provider", "cdn", "target", "served", "url"),
    [
        (
            "s3",
            "null",
            "cloud",
            "private, by presigned URLs of the bucket",
            "https://shop-prod-media.s3.us-east-1.amazonaws.com/m/",
        ),
        (
            "gcs",
            "null",
            "cloud",
            "private, by V4 signed URLs of the bucket",
            "https://storage.googleapis.com/shop-prod-media/m/",
        ),
        (
            "azure",
            "null",
            "cloud",
            "private, by SAS links of the account",
            "https://shopprodmedia.blob.core.windows.net/files/m/",
        ),
        (
            "azure",
            "null",
            "local",
            "private, by SAS links of the account",
            "http://<the local cloud>/shopprodmedia/files/m/",
        ),
        (
            "azure",
            "{domain: m.shop.example}",
            "local",
            "private, by signed URLs of the CDN",
            "http://<the local cloud>/files/m/",
        ),
    ],
)
def test_explain_has_the_words_of_the_cloud(provider, cdn, target, served, url):
    found = explain(
        Spec.model_validate(
            {
                "version": 1,
                "project": "shop",
                "environment": "prod",
                "target": target,
                "gcp": {"project_id": "shop-prod"},
                "stores": {"media": {"provider": provider, "cdn": yaml.safe_load(cdn)}},
                "storages": {"default": {"store": "media", "prefix": "m/", "access": "private"}},
            }
        ),
        "shop_storage",
    )["storages"]["default"]

    assert (found["served"], found["urls"].partition("<name>")[0]) == (served, url)


def test_explain_says_that_links_need_the_key(gen):
    assert (
        "links; or STORAGE_MEDIA_SIGNING_KEY_BASE64: the PEM on one line; url() raises without it" in gen("explain").out
    )


@pytest.mark.parametrize(
    ("flag", "given", "text"),
    [
        ("--provider", "gcp", "'gcp' is not one of s3, gcs, azure: did you mean 'gcs'?"),
        ("--provider", "minio", "'minio' is not one of s3, gcs, azure"),
        ("--runs-on", "fargate", "container-apps, azure-vm, vps: did you mean 'ecs'?"),
    ],
)
def test_init_guesses_what_is_meant(flag, given, text, capsys):
    with pytest.raises(SystemExit) as stop:
        generator.cli.main(["init", flag, given])

    assert stop.value.code == 2
    assert capsys.readouterr().err.endswith(f"{text}\n")


def test_schema_is_json_schema(gen):
    schema = json.loads(gen("schema").out)

    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert "environments" in schema["properties"]


def test_init_writes_a_spec_that_works(site, gen):
    (site / "storage.yaml").unlink()
    answer = gen("init", "--project", "blog", "--region", "eu-north-1", "--yes")
    spec = yaml.safe_load((site / "storage.yaml").read_text())

    assert answer.out == "wrote storage.yaml\nnext: gen-settings explain --spec storage.yaml\n"
    assert (spec["project"], spec["aws"]["region"]) == ("blog", "eu-north-1")
    assert gen("--dry-run").code == 0


def test_init_keeps_what_is_there_and_refuses_what_is_no_spec(site, gen):
    before = (site / "storage.yaml").read_text()
    there, wrong = gen("init", "--yes"), gen("init", "--spec", "other.yaml", "--project", "No Spaces", "--yes")

    assert (there.code, (site / "storage.yaml").read_text()) == (2, before)
    assert wrong.code == 2
    assert wrong.err.splitlines()[:1] == ["gen-settings: these answers do not make a spec:"]
    assert not (site / "other.yaml").exists()


def test_init_asks_on_a_terminal(site, gen, monkeypatch):
    answers = iter(["", "blog", "", "", "", "lambda", ""])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda question: next(answers))
    gen("init", "--spec", "asked.yaml")

    assert yaml.safe_load((site / "asked.yaml").read_text())["workloads"]["web"]["runs_on"] == {"type": "lambda"}


def test_init_asks_no_further_when_the_provider_is_none(site, gen, monkeypatch):
    answers = iter(["google"])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda question: next(answers))
    answer = gen("init", "--spec", "asked.yaml")

    assert (answer.code, answer.err) == (2, "gen-settings: the provider 'google' is not one of: s3, gcs, azure\n")


def test_init_escapes_what_it_is_given(site, gen):
    gen("init", "--spec", "odd.yaml", "--origin", 'https://a.example"]\nversion: 2', "--yes")

    assert not (site / "odd.yaml").exists()


def test_keys_are_made_once_and_the_private_one_is_hidden(site, plan):
    first, second = plan("keys", "--env", "prod"), plan("keys", "--env", "prod")
    private = site / ".stowplan/keys/prod-media-k1.pem"

    assert (site / "keys/prod.pem").read_text().startswith("-----BEGIN PUBLIC KEY-----")
    assert private.stat().st_mode & 0o777 == 0o600
    assert (site / ".stowplan/.gitignore").read_text() == "*\n"
    assert f"STORAGE_MEDIA_SIGNING_KEY_FILE='{private}'" in first.out
    assert "is there, kept" in second.out
    assert "PRIVATE" not in first.out + second.out


def test_graph_is_stable_and_complete(site, plan):
    plan("keys", "--env", "prod")
    first, second = plan("graph", "--env", "prod"), plan("graph", "--env", "prod")
    types = {item["type"] for item in json.loads(first.out)["resources"]}

    assert first.out == second.out
    assert {"aws:s3/bucket:Bucket", "aws:cloudfront/distribution:Distribution", "aws:iam/user:User"} <= types


def test_graph_of_a_spec_with_problems(site, plan):
    missing = plan("graph", "--env", "prod")
    (site / "storage.yaml").write_text("version: 1\n", encoding="utf-8")
    wrong, nowhere = plan("graph", "--env", "prod"), plan("graph", "--env", "prod", "--spec", "none.yaml")

    assert (missing.code, "error SPEC115 stores.media.cdn.signing.public_keys.k1" in missing.err) == (8, True)
    assert (wrong.code, wrong.err.startswith("storage.yaml:1:1: error SPEC013")) == (3, True)
    assert (nowhere.code, nowhere.err.startswith("none.yaml:1:1: error SPEC001")) == (3, True)


def test_a_graph_of_an_environment_in_memory_is_refused(plan):
    answer = plan("graph", "--env", "test")

    assert answer.code == 8
    assert "there is nothing to provision" in answer.err


def test_local_needs_a_local_environment(plan):
    answer = plan("local", "up", "--env", "prod")

    assert answer.code == 7
    assert answer.err == (
        "stowplan: the environment 'prod' has the target 'cloud'; local ones: none; add one with `target: local`\n"
    )


def test_the_unmodified_program_over_the_wire_registers_the_same(site, plan):
    plan("keys", "--env", "prod")
    settings = {
        "project": PROJECT,
        "stack": "prod",
        "config": {f"{PROJECT}:spec": str(site / "storage.yaml")},
        "root": site,
    }

    assert record_over_wire(MAIN, **settings) == run_file(MAIN, **settings)


def test_secrets_planted_in_a_spec_come_out_nowhere(site, gen, plan):
    spec = site / "storage.yaml"
    plain = spec.read_text()
    for place in ("project: shop", "prefix: media/", "k1: keys/prod.pem", "access: private", "type: vps", "test: {"):
        key, _, value = place.partition(": ")
        for planted in (f"{key}: {SECRET}{'{' if value == '{' else ''}", f"{SECRET}: {value}"):
            spec.write_text(plain.replace(place, planted, 1), encoding="utf-8")
            for answer in (gen(), gen("--format", "json"), gen("explain"), plan("graph", "--env", "prod")):
                assert answer.code != 0
                assert SECRET not in answer.out + answer.err


@pytest.mark.parametrize("argv", [["--help"], ["local", "--help"], ["keys", "--help"]])
def test_help_is_for_people(argv, capsys):
    with pytest.raises(SystemExit) as ended:
        parser().parse_args(argv)

    assert ended.value.code == 0
    assert "usage: stowplan" in capsys.readouterr().out


def test_a_closed_pipe_is_no_traceback(site):
    import subprocess
    import sys

    command = f"{sys.executable} -m generator.cli schema | head -1"
    done = subprocess.run(command, shell=True, cwd=site, capture_output=True, text=True, check=False)

    assert (done.stdout, done.stderr) == ("{\n", "")


def test_colours_only_where_they_are_wanted(site, gen, monkeypatch):
    from generator.verbs.words import painted

    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    coloured = painted("created")
    monkeypatch.setenv("NO_COLOR", "1")

    assert (coloured, painted("created")) == ("\033[32mcreated\033[0m", "created")


def test_the_version_is_the_packages(capsys):
    with pytest.raises(SystemExit):
        generator.cli.main(["--version"])

    assert capsys.readouterr().out.startswith("gen-settings ")


@pytest.mark.parametrize("provider", ["s3", "gcs", "azure"])
def test_init_for_each_cloud_is_a_spec_whose_settings_are_written(site, gen, provider):
    made = gen("init", "--provider", provider, "--spec", "first.yaml", "--package", "first_storage", "--yes")
    assert (made.code, made.err) == (0, "")
    written = gen("--spec", "first.yaml")
    assert written.code == 0, written.err
    assert yaml.safe_load((site / "first.yaml").read_text())["stores"]["media"]["provider"] == provider
