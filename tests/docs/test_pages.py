"""Every page: specs load, Python compiles, command lines parse, links lead somewhere, codes exist."""

from __future__ import annotations

import ast
import re
import shutil
from typing import Any

import pytest
import yaml

import generator.cli
import infra.cli
from generator.messages import SENTENCES
from tests.docs.pages import DOCS, OURS, PAGES, ROOT, Block, anchors, blocks, commands, links, opened, prose

BASE = """\
version: 1
project: shop
stores: {media: {provider: s3}}
storages: {default: {store: media, prefix: media/, access: private}}
workloads: {web: {runs_on: {type: ecs}, grants: {default: [read, write, delete, list]}}}
environments: {prod: {}}
"""
"""What the fragments are laid over: small, so that a fragment says all it needs."""
ON = {"on google cloud": ("gcs", "cloud-run"), "on azure": ("azure", "container-apps")}
"""A fragment's mark may say which cloud the store is on; the workload then runs there."""

# Those of the diagnostics are wrong on purpose, and have tests of their own.
YAML = [block for page in PAGES if page.name != "diagnostics.md" for block in blocks(page, "yaml", "yml")]
SPECS = [block for block in YAML if re.search(r"^version: 1$", block.text, re.MULTILINE)]
FRAGMENTS = [block for block in YAML if block.mark.startswith("fragment")]
PARSERS = {"gen-settings": generator.cli.parser, "stowplan": infra.cli.parser}


def name(value):
    return value.id if isinstance(value, Block) else value.name


def laid(base: Any, over: Any) -> Any:
    if not (isinstance(base, dict) and isinstance(over, dict)):
        return over
    return {**base, **{key: laid(base.get(key), value) for key, value in over.items()}}


@pytest.mark.parametrize("block", SPECS, ids=name)
def test_a_whole_spec_has_no_errors(block, tmp_path):
    shutil.copytree(ROOT / "keys", tmp_path / "keys")

    assert opened(tmp_path, block.text).document.specs


@pytest.mark.parametrize("block", FRAGMENTS, ids=name)
def test_a_fragment_has_no_errors(block, tmp_path):
    base, fragment = yaml.safe_load(BASE), yaml.safe_load(block.text)
    marks = block.mark.split(", ")
    base["storages"]["default"]["access"] = "public" if "public files" in marks else "private"
    for provider, platform in (ON[mark] for mark in marks if mark in ON):
        base["stores"]["media"]["provider"], base["workloads"]["web"]["runs_on"]["type"] = provider, platform
    for store in set(fragment.get("stores", {})) - set(base["stores"]):
        fragment["stores"][store].setdefault("provider", "s3")

    assert opened(tmp_path, yaml.safe_dump(laid(base, fragment))).document.specs


@pytest.mark.parametrize("page", OURS, ids=name)
def test_no_yaml_escapes_these_tests(page):
    known = {block.line for block in (*SPECS, *FRAGMENTS) if block.page == page.name}
    others = [
        block for block in blocks(page, "yaml") if block.line not in known and not block.mark.startswith("not a spec")
    ]

    assert [block.id for block in others] == []


@pytest.mark.parametrize("block", [block for page in PAGES for block in blocks(page, "python")], ids=name)
def test_python_compiles(block):
    assert ast.parse(block.text).body


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_command_lines_parse(page, capsys):
    wrong = []
    for program, arguments in commands(page):
        try:
            PARSERS[program]().parse_args(arguments)
        except SystemExit as stop:
            if stop.code:
                wrong.append((program, *arguments, capsys.readouterr().err.splitlines()[-1]))

    assert wrong == []


def test_command_lines_are_found():
    assert ("gen-settings", ["--env", "prod", "--outputs", "-"]) in commands(DOCS / "django.md")


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_somewhere(page):
    broken = []
    for link in links(page):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)

    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_codes_exist(page):
    assert sorted(set(re.findall(r"\bSPEC\d{3}\b", page.read_text(encoding="utf-8"))) - set(SENTENCES)) == []


@pytest.mark.parametrize("page", OURS, ids=name)
def test_a_page_opens_with_an_example(page):
    """Before its second heading."""
    text = page.read_text(encoding="utf-8")

    assert "```" in text[: text.index("\n## ")]


@pytest.mark.parametrize("page", OURS, ids=name)
def test_lines_are_short_and_tables_are_whole(page):
    rows = [line for line in prose(page).splitlines() if line.startswith("|")]

    assert [row for row in rows if not row.endswith("|")] == []
    assert [line for line in prose(page).splitlines() if len(line) > 140 and not line.startswith("|")] == []
