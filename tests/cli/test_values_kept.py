"""What an environment file keeps from run to run, and what it must not."""

from __future__ import annotations

import json

from generator.render.dotenv import read_env


def spec(site, old, new):
    path = site / "storage.yaml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_id_of_another_key_is_not_kept(site, gen, outputs):
    gen("--env", "prod", "--outputs", outputs())
    spec(site, "{k1: keys/prod.pem}", "{k1: keys/prod.pem, k2: keys/prod-2.pem}")
    gen("--env", "prod")

    assert read_env((site / ".env.prod").read_text())["STORAGE_MEDIA_SIGNING_KEY_ID"] == ""


def test_what_a_stack_no_longer_exports_is_not_kept(site, gen, outputs):
    gen("--env", "prod", "--outputs", outputs())
    gen("--env", "prod", "--outputs", outputs(lambda tree: tree["stores"]["media"].update(signing_keys={})))

    assert read_env((site / ".env.prod").read_text())["STORAGE_MEDIA_SIGNING_KEY_ID"] == ""


def test_outputs_without_what_must_be_set_are_refused(site, gen, outputs):
    answer = gen("--env", "prod", "--outputs", outputs(lambda tree: tree["stores"]["media"].pop("cdn_domain")))

    assert answer.code == 4
    assert answer.err.endswith(
        "gen-settings: the outputs have no stores.media.cdn_domain, which STORAGE_MEDIA_CDN_DOMAIN is;"
        " run `pulumi up`, then export them again\n"
    )


def test_the_folder_of_files_on_disk_is_the_teams_to_choose(site, gen):
    spec(site, "test: {target: memory}", "test: {target: filesystem}")
    gen()
    path = site / ".env.test"
    before = read_env(path.read_text())
    path.write_text(path.read_text().replace("'var/storage'", "'/srv/files'"), encoding="utf-8")

    assert before == {"STORAGE_ROOT": "var/storage"}
    assert gen("--check").code == 0
    assert (gen().code, read_env(path.read_text())) == (0, {"STORAGE_ROOT": "/srv/files"})


def test_the_example_file_is_a_deployments(site, gen):
    spec(site, "type: vps", "type: ecs")
    spec(site, "prod: {}", "prod: {}\n  laptop: {target: local}")
    gen()
    names = read_env((site / ".env.example").read_text())

    assert not {name for name in names if name.startswith("AWS_")}
    assert "STORAGE_MEDIA_BUCKET" in names


def test_lines_of_the_teams_own_keep_their_ends(site, gen):
    gen()
    path = site / ".env.prod"
    path.write_bytes(path.read_bytes() + b"OWN=1\r\n")
    gen()

    assert path.read_bytes().endswith(b"OWN=1\r\n")


def test_environment_files_of_a_removed_environment_are_left(site, gen):
    gen()
    spec(site, "  prod: {}\n", "")
    answer = gen()

    assert (site / ".env.prod").exists()
    assert "left       .env.prod\n" in answer.out


def test_warnings_are_in_the_json_report(gen):
    found = json.loads(gen("--dry-run", "--format", "json").out)["diagnostics"]

    assert ("SPEC105", "warning") in [(item["code"], item["severity"]) for item in found]
