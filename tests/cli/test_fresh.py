"""`--check` answers from the last run's hashes, and notices everything that could make that answer wrong."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from generator import fresh
from tests.cli.conftest import OUTPUTS

CLEAN = "everything is what the spec gives\n"
PROBE = """
import sys
from generator.cli import main
code = main(["--check"])
print(sorted(set(sys.modules) & {"pydantic", "yaml", "jinja2", "pathlib"}), code)
"""


def probe(site):
    done = subprocess.run([sys.executable, "-c", PROBE], cwd=site, capture_output=True, text=True, check=True)
    return done.stdout, done.stderr


def test_nothing_heavy_is_loaded_and_warnings_are_still_shown(site, gen):
    written = gen()
    out, err = probe(site)

    assert out == f"{CLEAN}[] 0\n"
    assert err == written.err


def test_check_leaves_nothing_itself(site, gen):
    gen()
    (site / ".stowplan/fresh.json").unlink()

    assert gen("--check").out == CLEAN
    assert not (site / ".stowplan/fresh.json").exists()


def edit(name, text="edited\n"):
    return lambda site: (site / name).write_text(text, encoding="utf-8")


CHANGES = {
    "a generated file is edited": edit("shop_storage/env.py"),
    "a generated file is gone": lambda site: (site / "shop_storage/env.py").unlink(),
    "the spec asks for something else": lambda site: edit(
        "storage.yaml", (site / "storage.yaml").read_text().replace("prefix: media/", "prefix: files/")
    )(site),
    "an environment file is readable by others": lambda site: (site / ".env.prod").chmod(0o644),
    "the manifest is edited": edit("shop_storage/stowplan.json", "{}"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=list(CHANGES))
def test_drift_is_noticed(site, gen, change):
    gen()
    change(site)

    assert gen("--check").code in {1, 5}


def test_another_generator_is_noticed(site, gen, monkeypatch):
    gen()
    assert fresh.still("storage.yaml") is not None
    monkeypatch.setattr(fresh, "_code", lambda: "another")

    assert fresh.still("storage.yaml") is None


def test_outputs_that_appear_are_noticed(site, gen):
    spec = site / "storage.yaml"
    spec.write_text(spec.read_text().replace("prod: {}", "prod: {target: local}"), encoding="utf-8")
    gen()
    place = site / ".stowplan/local/prod/outputs.json"
    place.parent.mkdir(parents=True)
    place.write_text(json.dumps(OUTPUTS), encoding="utf-8")

    assert fresh.still("storage.yaml") is None


def test_another_spec_in_the_folder_is_not_this_one(site, gen):
    gen()
    (site / "other.yaml").write_text("version: 1\n", encoding="utf-8")

    assert gen("--check", "--spec", "other.yaml").code == 3


@pytest.mark.parametrize("argv", [["--env", "prod"], ["--strict"], ["--format", "json"]])
def test_other_questions_are_worked_out(site, gen, argv, monkeypatch):
    gen()
    monkeypatch.setattr(fresh, "still", lambda spec: pytest.fail("the last run does not answer this"))

    gen("--check", *argv)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"code": 1, "files": 2, "warnings": 3}', "\0"])
def test_a_damaged_record_is_no_answer(site, gen, text):
    gen()
    (site / ".stowplan/fresh.json").write_text(text, encoding="utf-8")

    assert gen("--check").out == CLEAN


def test_a_record_that_cannot_be_written_is_no_error(site, gen):
    (site / ".stowplan/fresh.json").mkdir(parents=True)

    assert gen().code == 0
    assert gen("--check").out == CLEAN
    assert [path.name for path in (site / ".stowplan").glob("*.tmp")] == []
