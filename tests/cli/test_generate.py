"""`gen-settings`: what it says, what it writes, how it ends."""

from __future__ import annotations

import io
import json

from generator.render.dotenv import read_env
from tests.cli.conftest import SECRET

WARNING = "storage.yaml:11:18: warning SPEC105 workloads.web.runs_on:"


def words(answer):
    return {line.split()[1]: line.split()[0] for line in answer.out.splitlines()[:-1]}


def test_the_first_run_writes_everything_and_the_second_nothing(site, gen):
    first = gen()
    times = {path: path.stat().st_mtime_ns for path in site.rglob("*") if path.is_file()}
    second = gen()

    assert (first.code, set(words(first).values())) == (0, {"created"})
    assert second.out.endswith("identical\n")
    assert words(second) == {}
    assert {path: path.stat().st_mtime_ns for path in times} == times


def test_warnings_are_shown_and_stop_only_a_strict_run(site, gen):
    plain, strict = gen("--dry-run"), gen("--strict")

    assert (plain.code, plain.err.startswith(WARNING)) == (0, True)
    assert (strict.code, strict.err.startswith(WARNING)) == (3, True)
    assert not (site / "shop_storage").exists()


def test_a_dry_run_writes_nothing(site, gen):
    answer = gen("--dry-run")

    assert answer.code == 0
    assert set(words(answer).values()) == {"create"}
    assert answer.out.splitlines()[-1].endswith("create (nothing was written)")
    assert [path.name for path in site.iterdir()] == ["storage.yaml"]


def test_check_names_what_is_missing_edited_and_behind(site, gen):
    gen()
    (site / "shop_storage/aliases.py").unlink()
    (site / "shop_storage/env.py").write_text("edited\n", encoding="utf-8")
    spec = site / "storage.yaml"
    spec.write_text(spec.read_text().replace("prefix: media/", "prefix: files/"), encoding="utf-8")
    answer = gen("--check")

    assert (answer.code, answer.out) == (1, "")
    assert answer.err.partition("gen-settings: ")[2].splitlines() == [
        "these files are not what the spec gives:",
        "  shop_storage/env.py: edited by hand",
        "  shop_storage/aliases.py: missing",
        "  shop_storage/settings/test.py: behind the spec",
        "  shop_storage/settings/prod.py: behind the spec",
        "  shop_storage/stowplan.json: behind the spec",
        "run `gen-settings` (--diff shows the edits, --force replaces them)",
    ]


def test_check_is_clean_in_a_checkout_without_env_files(site, gen):
    gen()
    for path in [*site.glob(".env.prod*"), *(site / ".stowplan").iterdir()]:
        path.unlink()

    assert gen("--check").code == 0


def test_edited_files_are_kept_unless_forced(site, gen):
    gen()
    edited = site / "shop_storage/settings/prod.py"
    edited.write_text("edited\n", encoding="utf-8")
    refused = gen()
    kept = edited.read_text()
    forced = gen("--force")

    assert (refused.code, kept) == (5, "edited\n")
    assert "shop_storage/settings/prod.py: edited by hand" in refused.err
    assert words(forced) == {"shop_storage/settings/prod.py": "replaced"}


def test_one_environment_leaves_the_others_alone(site, gen):
    gen()
    spec = site / "storage.yaml"
    spec.write_text(spec.read_text().replace("prefix: media/", "prefix: files/"), encoding="utf-8")
    answer = gen("--env", "test")

    assert "shop_storage/settings/prod.py" not in words(answer)
    assert gen("--check", "--env", "test").code == 0
    assert gen("--check").code == 1


def test_an_environment_taken_out_of_the_spec_takes_its_files_along(site, gen):
    gen()
    spec = site / "storage.yaml"
    spec.write_text(spec.read_text().replace("  test: {target: memory}\n", ""), encoding="utf-8")

    assert words(gen())["shop_storage/settings/test.py"] == "removed"
    assert not (site / "shop_storage/settings/test.py").exists()


def test_outputs_fill_in_the_environment_file(site, gen, outputs):
    answer = gen("--env", "prod", "--outputs", outputs())
    values = read_env((site / ".env.prod").read_text())

    assert answer.code == 0
    assert values == {
        "STORAGE_MEDIA_BUCKET": "shop-prod-media",
        "STORAGE_MEDIA_CDN_DOMAIN": "d111.cloudfront.net",
        "STORAGE_MEDIA_SIGNING_KEY_ID": "K123",
        "STORAGE_MEDIA_SIGNING_KEY_FILE": "",
        "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE",
        "AWS_SECRET_ACCESS_KEY": SECRET,
    }
    assert (site / ".env.prod").stat().st_mode & 0o777 == 0o600


