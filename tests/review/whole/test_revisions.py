"""Which revisions and files are compared, and what is said when they are not there."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.infra_aws.specs import PUBLIC_KEY
from tests.review.edits.specs import OTHER_KEY
from tests.review.whole.conftest import SPEC, Checkout, git, only

OFF = SPEC.replace("{provider: s3}", "{provider: s3, versioning: false}")
MORE = SPEC.replace("[read, write]", "[read, write, delete]")
SIGNED = SPEC.replace(
    "{provider: s3}", '{provider: s3, cdn: {signing: {public_keys: {"2026": keys/one.pem}}}}'
).replace("{target: local}", "{target: memory}")


def hazards(report, name="prod"):
    return [item["kind"] for item in only(report, name)["hazards"]]


def rights(report, name="prod"):
    return [(item["sign"], item["actions"]) for item in only(report, name)["permissions"]]


def test_the_working_tree_is_compared_with_the_last_commit(checkout):
    assert {item["mark"] for item in checkout.json()["environments"]} == {"same"}

    checkout.write(OFF)
    report = checkout.json()

    assert hazards(report) == ["versioning-off"]
    assert (report["base"]["shown"], report["head"]["shown"]) == ("HEAD", "working tree")
    assert report["base"]["commit"] == git(checkout.folder, "rev-parse", "HEAD")
    assert not report["head"]["commit"]


def test_what_others_merged_meanwhile_is_not_shown_backwards(checkout):
    left = git(checkout.folder, "rev-parse", "HEAD")
    git(checkout.folder, "switch", "-qc", "feature")
    mine = checkout.commit(MORE)
    git(checkout.folder, "switch", "-q", "main")
    theirs = checkout.commit(OFF)
    git(checkout.folder, "switch", "-q", "feature")

    for head in ((), ("--head", "feature"), ("--head", mine[:10])):
        report = checkout.json("--base", "main", *head)
        assert (hazards(report), rights(report)) == ([], [("+", ["delete"])])
        assert report["base"]["commit"] == left != theirs
        assert any(left[:12] in note for note in report["notes"])


def test_a_shallow_clone_compares_the_tips_and_says_so(checkout, tmp_path_factory, capsys):
    git(checkout.folder, "switch", "-qc", "feature")
    checkout.commit(MORE)
    git(checkout.folder, "switch", "-q", "main")
    checkout.commit(SPEC + "# theirs\n")
    clone = tmp_path_factory.mktemp("clone") / "shop"
    git(checkout.folder, "clone", "-q", "--depth", "1", "--no-single-branch", f"file://{checkout.folder}", str(clone))
    git(clone, "switch", "-q", "feature")

    report = Checkout(clone, capsys).json("--base", "origin/main")

    assert rights(report) == [("+", ["delete"])]
    assert any("shallow" in note for note in report["notes"])


def test_a_spec_that_the_base_does_not_have_is_all_new(checkout):
    checkout.write(SPEC, "other/files.yaml")
    report = checkout.json(spec="other/files.yaml")

    assert {item["mark"] for item in report["environments"]} == {"added"}
    assert only(report)["counts"]["create"] > 5
    assert any("everything is new" in note for note in report["notes"])
    assert hazards(report) == []


def test_a_spec_in_a_folder_under_another_name(checkout):
    checkout.commit(SPEC, "sites/a [b]/files.yaml")
    checkout.write(OFF, "sites/a [b]/files.yaml")

    assert hazards(checkout.json(spec="sites/a [b]/files.yaml")) == ["versioning-off"]


def test_a_spec_that_moves_is_named_on_both_sides(checkout):
    git(checkout.folder, "mv", "storage.yaml", "files.yaml")
    checkout.commit()

    done = checkout.run("--base", "HEAD~1", "--head", "HEAD", spec="storage.yaml")
    assert (done.code, done.out) == (2, "")
    assert "HEAD:storage.yaml is not there" in done.err


def test_two_files_need_no_checkout(folder):
    old, new = folder.write(SPEC, "old.yaml"), folder.write(OFF, "new.yaml")

    assert hazards(folder.json("--base", old, "--head", new)) == ["versioning-off"]


def test_one_file_against_a_spec_outside_git(folder):
    old = folder.write(SPEC, "old.yaml")
    folder.write(OFF)

    assert hazards(folder.json("--base", old)) == ["versioning-off"]


def test_a_file_against_a_revision(checkout):
    new = checkout.write(OFF, "new.yaml")

    assert hazards(checkout.json("--base", "HEAD", "--head", new)) == ["versioning-off"]
    assert hazards(checkout.json("--base", new, "--head", "HEAD")) == []


def test_outside_git_the_way_out_is_said(folder):
    folder.write(SPEC)
    done = folder.run()

    assert done.code == 2
    assert "is in no git checkout" in done.err
    assert "compare two files instead" in done.err


def test_without_git_the_way_out_is_said(checkout, monkeypatch):
    monkeypatch.setenv("PATH", str(checkout.folder))
    done = checkout.run()

    assert (done.code, done.err) == (2, "stowplan: there is no `git` here; compare two files instead\n")


@pytest.mark.parametrize("revision", ["nope", "origin/main", "HEAD~5", "HEAD:storage.yaml", "--upload-pack=x"])
def test_a_revision_that_is_not_there(checkout, revision):
    for option in ("--base", "--head"):
        done = checkout.run(f"{option}={revision}")
        assert done.code == 2
        assert done.err == (
            f"stowplan: {revision!r} is neither a file nor a revision here; "
            "fetch it first (`git fetch origin`; in CI, `fetch-depth: 0`); a file ends in .yaml or .yml\n"
        )


def test_a_branch_without_a_commit(folder):
    git(folder.folder, "init", "-q", "-b", "main")
    folder.write(SPEC)

    done = folder.run()
    assert done.code == 2
    assert "there is no commit here yet to compare with" in done.err


def test_a_key_that_changes_under_an_unchanged_spec(checkout):
    checkout.write(PUBLIC_KEY, "keys/one.pem")
    checkout.commit(SIGNED)
    checkout.write(OTHER_KEY, "keys/one.pem")
    report = checkout.json()

    assert [(item["kind"], "public key" in item["headline"]) for item in only(report)["hazards"]] == [("replace", True)]

    checkout.commit(message="another key")
    assert hazards(checkout.json("--base", "HEAD~1", "--head", "HEAD")) == ["replace"]
    assert hazards(checkout.json()) == []


def test_a_key_that_comes_with_the_spec(checkout):
    checkout.write(PUBLIC_KEY, "keys/one.pem")
    checkout.write(SIGNED)
    report = checkout.json()

    assert hazards(report) == []
    assert any(item["who"]["kind"] == "signed" for item in only(report)["permissions"])


def test_a_key_that_is_missing_is_a_problem_of_its_side(checkout):
    checkout.write(PUBLIC_KEY, "keys/one.pem")
    checkout.commit(SIGNED)
    (checkout.folder / "keys/one.pem").unlink()
    report = checkout.json(code=3)

    assert any("keys/one.pem" in item["message"] for item in report["head"]["problems"])
    assert report["environments"] == []


def test_nothing_is_checked_out_and_nothing_is_left(checkout, tmp_path_factory, monkeypatch):
    there = tmp_path_factory.mktemp("scratch")
    monkeypatch.setattr("tempfile.tempdir", str(there))
    checkout.write(OFF)
    before = git(checkout.folder, "status", "--porcelain")

    checkout.json("--base", "HEAD")

    assert list(there.iterdir()) == []
    assert git(checkout.folder, "status", "--porcelain") == before


def test_an_environment_that_goes_and_one_that_comes(checkout):
    checkout.write(SPEC.replace("  prod: {}\n", "  live: {}\n"))
    report = checkout.json()

    assert [(item["name"], item["mark"]) for item in report["environments"]] == [
        ("local", "same"), ("test", "same"), ("live", "added"), ("prod", "removed"),
    ]  # fmt: skip
    (gone,) = only(report)["hazards"]
    assert (gone["headline"], gone["position"]["side"]) == ("the environment prod leaves the spec", "base")
    assert only(report)["counts"]["delete"] == 0
    assert only(report)["counts"]["same"] == only(report, "live")["counts"]["create"] > 5
    assert hazards(report, "live") == []
    (new,) = (item for item in only(report, "live")["exposures"] if item["broadened"])
    assert new["what"].startswith("the environment is new, with ")
    assert not any(item["broadened"] for item in only(report, "live")["permissions"])


def test_environments_without_a_cloud_have_settings_only(checkout):
    checkout.write(SPEC.replace("prefix: media/", "prefix: files/"))
    report = checkout.json("--env", "local", "--env", "test")

    assert [item["name"] for item in report["environments"]] == ["local", "test"]
    for item in report["environments"]:
        assert item["mark"] == "changed"
        assert (item["hazards"], item["permissions"], item["resources"]) == ([], [], [])
        assert item["settings"]["options"]


def test_an_environment_that_becomes_local(checkout):
    checkout.write(SPEC.replace("  prod: {}\n", "  prod: {target: local}\n"))

    assert set(hazards(checkout.json())) == {"delete"}


def test_one_environment(checkout):
    checkout.write(OFF)

    assert [item["name"] for item in checkout.json("--env", "test")["environments"]] == ["test"]
    done = checkout.run("--env", "nope")
    assert done.code == 2
    assert done.err == "stowplan: neither side has an environment 'nope'; there are local, test, prod\n"


def test_a_checkout_whose_folder_is_named_otherwise(checkout, tmp_path_factory, capsys):
    moved = tmp_path_factory.mktemp("ü b") / "c d"
    shutil.copytree(checkout.folder, moved)
    (moved / "storage.yaml").write_text(OFF)

    assert hazards(Checkout(moved, capsys).json()) == ["versioning-off"]


def test_from_any_folder(checkout, monkeypatch):
    checkout.write(OFF)
    here = checkout.json()
    (checkout.folder / "deep").mkdir()
    monkeypatch.chdir(checkout.folder / "deep")

    assert checkout.json() == here
    assert Path.cwd().name == "deep"
