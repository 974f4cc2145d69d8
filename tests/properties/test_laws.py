"""Laws of reading a spec, on trees that hypothesis makes up."""

from __future__ import annotations

import json
import string
from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from generator.spec.load import KEY, Mark, parse
from generator.spec.overlay import merge
from tests.properties.outcome import outcome

letters = st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs"])  # beyond, JSON escapes are pairs
names = st.text(string.ascii_lowercase + "é-_ .", min_size=1, max_size=8).filter(lambda name: name != "environments")
scalars = (
    st.none() | st.booleans() | st.integers(-(10**18) + 1, 10**18 - 1) | st.text(letters, max_size=12) | st.just("no")
)
trees = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=4), max_leaves=12
)
mappings = st.dictionaries(names, trees, max_size=4)


plain = scalars.filter(lambda value: not (isinstance(value, str) and value[:2].strip("-")[:1].isdigit()))
"""PyYAML's writer knows YAML 1.1 only: it leaves the quotes off the text `1e3`."""
written = st.dictionaries(
    names,
    st.recursive(plain, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=4)),
    min_size=1,
    max_size=4,
)


class Plain(yaml.SafeDumper):
    """Writes no anchors, and no document with a mark of its own."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def laid(base: dict, overlay: dict | None) -> dict:
    """The base with an environment's overlay, through a file."""
    return merge(parse(json.dumps({**base, "environments": {"e": overlay}})), "e").data


def patched(base: Any, patch: Any) -> Any:
    """JSON merge patch, word for word after RFC 7396."""
    if not isinstance(patch, dict):
        return patch
    result = dict(base) if isinstance(base, dict) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = patched(result.get(name), value)
    return result


def without_nulls(tree: Any) -> Any:
    if isinstance(tree, dict):
        return {key: without_nulls(value) for key, value in tree.items() if value is not None}
    return tree


@given(mappings)
def test_an_empty_overlay_changes_nothing(base):
    assert laid(base, {}) == base
    assert laid(base, None) == base


@given(mappings, mappings)
def test_an_overlay_is_a_json_merge_patch(base, overlay):
    assert laid(base, overlay) == patched(base, overlay)


@given(mappings, mappings)
def test_laying_the_same_again_changes_nothing(base, overlay):
    once = laid(base, overlay)

    assert laid(once, overlay) == once


@given(mappings, names)
def test_null_removes(base, name):
    assert laid(base, {name: None}) == {key: value for key, value in base.items() if key != name}


@given(mappings, names, st.lists(trees, max_size=3))
def test_lists_replace(base, name, items):
    assert laid(base, {name: items})[name] == items


@given(mappings, names, mappings)
def test_an_overlay_may_bring_what_the_base_has_not(base, name, tree):
    base.pop(name, None)

    assert laid(base, {name: tree})[name] == without_nulls(tree)


@given(mappings, mappings)
def test_every_merged_value_stands_where_its_position_says(base, overlay):
    text = json.dumps({**base, "environments": {"e": overlay}}, indent=1)
    lines = text.split("\n")
    merged = merge(parse(text), "e")

    for path, value in walk(merged.data):
        _, mark = merged.find(path)
        rest = lines[mark.line - 1][mark.column - 1 :]
        if not isinstance(value, dict | list):
            assert rest.startswith(json.dumps(value))
        elif path:
            assert rest[0] == ("{" if isinstance(value, dict) else "[")
        if path and isinstance(path[-1], str):
            _, key = merged.find((*path, KEY))
            assert lines[key.line - 1][key.column - 1 :].startswith(json.dumps(path[-1]))


def walk(tree: Any, path: tuple = ()) -> list[tuple[tuple, Any]]:
    inside = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    return [(path, tree), *(found for key, value in inside for found in walk(value, (*path, key)))]


@given(written, st.sampled_from([True, False, None]), st.integers(2, 6))
def test_what_yaml_writes_is_read_back(tree, flow, indent):
    text = yaml.dump(tree, Dumper=Plain, default_flow_style=flow, indent=indent)

    assert parse(text).data == tree


@given(written, st.sampled_from([True, False, None]))
def test_keys_stand_where_their_positions_say_in_any_style(tree, flow):
    text = yaml.dump(tree, Dumper=Plain, default_flow_style=flow)
    lines = text.split("\n")

    for path, mark in parse(text).marks.items():
        if path[-1:] == (KEY,):
            rest = lines[mark.line - 1][mark.column - 1 :].lstrip("'\"")
            assert rest.startswith(str(path[-2]).encode("unicode_escape").decode().replace("\\xe9", "\\xE9"))
        assert Mark(1, 1) <= mark <= Mark(len(lines), len(lines[mark.line - 1]) + 1)


@given(st.text())
def test_no_text_at_all_breaks_the_reader(text):
    outcome(text, None, set())


@given(st.binary(max_size=200))
def test_no_bytes_at_all_break_the_reader(data):
    outcome(data, None, set())
