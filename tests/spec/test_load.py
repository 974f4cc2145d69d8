"""What YAML can do to a reader: each hazard is a positioned diagnostic or plain text, never a surprise."""

from __future__ import annotations

import pytest
import yaml

from generator.spec import load
from generator.spec.load import KEY, LoadProblem, Mark, parse
from tests.spec.writing import SMALL, found, opened, problems

HAZARDS = {
    "duplicate key": ("a: 1\nb: {c: 1, c: 2}\n", "SPEC005", 2, 11),
    "duplicate key, quoted once": ('a: 1\n"a": 2\n', "SPEC005", 2, 1),
    "duplicate of a key that looks like a number": ("1: a\n'1': b\n", "SPEC005", 2, 1),
    "anchor": ("a: &x 1\n", "SPEC006", 1, 4),
    "alias": ("a: 1\nb: *x\n", "SPEC006", 2, 4),
    "cycle": ("a: &x [*x]\n", "SPEC006", 1, 4),
    "tag": ("a: !!str 1\n", "SPEC007", 1, 4),
    "object tag": ("a: !!python/object/apply:os.system [id]\n", "SPEC007", 1, 4),
    "local tag": ("a: !env HOME\n", "SPEC007", 1, 4),
    "tag directive": ("%TAG ! tag:example.org,2000:\n---\na: !x 1\n", "SPEC007", 3, 4),
    "tab": ("a:\n  b: 1\n\tc: 2\n", "SPEC009", 3, 1),
    "tab after spaces": ("a:\n  b: 1\n \tc: 2\n", "SPEC009", 3, 2),
    "control character": ("a: 1\nb: \x07\n", "SPEC004", 2, 4),
    "NUL": ("a: 1\0\n", "SPEC004", 1, 5),
    "escape sequence of a terminal": ("a: \x1b[2J\n", "SPEC004", 1, 4),
    "C1 control": ("a: \x9b\n", "SPEC004", 1, 4),
    "several documents": ("a: 1\n---\nb: 2\n", "SPEC011", 2, 1),
    "several documents with ends": ("a: 1\n...\n---\nb: 2\n", "SPEC011", 3, 1),
    "empty": ("", "SPEC010", 1, 1),
    "only comments": ("# nothing\n\n", "SPEC010", 1, 1),
    "null": ("~\n", "SPEC010", 1, 1),
    "list": ("- a: 1\n", "SPEC010", 1, 1),
    "text": ("hello\n", "SPEC010", 1, 1),
    "number": ("42\n", "SPEC010", 1, 1),
    "word": ("true\n", "SPEC010", 1, 1),
    "mapping as a key": ("{a: 1}: 2\n", "SPEC012", 1, 1),
    "key of two lines": ('"a\\nb": 1\n', "SPEC012", 1, 1),
    "key with NUL": ('"\\0key": 1\n', "SPEC012", 1, 1),
    "open bracket": ("a: [1, 2\nb: 3\n", "SPEC004", 2, 2),
    "open quote": ("a: 'x\nb: 1\n", "SPEC004", 3, 1),
    "open at the end of a file without a final newline": ("a: [1", "SPEC004", 1, 6),
    "two colons": ("a: b: c\n", "SPEC004", 1, 5),
    "half of a surrogate pair": ('a: "\\ud800"\n', "SPEC004", 1, 7),
    "deep flow": ("a: " + "[" * 100_000, "SPEC008", 1, 67),
    "deep flow of mappings": ("{" * 100_000, "SPEC008", 1, 65),
    "deep block": ("- " * 100_000, "SPEC008", 1, 129),
    "more values than a spec has": ("a: [" + "1, " * 60_000 + "]", "SPEC002", 1, 149996),
    "deep keys": ("? " * 100_000, "SPEC008", 1, 129),
}


@pytest.mark.parametrize("name", HAZARDS)
def test_hazard_is_refused_at_its_place(name):
    text, code, line, column = HAZARDS[name]

    with pytest.raises(LoadProblem) as caught:
        parse(text)
    assert (caught.value.code, caught.value.mark) == (code, (line, column))


