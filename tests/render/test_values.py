"""A value becomes source that evaluates to it, is already formatted, and can be nothing but that value."""

from __future__ import annotations

import datetime
import enum
import math
import subprocess
import sys
from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.render.imports import import_block
from generator.render.values import Call, Name, Ref, SourceError, module, source

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=30),
    st.text("'\"\\\n${}é\u2028\u202e ab", max_size=90),
)
PLAIN = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=6),
        st.lists(inner, max_size=6).map(tuple),
        st.dictionaries(SCALARS, inner, max_size=4),
    ),
    max_leaves=20,
)
WORDS = st.text("abXY_", min_size=1, max_size=30).filter(lambda text: not text.startswith("_"))
CODE = st.recursive(
    st.one_of(SCALARS, st.just(Name("pathlib:Path")), st.just(Ref("FIRST"))),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=3).map(tuple),
        st.dictionaries(st.text("ab-", max_size=40), inner, max_size=3),
        st.builds(
            Call,
            st.sampled_from([".env:required", "datetime:timedelta", "botocore.config:Config"]),
            st.lists(inner, max_size=2).map(tuple),
            st.dictionaries(WORDS, inner, max_size=3),
        ),
    ),
    max_leaves=14,
)
EXAMPLES: list[str] = []


def exactly(left: object, right: object) -> bool:
    """Equal with equal types all the way down, and signed zeros."""
    return repr(left) == repr(right)


@given(PLAIN)
def test_the_source_evaluates_to_the_value(value):
    found = source(value)

    assert exactly(eval(found.text, {"__builtins__": {}}), value)
    assert found.imports == frozenset()
    assert found.text.isascii()


def ruff(*args: str, text: str) -> str:
    """The difference ruff would make, or what it complains of."""
    command = [sys.executable, "-m", "ruff", *args, "--isolated", "-"]
    found = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
    return found.stdout + found.stderr if found.returncode else ""


def collected_modules() -> list[str]:
    """Many modules of random values; formatted in one call, since starting ruff is what takes time."""
    texts: list[str] = []

    @settings(max_examples=300, deadline=None, database=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(st.lists(st.tuples(WORDS, CODE, st.none() | st.text(max_size=120)), max_size=5))
    def collect(items):
        unique = {name: (name, value, comment) for name, value, comment in items if name not in {"Path", "Config"}}
        texts.append(module("Values.", [("FIRST", 1, None), *unique.values()]))

    collect()
    return texts


def test_ruff_leaves_the_text_as_it_is(tmp_path):
    for number, text in enumerate(collected_modules()):
        (tmp_path / f"m{number}.py").write_text(text)
    command = [sys.executable, "-m", "ruff", "format", "--isolated", "--no-cache", "--diff", str(tmp_path)]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (found.returncode, found.stdout) == (0, "")

    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache", "--select", "I,F,E9,W", str(tmp_path)]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (found.returncode, found.stdout) == (0, "All checks passed!\n")


@pytest.mark.parametrize("length", range(60, 100))
def test_lines_around_the_limit_are_formatted(length):
    word = "x" * length
    items = [
        ("TEXT", word, None),
        ("LIST", [word[10:]], None),
        ("PAIR", (word[20:], "yy"), None),
        ("CALL", Call(".env:required", (word[20:],), {"kind": 1}), None),
        ("DATA", {"key": word[10:], "list": ["a", word[20:]], "call": Call(".env:required", (word[40:],))}, None),
    ]
    assert ruff("format", "--diff", text=module("Doc.", items)) == ""


def test_a_module_reads_well():
    text = module(
        "Storage of prod.\n\nWritten from storage.yaml.",
        [
            ("DOMAIN", "cdn.example.org", "Of store media."),
            ("LIMIT", 5_000_000_000, None),
            ("RATIO", -0.5, None),
            (
                "STORAGES",
                {
                    "default": {
                        "BACKEND": "storages.backends.s3.S3Storage",
                        "OPTIONS": {
                            "bucket_name": Call(".env:required", ("MEDIA_BUCKET",)),
                            "custom_domain": Ref("DOMAIN"),
                            "gzip_content_types": ("text/css",),
                            "object_parameters": {},
                            "expire": Call("datetime:timedelta", (), {"hours": 1}),
                        },
                    },
                },
                None,
            ),
        ],
    )
    assert (
        text
        == '''\
"""Storage of prod.

Written from storage.yaml.
"""

from datetime import timedelta

from .env import required

# Of store media.
DOMAIN = "cdn.example.org"

LIMIT = 5000000000
RATIO = -0.5

STORAGES = {
    "default": {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": required("MEDIA_BUCKET"),
            "custom_domain": DOMAIN,
            "gzip_content_types": ("text/css",),
            "object_parameters": {},
            "expire": timedelta(hours=1),
        },
    },
}
'''
    )


@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                [".", "..", ".a", "..b", ".a2", ".a10", ".a_b", "django.a", "Azure", "azure.b", "os", "re"]
            ),
            st.text("abAB_19", min_size=1, max_size=12).filter(lambda text: text[0] in "abAB"),
        ),
        max_size=14,
        unique_by=lambda item: item[1],
    )
)
@settings(max_examples=60, deadline=None, database=None)
def collect_blocks(items):
    targets = [f"{module}:{name}" for module, name in items]
    used = "".join(f"\nX = {name}" for _, name in items)
    EXAMPLES.append(f"{import_block(targets)}\n{used}\n")


