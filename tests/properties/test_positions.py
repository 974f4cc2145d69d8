"""Every value of a real spec, in every environment, stands on the line and column that a diagnostic would name."""

from __future__ import annotations

import json

import pytest

from generator.spec.load import KEY, parse
from generator.spec.overlay import merge
from tests.golden.rendering import SPECS
from tests.properties.test_laws import walk


@pytest.mark.parametrize("name", SPECS)
def test_values_and_keys_stand_where_their_positions_say(name):
    text = SPECS[name].read_text(encoding="utf-8")
    lines, tree = text.split("\n"), parse(text)
    checked = 0
    for environment in tree.data["environments"]:
        merged = merge(tree, environment)
        for path, value in walk(merged.data):
            if path and isinstance(path[-1], str):
                assert at(lines, merged.find((*path, KEY))[1]).startswith((path[-1], f'"{path[-1]}"'))
            if path:
                assert is_written(value, at(lines, merged.find(path)[1]))
            checked += 1

    assert checked >= 10


def at(lines: list[str], mark) -> str:
    return lines[mark.line - 1][mark.column - 1 :]


def is_written(value: object, text: str) -> bool:
    match value:
        case dict():
            return text.startswith("{") or ":" in text
        case list():
            return text.startswith(("[", "- "))
        case str():
            return text.startswith((value, json.dumps(value)))
        case None:
            return text.startswith("null")
        case _:
            return text.startswith(str(value).lower())
