"""The word each file gets, and what publishing then does."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import pytest

from generator.errors import PublishError
from generator.plan.files import Blanks, PlannedFile
from generator.publish import Result, decide, diff, publish
from generator.render.dotenv import MARKER, blank, filled
from tests.publish.project import ENVS, MANIFEST, PACKAGE, leftovers, module, run, tree, version, words

if TYPE_CHECKING:
    from collections.abc import Mapping

S3 = str(PACKAGE / "s3.py")


def statuses(root: Path, files: Mapping[str, list[PlannedFile]], **options: Any) -> dict[str, str]:
    return words(decide(root, files, MANIFEST, **options))


def test_a_first_run_creates_everything(tmp_path):
    decisions = decide(tmp_path, version("a"), MANIFEST)
    assert set(words(decisions).values()) == {"create", "absent"}
    assert {path for path, word in words(decisions).items() if word == "absent"} == set(ENVS)
    assert list(tmp_path.iterdir()) == []

    results = publish(tmp_path, decisions)

    assert {item.word for item in results} == {"created"}
    assert results[-1] == Result(MANIFEST, "created")
    assert {str(item.path) for item in results} == set(tree(tmp_path))
    assert leftovers(tmp_path) == []
    assert (tmp_path / ".stowplan" / ".gitignore").read_bytes() == b"*\n"


def test_a_second_run_touches_nothing(tmp_path):
    run(tmp_path, version("a"))
    before = {path: path.stat() for path in tmp_path.rglob("*")}

    results = run(tmp_path, version("a"))

    assert {item.word for item in results} == {"identical"}
    after = {path: path.stat() for path in tmp_path.rglob("*")}
    assert {path: (found.st_ino, found.st_mtime_ns) for path, found in after.items()} == {
        path: (found.st_ino, found.st_mtime_ns) for path, found in before.items()
    }


def test_identical_files_keep_inode_and_time_when_others_change(tmp_path):
    files = version("a")
    run(tmp_path, files)
    before = (tmp_path / S3).stat()
    files["prod"][0] = module(str(files["prod"][0].path), "NEW = 1\n")
    files[""][0] = module(str(files[""][0].path), "NEW = 1\n")

    assert [str(item.path) for item in run(tmp_path, files) if item.word == "updated"] == [
        str(PACKAGE / "__init__.py"),
        str(PACKAGE / "settings/prod.py"),
        str(MANIFEST),
    ]

    after = (tmp_path / S3).stat()
    assert (after.st_ino, after.st_mtime_ns, after.st_nlink) == (before.st_ino, before.st_mtime_ns, 1)


@pytest.mark.parametrize("exchange", [True, False])
def test_a_new_version_updates_creates_and_removes(tmp_path, exchange):
    run(tmp_path, version("a"))
    decisions = decide(tmp_path, version("b"), MANIFEST)
    assert {path: word for path, word in words(decisions).items() if word != "update"} == {
        str(PACKAGE / "only_a/extra.py"): "obsolete",
        str(PACKAGE / "only_b/extra.py"): "create",
    }

    results = publish(tmp_path, decisions, exchange=exchange)

    assert Result(PACKAGE / "only_a/extra.py", "removed") in results
    assert not (tmp_path / PACKAGE / "only_a").exists()
    assert set(tree(tmp_path)) == {str(item.path) for item in results if item.word != "removed"}
    assert leftovers(tmp_path) == []
    assert all(item.status == "identical" for item in decide(tmp_path, version("b"), MANIFEST))


def test_edited_files_stop_the_run_and_all_are_named(tmp_path):
    run(tmp_path, version("a"))
    (tmp_path / S3).write_text("EDITED = 1\n")
    (tmp_path / PACKAGE / "only_b").mkdir()
    (tmp_path / PACKAGE / "only_b" / "extra.py").write_text("MINE = 1\n")
    before = tree(tmp_path)

    with pytest.raises(PublishError) as caught:
        run(tmp_path, version("b"))

    assert str(caught.value) == (
        "2 files are not as generated, so nothing was written:\n"
        "  site/storage/s3.py: edited by hand\n"
        "  site/storage/only_b/extra.py: not written by gen-settings\n"
        "move your changes into the spec (`gen-settings --diff` shows them), or replace the files with --force"
    )
    assert tree(tmp_path) == before


def test_force_replaces_edited_files(tmp_path):
    run(tmp_path, version("a"))
    (tmp_path / S3).write_text("EDITED = 1\n")
    with pytest.raises(PublishError, match=r"^1 file is not as generated"):
        run(tmp_path, version("a"))

    assert [item for item in run(tmp_path, version("a"), force=True) if item.word != "identical"] == [
        Result(PurePosixPath(S3), "replaced")
    ]
    assert (tmp_path / S3).read_text() == "VERSION = 'a'\n"


def test_an_obsolete_file_that_was_edited_is_left(tmp_path):
    run(tmp_path, version("a"))
    extra = tmp_path / PACKAGE / "only_a" / "extra.py"
    extra.write_text("MINE = 1\n")
    decisions = decide(tmp_path, version("b"), MANIFEST)
    found = next(item for item in decisions if item.status == "obsolete")
    assert found.reason == "left, because it was edited: delete it if you do not need it"

    assert Result(PACKAGE / "only_a/extra.py", "left") in publish(tmp_path, decisions)

    assert extra.read_text() == "MINE = 1\n"
    assert "obsolete" not in statuses(tmp_path, version("b")).values()


def test_an_edit_that_is_what_the_spec_gives_is_identical(tmp_path):
    run(tmp_path, version("a"))
    for file in version("b")["prod"]:
        (tmp_path / file.path).write_bytes(file.content)

    assert statuses(tmp_path, version("b"))[str(PACKAGE / "settings/prod.py")] == "identical"


def test_generating_one_scope_leaves_the_others(tmp_path):
    files = version("a")
    files["staging"] = [module("site/storage/settings/staging.py", "A = 1\n", "settings")]
    run(tmp_path, files)
    only = {"prod": version("a")["prod"]}

    assert set(statuses(tmp_path, only).values()) == {"identical"}
    assert {item.word for item in run(tmp_path, only)} == {"identical"}
    entries = json.loads((tmp_path / MANIFEST).read_text())["files"]
    assert {entry["scope"] for entry in entries.values()} == {"", "prod", "staging"}
    assert sorted(entries) == list(entries)

    gone = statuses(tmp_path, only, known={"", "prod"})
    assert gone["site/storage/settings/staging.py"] == "obsolete"
    assert list(gone.values()).count("obsolete") == 1


def test_what_is_not_committed_is_absent_and_no_drift(tmp_path):
    run(tmp_path, version("a"))
    for name in ENVS:
        (tmp_path / name).unlink()
    for name in (".stowplan/manifest.json", ".stowplan/lock"):
        (tmp_path / name).unlink()

    decisions = decide(tmp_path, version("a"), MANIFEST)

    assert {words(decisions)[name] for name in ENVS} == {"absent"}
    assert not any(item.drift for item in decisions)
    assert ".env" not in (tmp_path / MANIFEST).read_text()
    assert [item.path.name for item in publish(tmp_path, decisions) if item.word == "created"] == [
        ".env.prod",
        ".env.prod.raw",
    ]


def test_drift_is_every_other_difference(tmp_path):
    assert {item.status for item in decide(tmp_path, version("a"), MANIFEST) if item.drift} == {"create"}
    run(tmp_path, version("a"))
    assert not any(item.drift for item in decide(tmp_path, version("a"), MANIFEST))
    (tmp_path / S3).write_text("EDITED = 1\n")
    assert {item.status for item in decide(tmp_path, version("b"), MANIFEST) if item.drift} == {
        "create",
        "update",
        "edited",
        "obsolete",
    }


ENV = PurePosixPath(".env.prod")


def env_file(text: str) -> dict[str, list[PlannedFile]]:
    blanks = Blanks({"SECRET": None}, blank, filled)
    return {"prod": [PlannedFile(ENV, text.encode(), 0o600, blanks, checked=False, role="env")]}


def test_values_filled_in_and_own_lines_are_no_edit(tmp_path):
    run(tmp_path, env_file(f"A='1'\nSECRET=''\n{MARKER}\n"))
    (tmp_path / ENV).write_text(f"A='1'\nSECRET='CANARY'\n{MARKER}\nOWN=1\n")

    assert statuses(tmp_path, env_file(f"A='1'\nSECRET='CANARY'\n{MARKER}\nOWN=1\n")) == {".env.prod": "identical"}
    assert statuses(tmp_path, env_file(f"A='2'\nSECRET='CANARY'\n{MARKER}\nOWN=1\n")) == {".env.prod": "update"}
    (tmp_path / ENV).write_text(f"A='edited'\nSECRET='CANARY'\n{MARKER}\n")
    assert statuses(tmp_path, env_file(f"A='2'\nSECRET='CANARY'\n{MARKER}\n")) == {".env.prod": "edited"}
    assert "CANARY" not in repr(decide(tmp_path, env_file("SECRET='CANARY'\n"), MANIFEST))


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("exchange", [True, False])
def test_modes(tmp_path, exchange):
    old = os.umask(0o027)
    try:
        run(tmp_path, version("a"), exchange=exchange)
    finally:
        os.umask(old)
    assert mode(tmp_path / ENVS[0]) == 0o600
    assert mode(tmp_path / S3) == 0o640

    (tmp_path / S3).chmod(0o755)
    (tmp_path / PACKAGE).chmod(0o711)
    run(tmp_path, version("b"), exchange=exchange)
    assert mode(tmp_path / S3) == 0o755
    assert mode(tmp_path / PACKAGE) == 0o711
    assert mode(tmp_path / ENVS[0]) == 0o600


def test_a_secret_file_that_others_may_read_is_closed(tmp_path):
    run(tmp_path, version("a"))
    (tmp_path / ENVS[0]).chmod(0o644)
    decisions = decide(tmp_path, version("a"), MANIFEST)
    assert [(item.status, item.reason) for item in decisions if item.status != "identical"] == [
        ("update", "mode 0644 instead of 0600")
    ]

    publish(tmp_path, decisions)
    assert mode(tmp_path / ENVS[0]) == 0o600

    (tmp_path / ENVS[0]).chmod(0o400)
    assert {item.status for item in decide(tmp_path, version("a"), MANIFEST)} == {"identical"}


@pytest.mark.parametrize("exchange", [True, False])
def test_files_of_others_in_the_package_stay(tmp_path, exchange):
    run(tmp_path, version("a"))
    package = tmp_path / PACKAGE
    (package / "own" / "__pycache__").mkdir(parents=True)
    (package / "own" / "mine.py").write_text("MINE = 1\n")
    (package / "own" / "mine.py").chmod(0o700)
    (package / "own" / "__pycache__" / "mine.pyc").write_text("x")
    (package / "only_a" / "note.txt").write_text("mine")
    (package / "link").symlink_to("own/mine.py")
    os.utime(package / "own" / "mine.py", (1, 1))

    run(tmp_path, version("b"), exchange=exchange)

    mine = package / "own" / "mine.py"
    assert (mine.read_text(), mode(mine), mine.stat().st_mtime, mine.stat().st_nlink) == ("MINE = 1\n", 0o700, 1, 1)
    assert (package / "link").readlink() == Path("own/mine.py")
    assert [item.name for item in (package / "only_a").iterdir()] == ["note.txt"]
    assert (package / "own" / "__pycache__").exists() is not exchange


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"version": 1, "files": []}', '{"version": 1, "files": {"a": {"sha256": 1}}}', "<<<<<<<\n"],
)
def test_a_broken_manifest_is_named(tmp_path, text):
    run(tmp_path, version("a"))
    (tmp_path / MANIFEST).write_text(text)
    with pytest.raises(PublishError) as caught:
        decide(tmp_path, version("a"), MANIFEST)
    assert str(caught.value) == (
        "site/storage/stowplan.json cannot be read as a manifest: restore it from version control, or delete it and "
        "compare what gen-settings then reports as edited"
    )


def test_a_manifest_of_another_version_is_refused(tmp_path):
    run(tmp_path, version("a"))
    (tmp_path / MANIFEST).write_text('{"version": 2}')
    with pytest.raises(PublishError, match=r"stowplan.json is of version 2, not 1: use the newer gen-settings$"):
        decide(tmp_path, version("a"), MANIFEST)


def test_a_file_that_changes_between_decide_and_publish_stops_the_run(tmp_path):
    run(tmp_path, version("a"))
    decisions = decide(tmp_path, version("b"), MANIFEST)
    (tmp_path / S3).write_text("EDITED = 1\n")
    before = tree(tmp_path)

    with pytest.raises(PublishError, match=r"^site/storage/s3.py changed while this run was under way: run again$"):
        publish(tmp_path, decisions)
    assert tree(tmp_path) == before
    assert leftovers(tmp_path) == []


def test_the_difference_is_redacted(tmp_path):
    run(tmp_path, env_file("A='1'\nSECRET='CANARY'\n") | {"": [module("site/storage/old.py", "A = 1\n")]})
    decisions = decide(
        tmp_path, env_file("A='2'\nSECRET='CANARY'\n") | {"": [module("site/storage/new.py", "B = 1")]}, MANIFEST
    )

    text = diff(decisions, lambda path, text: text.replace("CANARY", "***") if path == ENV else text)

    assert text == (
        "--- a/.env.prod\n+++ b/.env.prod\n@@ -1,2 +1,2 @@\n-A='1'\n+A='2'\n SECRET='***'\n"
        "--- /dev/null\n+++ b/site/storage/new.py\n@@ -0,0 +1 @@\n+B = 1\n\\ No newline at end of file\n"
        "--- a/site/storage/old.py\n+++ /dev/null\n# obsolete: removed\n"
    )


def test_a_difference_in_hidden_values_only_says_so(tmp_path):
    run(tmp_path, env_file("SECRET='CANARY'\n"))
    decisions = decide(tmp_path, env_file("SECRET='other'\n"), MANIFEST)
    assert words(decisions) == {".env.prod": "update"}

    assert diff(decisions, lambda path, text: "hidden\n") == (
        "--- a/.env.prod\n+++ b/.env.prod\n# only values that are not shown differ\n"
    )
    assert diff(decide(tmp_path, env_file("SECRET='CANARY'\n"), MANIFEST), lambda path, text: text) == ""


def test_bytes_do_not_depend_on_the_hash_seed(tmp_path):
    script = (
        "import sys\nfrom pathlib import Path\nfrom tests.publish.project import run, version\n"
        "run(Path(sys.argv[1]), version('a'))"
    )
    found = []
    for seed in ("1", "2"):
        folder = tmp_path / seed
        folder.mkdir()
        env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parents[2])}
        subprocess.run([sys.executable, "-c", script, str(folder)], env=env, check=True)
        found.append((tree(folder), (folder / ".stowplan/manifest.json").read_bytes()))
    assert found[0] == found[1]
