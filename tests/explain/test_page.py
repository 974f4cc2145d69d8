"""docs/explain.md: what its examples show is what happens."""

from __future__ import annotations

import shlex
import shutil

import pytest

from tests.docs.pages import DOCS, ROOT, blocks
from tests.explain.verb import explain

PAGE = DOCS / "explain.md"
EXAMPLES = blocks(PAGE, "console")


@pytest.fixture
def site(tmp_path, monkeypatch):
    (spec,) = blocks(PAGE, "yaml")
    (tmp_path / "storage.yaml").write_text(spec.text, encoding="utf-8")
    shutil.copytree(ROOT / "keys", tmp_path / "keys")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("block", EXAMPLES, ids=lambda block: block.id)
def test_an_example_prints_what_the_page_shows(block, site, capsys):
    command, _, shown = block.text.partition("\n")
    arguments = shlex.split(command.removeprefix("$ stowplan explain "))

    code = explain(arguments)

    assert capsys.readouterr().out == shown
    assert f"exit code {code}" == (block.mark or "exit code 0")


def test_the_files_of_the_page_are_written(site):
    (block,) = [block for block in EXAMPLES if "--output" in block.text]
    explain(shlex.split(block.text.removeprefix("$ stowplan explain ")))

    assert {path.name for path in site.glob("rights.*")} == {"rights.md", "rights.svg"}


def test_lines_are_short():
    text = PAGE.read_text(encoding="utf-8")
    prose = "".join(text.split("```")[::2])

    assert [line for line in prose.splitlines() if len(line) > 120] == []