@pytest.mark.parametrize("name", sorted(HAZARDS.keys() - {"half of a surrogate pair"}))
def test_the_slower_loader_refuses_the_same(name, monkeypatch):
    """All but one: PyYAML's own parser takes half of a surrogate pair, and the model refuses it as text."""
    monkeypatch.setattr(load, "_Loader", yaml.SafeLoader)
    text, code, *_ = HAZARDS[name]

    with pytest.raises(LoadProblem) as caught:
        parse(text)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("written", "value"),
    [
        *((word, word) for word in ("NO", "no", "yes", "on", "Off", "y", "n", "012", "1_000", "0x1F", "0o14", "+1")),
        *((word, word) for word in ("2026-11-21", "12:30:45", "=", "<<", ".inf", ".nan", "1.", ".5", "tRue")),
        ("1e999", "1e999"),
        ("-1e999", "-1e999"),
        ("9" * 19, "9" * 19),
        ("9" * 5000, "9" * 5000),
        ("0." + "9" * 5000, "0." + "9" * 5000),
        ("9" * 18, 10**18 - 1),
        ("-0", 0),
        ("1.5", 1.5),
        ("1e3", 1000.0),
        *((word, True) for word in ("true", "True", "TRUE")),
        *((word, False) for word in ("false", "False", "FALSE")),
        *((word, None) for word in ("null", "Null", "NULL", "~", "")),
        ('"true"', "true"),
        ("'7'", "7"),
        ("|\n    x\n    y", "x\ny"),
        ("a:b", "a:b"),
        ("http://x", "http://x"),
    ],
)
def test_scalars_are_those_of_yaml_1_2(written, value):
    found = parse(f"a: {written}").data["a"]

    assert (found, type(found)) == (value, type(value))


def test_merge_key_is_a_plain_key():
    assert parse("<<: {a: 1}\nb: 2\n").data == {"<<": {"a": 1}, "b": 2}


def test_json_is_read_with_tabs_between_values():
    assert parse('{\n\t"version": 1,\n\t"tags": {"a": ["x", null]}\n}').data == {
        "version": 1,
        "tags": {"a": ["x", None]},
    }


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_positions_count_every_kind_of_line_end(end):
    marks = parse(end.join(["a: 1", "b:", "  - c: 2", ""])).marks

    assert marks[("b", KEY)] == (2, 1)
    assert marks[("b", 0, "c")] == (3, 8)


def test_positions_count_characters_not_bytes():
    assert parse("é: {ü: 1}\n").marks[("é", "ü")] == Mark(1, 8)


@pytest.mark.parametrize("text", [SMALL, SMALL.replace("\n", "\r\n"), "\ufeff" + SMALL, SMALL.rstrip("\n")])
def test_ways_of_writing_a_file_that_mean_the_same(tmp_path, text):
    assert list(opened(tmp_path, text).specs) == ["prod"]


@pytest.mark.parametrize(
    ("data", "code", "line", "column"),
    [
        (b"version: 1\nproject: caf\xe9\n", "SPEC003", 2, 13),
        ("é: 1\n# é ".encode() + b"\xff", "SPEC003", 2, 5),
        (b"\xef\xbb\xbfab\xff", "SPEC003", 1, 3),
        ("version: 1".encode("utf-16"), "SPEC003", 1, 1),
        (b"\x00\x00", "SPEC004", 1, 1),
        (b"\x1f\x8b\x08", "SPEC003", 1, 2),
    ],
)
def test_bytes_that_are_no_text(tmp_path, data, code, line, column):
    assert found(tmp_path, data) == [(code, line, column, "")]


def test_a_huge_file_is_not_read_whole(tmp_path):
    path = tmp_path / "storage.yaml"
    with path.open("wb") as file:
        file.truncate(100 * 1024**3)

    with pytest.raises(LoadProblem) as caught:
        load.read(path)
    assert caught.value.code == "SPEC002"


@pytest.mark.parametrize(
    "text",
    [
        "a: " + "x" * 900_000,
        "a: " + "aaaa://" * 100_000,
        "a: " + "http://a:" * 100_000,
        "a: " + "A1a" * 300_000,
        "a: " + "-----BEGIN " * 80_000,
        "".join(f"k{number}: 1\n" for number in range(2_000)) + "environments: {a: , b: }",
        "stores: {" + "".join(f"k{number}: 1, " for number in range(2_000)) + "}\nenvironments: {a: , b: }",
        "tags: [" + "1, " * 200_000 + "]\nenvironments: {a: }",
    ],
    ids=["text", "schemes", "urls", "base64", "pem", "keys", "stores", "list"],
)
def test_large_files_are_refused_soon(tmp_path, text):
    assert problems(tmp_path, text)


def test_what_a_diagnostic_shows_stays_on_one_line(tmp_path):
    text = SMALL + 'tags: {"a\u200bb": 1, "c d": "e\\u202ef\\x1b[2Jg\\nh\\x85"}\n'

    shown = "".join(item.text() for item in problems(tmp_path, text.replace("a\u200bb", "a b")))
    assert shown.replace("\n    fix: ", "").isprintable()