def test_outputs_come_from_standard_input_too(site, gen, outputs, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO((site / outputs()).read_text()))

    assert gen("--env", "prod", "--outputs", "-").code == 0
    assert "K123" in (site / ".env.prod").read_text()


def test_a_later_run_without_outputs_keeps_the_values(site, gen, outputs):
    gen("--env", "prod", "--outputs", outputs())
    before = (site / ".env.prod").read_bytes()

    assert gen("--check", "--env", "prod").code == 0
    gen("--env", "prod")
    assert (site / ".env.prod").read_bytes() == before


def test_what_the_team_adds_is_kept(site, gen, outputs):
    gen()
    path = site / ".env.prod"
    text = path.read_text().replace("SIGNING_KEY_FILE=''", "SIGNING_KEY_FILE='/run/secrets/key'") + "MY_OWN='x'\n"
    path.write_text(text, encoding="utf-8")
    gen("--env", "prod", "--outputs", outputs())

    assert read_env(path.read_text())["STORAGE_MEDIA_SIGNING_KEY_FILE"] == "/run/secrets/key"
    assert path.read_text().endswith("MY_OWN='x'\n")


def test_outputs_that_do_not_fit_are_refused(site, gen, outputs):
    def mask(tree):
        tree["secrets"]["web"]["secret_access_key"] = "[secret]"

    for change, text in [
        (mask, "masked in the outputs; pipe `pulumi stack output --json --show-secrets` instead"),
        (lambda tree: tree["secrets"].update(web="[secret]"), "secrets.web.secret_access_key is masked"),
        (lambda tree: tree["stowplan"].update(environment="test"), "of the environment 'test', not 'prod'"),
        (lambda tree: tree["stowplan"].update(project="other"), "of the project 'other', not 'shop'"),
        (lambda tree: tree["stowplan"].update(version=2), "have version 2, and this release reads 1"),
        (lambda tree: tree.pop("stowplan"), "not of a stowplan stack"),
        (lambda tree: tree["stores"]["media"].update(bucket="${media}"), "is a symbol of an offline graph"),
        (lambda tree: tree["stores"]["media"].update(cdn_domain="a\nb"), "STORAGE_MEDIA_CDN_DOMAIN holds a control"),
    ]:
        answer = gen("--env", "prod", "--outputs", outputs(change))
        assert (answer.code, text in answer.err) == (4, True), answer.err
    assert not (site / ".env.prod").exists()


def test_wrong_arguments(site, gen):
    assert gen("--outputs", "outputs.json").code == 2
    assert gen("--env", "prod", "--outputs", "nowhere.json").err.endswith(
        "nowhere.json cannot be read: No such file or directory\n"
    )
    answer = gen("--env", "prd")
    assert (answer.code, "there is no environment 'prd': did you mean 'prod'?" in answer.err) == (3, True)


def test_json_reports(site, gen):
    gen()
    clean = json.loads(gen("--check", "--format", "json").out)
    (site / "shop_storage/env.py").write_text("edited\n", encoding="utf-8")
    drifted = gen("--check", "--format", "json")
    (site / "storage.yaml").write_text("version: 2\n", encoding="utf-8")
    wrong = gen("--format", "json")

    assert clean["drift"] is False
    assert (
        drifted.code,
        [item["path"] for item in json.loads(drifted.out)["files"] if item["status"] == "edited"],
    ) == (
        1,
        ["shop_storage/env.py"],
    )
    assert (wrong.code, json.loads(wrong.out)["exit_code"]) == (3, 3)
    assert json.loads(wrong.out)["diagnostics"][0]["code"] == "SPEC013"


def test_stdout_and_diff_show_files_without_secrets(site, gen, outputs):
    name = outputs()
    shown = gen("--env", "prod", "--outputs", name, "--stdout").out
    diff = gen("--env", "prod", "--outputs", name, "--diff").out

    for text in (shown, diff):
        assert "STORAGES = {" in text
        assert "shop-prod-media" in text
        assert SECRET not in text
    assert not (site / "shop_storage").exists()


def test_the_folder_of_manage_py_must_be_there(site, gen):
    spec = site / "storage.yaml"
    spec.write_text(spec.read_text().replace("django: {", "django: {root: nowhere, "), encoding="utf-8")
    answer = gen()

    assert answer.code == 2
    assert "`django.root` names the folder of manage.py" in answer.err
