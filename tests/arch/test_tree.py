"""The shape of the source: sizes, unfinished work, unique exit codes, and that docs name what there is."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import generator.cli
import infra.cli
from generator import errors

ROOT = Path(__file__).parents[2]
SOURCES = sorted(path for folder in ("generator", "infra") for path in (ROOT / folder).rglob("*.py"))


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_modules_and_functions_stay_small(path):
    tree = ast.parse(path.read_text())
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]

    assert len(path.read_text().splitlines()) <= 250
    assert [node.name for node in functions if node.end_lineno - node.lineno >= 60] == []


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_every_module_and_public_function_says_what_it_is(path):
    tree = ast.parse(path.read_text())
    public = [
        node for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
    ]

    assert ast.get_docstring(tree)
    assert [node.name for node in public if not ast.get_docstring(node)] == []


def test_nothing_is_left_unfinished():
    pattern = re.compile(r"\b(TODO|FIXME|XXX)\b|raise NotImplementedError")

    assert [relative(path) for path in SOURCES if pattern.search(path.read_text())] == []


def test_each_kind_of_failure_has_an_exit_code_of_its_own():
    kinds = all_subclasses(errors.StowplanError)
    codes = [kind.exit_code for kind in kinds]

    assert len(set(codes)) == len(codes)


def all_subclasses(kind: type) -> list[type]:
    import infra.comment.errors
    import infra.offline.errors
    import infra.packs.records  # noqa: F401  # each registers its classes

    direct: list[type] = kind.__subclasses__()
    return direct + [found for child in direct for found in all_subclasses(child)]


def options(parser) -> set[str]:
    found = {text for action in parser._actions for text in action.option_strings if text.startswith("--")}
    for action in parser._actions:
        if hasattr(action, "choices") and isinstance(action.choices, dict):
            for name, child in action.choices.items():
                found |= {name} | options(child)
    return found


@pytest.mark.parametrize(
    ("pages", "parser"),
    [
        (["docs/gen-settings.md"], generator.cli.parser),
        (["docs/stowplan.md", "docs/review.md", "docs/explain.md", "docs/ci.md"], infra.cli.parser),
    ],
    ids=["gen-settings", "stowplan"],
)
def test_every_verb_and_option_is_documented(pages, parser):
    text = "".join((ROOT / page).read_text() for page in pages)

    assert sorted(name for name in options(parser()) if f"`{name}" not in text and f" {name}" not in text) == []


def test_every_key_of_the_spec_is_documented():
    from generator.spec.model import Spec

    schema = Spec.model_json_schema()
    text = (ROOT / "docs/spec.md").read_text()
    keys = {key for node in [schema, *schema["$defs"].values()] for key in node.get("properties", {})}

    assert sorted(key for key in keys if f"`{key}`" not in text) == []