def test_ruff_sorts_imports_as_we_do(tmp_path):
    collect_blocks()
    for number, text in enumerate(EXAMPLES):
        (tmp_path / f"m{number}.py").write_text(text)
    command = [
        sys.executable,
        "-m",
        "ruff",
        "check",
        "--isolated",
        "--no-cache",
        "--select",
        "I",
        "--diff",
        str(tmp_path),
    ]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    assert found.stdout == ""


class Loud(str):
    """A str that would write code."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "print('CANARY')"


class Colour(enum.IntEnum):
    RED = 1


class Flag(int):
    pass


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (math.nan, "float"),
        (math.inf, "float"),
        (-math.inf, "float"),
        (2**1025, "int"),
        (Loud("CANARY"), "Loud"),
        (Colour.RED, "Colour"),
        (Flag(3), "Flag"),
        (Decimal(1), "Decimal"),
        (datetime.date(2024, 1, 1), "date"),
        (b"CANARY", "bytes"),
        ({1}, "set"),
        (SimpleNamespace(), "SimpleNamespace"),
        (type("Rows", (list,), {})(), "Rows"),
        (type("Map", (dict,), {})(), "Map"),
    ],
)
def test_other_types_are_refused(value, kind):
    for whole in (value, [value], {"a": {"b": (value,)}}, Call(".env:f", (), {"a": value})):
        with pytest.raises(SourceError, match=rf"^a {kind} of this kind cannot be written as Python$"):
            source(whole)


def test_a_key_must_be_a_scalar():
    with pytest.raises(SourceError, match=r"^the keys of a dict must be plain scalars$"):
        source({(1, 2): 3})


def test_endless_nesting_is_refused():
    value: list = []
    value.append(value)
    with pytest.raises(SourceError, match=r"^values are nested deeper than 64$"):
        source(value)


NAMES = ["", "x=1;y", "class", "é", "1a", "a b", "a\n", "None"]


@pytest.mark.parametrize("name", NAMES)
def test_names_must_be_ascii_identifiers(name):
    message = r"cannot be a Python name$"
    with pytest.raises(SourceError, match=message):
        module("Doc.", [(name, 1, None)])
    with pytest.raises(SourceError, match=message):
        source(Ref(name))
    with pytest.raises(SourceError, match=message):
        source(Call(".env:f", (), {name: 1}))
    with pytest.raises(SourceError):
        source(Name(f".env:{name}"))
    with pytest.raises(SourceError):
        source(Name(f"pathlib.{name}:Path"))


@pytest.mark.parametrize("target", ["", "Path", ":Path", "pathlib:", "pathlib:Path.home", "pathlib:_x", "pathlib..a:b"])
def test_targets_must_be_module_and_name(target):
    with pytest.raises(SourceError):
        source(Call(target))


@pytest.mark.parametrize(
    ("assignments", "message"),
    [
        ([("A", 1, None), ("A", 2, None)], "a name is assigned twice"),
        ([("A", Ref("B"), None), ("B", 1, None)], "the text of A does not read back as the value given"),
        ([("A", Call("os:system", ("id",)), None)], "generated modules may not import os"),
        ([("A", Call("builtins:eval", ("1",)), None)], "generated modules may not import builtins"),
        ([("Path", Name("pathlib:Path"), None)], "Path would be defined twice"),
        ([("A", [Name(".a:f"), Name(".b:f")], None)], "f would be imported from both .a and .b"),
    ],
)
def test_the_gate_refuses(assignments, message):
    with pytest.raises(SourceError) as caught:
        module("Doc.", assignments)
    assert str(caught.value) == message


@pytest.mark.parametrize("text", ["", "x\0", 'a "b"', "a\\b", "é", "a\u2028b", "a\tb"])
def test_a_docstring_is_plain_text(text):
    with pytest.raises(SourceError, match=r"^a docstring holds printable ASCII lines"):
        module(text, [])


@pytest.mark.parametrize(
    "comment", ["a\nimport os", "a\rimport os", "a\x0cimport os", "a\u2028import os", "é", "# fmt: off"]
)
def test_a_comment_stays_a_comment(comment):
    text = module("Doc.", [("A", 1, comment)])

    assert text.isascii()
    assert [line[:1] for line in text.split("\n")[2:-1]] == ["#", "A"]
