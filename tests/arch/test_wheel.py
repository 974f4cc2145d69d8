"""The built wheel runs alone: without the checkout, and without what only development needs."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.arch.example import write_spec

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory):
    """The wheel's content as an import path (its dependencies come from this environment)."""
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True, text=True)
    (wheel,) = out.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(out / "site")
    return out / "site"


def run(unpacked, cwd, *argv, module="generator.cli"):
    code = f"import sys; sys.path.insert(0, {str(unpacked)!r}); from {module} import main; sys.exit(main())"
    return subprocess.run(
        [sys.executable, "-P", "-c", code, *argv], cwd=cwd, capture_output=True, text=True, check=False
    )


def test_the_wheel_generates(unpacked, tmp_path):
    write_spec(tmp_path)

    done = run(unpacked, tmp_path)

    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "site_storage" / "settings" / "prod.py").is_file()
    assert (tmp_path / "site_storage" / "apps.py").is_file()


def test_the_wheel_has_the_templates_and_no_tests(unpacked):
    top = {path.name for path in unpacked.iterdir() if not path.name.endswith(".dist-info")}

    assert top == {"generator", "infra"}
    assert (unpacked / "generator" / "_templates" / "settings.py.jinja").is_file()


def test_the_wheel_reviews(unpacked, tmp_path):
    """With the template of the page, the table of prices and the program itself."""
    write_spec(tmp_path)
    (tmp_path / "new.yaml").write_text((tmp_path / "storage.yaml").read_text() + "\ntags: {team: shop}\n")
    (tmp_path / "usage.yaml").write_text("prod: {}\n")
    sides = ("--base", "storage.yaml", "--head", "new.yaml", "--env", "prod", "--usage", "usage.yaml")
    done = run(unpacked, tmp_path, "diff", *sides, "--output", "r.html", "--output", "r.json", module="infra.cli")

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (tmp_path / "r.html").read_text().startswith("<!DOCTYPE html>")
