"""No path leads out of the project, and no two lead to one file."""

from __future__ import annotations

import json
from pathlib import PurePosixPath

import pytest

from generator.errors import PublishError
from generator.publish import decide
from tests.publish.project import MANIFEST, module, run, tree, version


def refused(root, *paths: str) -> str:
    with pytest.raises(PublishError) as caught:
        decide(root, {"": [module(path, "X = 1\n") for path in paths]}, MANIFEST)
    return str(caught.value)


@pytest.mark.parametrize(
    "path", ["../x.py", "a/../../x.py", "a/../x.py", "/etc/x.py", "", "a\\b.py", "a\nb.py", "a\0b.py"]
)
def test_plain_paths_only(tmp_path, path):
    assert refused(tmp_path, path) == (
        f"the path {str(PurePosixPath(path))!r} is not a plain path inside the project: "
        "give one without '..' and a leading '/'"
    )


def test_links_may_not_lead_out(tmp_path):
    root, outside = tmp_path / "project", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    (root / "dir").symlink_to(outside)
    (root / "file.py").symlink_to(outside / "missing.py")
    (root / "self").symlink_to("self")

    for path in ("dir/x.py", "file.py"):
        message = refused(root, path)
        assert message.startswith(f"the path {path!r} leads out of the project, to '{outside}")
        assert message.endswith("': replace the link with a folder")
    assert refused(root, "self/x.py") == "the path 'self/x.py' goes round in links: replace them with the folder itself"
    assert list(outside.iterdir()) == []


def test_links_inside_are_followed(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "site").symlink_to("real")

    run(tmp_path, version("a"))
    run(tmp_path, version("b"))

    assert (tmp_path / "site").is_symlink()
    assert (tmp_path / "real/storage/s3.py").read_text() == "VERSION = 'b'\n"
    assert not (tmp_path / "real/storage/only_a").exists()


def test_files_and_folders_are_not_mistaken(tmp_path):
    (tmp_path / "file").write_text("x")
    (tmp_path / "folder.py").mkdir()

    assert (
        refused(tmp_path, "file/x.py") == "the path 'file/x.py' needs a folder where 'file' is a file: move that file"
    )
    assert refused(tmp_path, "folder.py") == "the path 'folder.py' is a folder: move it, or choose another name"


def test_what_differs_in_case_only_is_refused(tmp_path):
    assert refused(tmp_path, "site/a.py", "Site/A.py") == (
        "the paths 'site/a.py' and 'Site/A.py' are one file where case does not count"
    )
    (tmp_path / "Site").mkdir()
    assert (
        refused(tmp_path, "site/a.py") == "the path 'site/a.py' is there as 'Site': rename one to the other's spelling"
    )
    (tmp_path / "Site" / "cafe\u0301.py").write_text("")
    assert refused(tmp_path, "Site/caf\u00e9.py").startswith("the path 'Site/caf\u00e9.py' is there as")


@pytest.mark.parametrize("path", [".git/hooks/pre-commit", ".GIT/config", ".hg/hgrc", ".stowplan/lock", ".Stowplan/x"])
def test_other_tools_folders_are_left_alone(tmp_path, path):
    folder = path.split("/")[0]
    assert refused(tmp_path, path) == f"the path {path!r} lies in {folder!r}, which is not for generated files"


def test_the_package_is_not_the_project(tmp_path):
    message = r"^the path 'stowplan.json' does not lie in a package: give the package a folder of its own$"
    with pytest.raises(PublishError, match=message):
        decide(tmp_path, {}, PurePosixPath("stowplan.json"))


def test_a_manifest_cannot_name_files_elsewhere(tmp_path):
    root = tmp_path / "project"
    root.mkdir()
    (tmp_path / "victim").write_text("")
    run(root, version("a"))
    for path in ("../victim", ".git/config"):
        found = json.loads((root / MANIFEST).read_text())
        found["files"][path] = {
            "scope": "",
            "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        }
        (root / MANIFEST).write_text(json.dumps(found))
        before = tree(root)
        with pytest.raises(PublishError, match=r"^the path "):
            run(root, version("a"))
        assert tree(root) == before
        run_manifest(root, path)
    assert (tmp_path / "victim").exists()


def run_manifest(root, path: str) -> None:
    """Take the entry out again."""
    found = json.loads((root / MANIFEST).read_text())
    del found["files"][path]
    (root / MANIFEST).write_text(json.dumps(found))


def test_the_project_must_be_there(tmp_path):
    with pytest.raises(PublishError, match=r"^the folder '.*/nowhere' is not there$"):
        decide(tmp_path / "nowhere", {}, MANIFEST)
