"""Key patterns: what is said about them is what trying every short key says."""

from __future__ import annotations

import re
import time
from functools import lru_cache
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infra.review import keys
from infra.review.keys import Term

ALPHABET = "ab/"
WORDS = ["".join(item) for size in range(6) for item in product(ALPHABET, repeat=size)]
PATTERNS = st.text(alphabet="ab/*?", max_size=5)
UNIONS = st.lists(PATTERNS, max_size=4)


def fits(pattern: str, word: str) -> bool:
    """The second reading: a regular expression."""
    parts = {"*": ".*", "?": "."}
    text = "".join(parts.get(char) or re.escape(char) for char in pattern)
    return re.fullmatch(text, word, re.DOTALL) is not None


@lru_cache
def fitting(pattern: str) -> frozenset[str]:
    return frozenset(word for word in WORDS if fits(pattern, word))


def words(*patterns: str) -> set[str]:
    return set().union(*(fitting(pattern) for pattern in patterns))


@settings(max_examples=120, deadline=None)
@given(UNIONS, st.sampled_from(WORDS))
def test_a_key_is_in_a_union_as_a_regular_expression_says(patterns, word):
    assert keys.contains(patterns, word) is any(fits(pattern, word) for pattern in patterns)


@settings(max_examples=150, deadline=None)
@given(UNIONS, PATTERNS)
def test_coverage_agrees_with_every_short_key(patterns, pattern):
    covered = keys.covers(patterns, pattern)
    assert not covered or words(pattern) <= words(*patterns)
    filled = {pattern.replace("*", fill).replace("?", one) for fill in ("", "c", "cacccccccc") for one in "cab"}
    outside = [word for word in filled | words(pattern) if not any(fits(item, word) for item in patterns)]
    assert not (covered and outside)


@settings(max_examples=150, deadline=None)
@given(PATTERNS, PATTERNS)
def test_an_intersection_has_exactly_the_keys_of_both(left, right):
    both = keys.intersect(left, right)
    assert words(*both) == words(left) & words(right)
    assert keys.overlap(left, right) is bool(both)


@settings(max_examples=120, deadline=None)
@given(PATTERNS, UNIONS, PATTERNS, UNIONS)
def test_what_is_taken_away_is_exactly_gone(scope, but, taken, spared):
    left = keys.minus([Term(scope, tuple(but))], Term(taken, tuple(spared)))
    found = set().union(*(words(term.scope) - words(*term.but) for term in left))
    assert found == words(scope) - words(*but) - (words(taken) - words(*spared))


@settings(max_examples=120, deadline=None)
@given(UNIONS, UNIONS, UNIONS)
def test_inclusion_of_differences_agrees_with_every_short_key(left, but, right):
    if keys.included([Term(item, tuple(but)) for item in left], [Term(item) for item in right]):
        assert words(*left) - words(*but) <= words(*right)
    if not (words(*left) - words(*but)) <= words(*right):
        assert not keys.included([Term(item, tuple(but)) for item in left], [Term(item) for item in right])


@settings(max_examples=120, deadline=None)
@given(st.lists(st.text(alphabet="a*?", max_size=3), max_size=3), st.text(alphabet="a*?", max_size=3))
def test_what_is_not_covered_has_a_key_to_show_for_it(patterns, pattern):
    letters = ["".join(item) for size in range(8) for item in product("ac", repeat=size)]
    shown = [word for word in letters if fits(pattern, word) and not any(fits(item, word) for item in patterns)]
    assert keys.covers(patterns, pattern) is not bool(shown)


@settings(max_examples=120, deadline=None)
@given(UNIONS)
def test_minimal_patterns_say_the_same(patterns):
    found = keys.minimal(patterns)
    assert words(*found) == words(*patterns)
    assert len(found) <= len(set(patterns))


@settings(max_examples=120, deadline=None)
@given(PATTERNS, st.text(alphabet="ab/", max_size=3))
def test_what_follows_a_text(pattern, text):
    assert {text + word for word in words(*keys.after(pattern, text))} & set(WORDS) == {
        word for word in words(pattern) if word.startswith(text)
    }


@pytest.mark.parametrize("text", ["a*b", "what?", "${*}", "${$}", "${aws:username}/x", "$", "${${?}}", ""])
def test_a_literal_fits_itself_alone(text):
    pattern = keys.literal(text)
    assert keys.contains([pattern], text)
    assert keys.is_literal(pattern)
    assert not keys.contains([pattern], text.replace("*", "x").replace("?", "x") + "y")
    assert keys.canonical(pattern) == pattern


def test_one_pattern_can_be_covered_by_several_together():
    assert keys.covers(["", "?*"], "*")
    assert not keys.covers(["a*", "b*"], "*")
    assert keys.covers(["uploads/a*", "uploads/*"], "uploads/?b*")


def test_letters_of_another_case_meet_where_case_is_ignored():
    assert keys.intersect("files/Media/*", "files/media/*", fold=True) == ("files/media/*",)
    assert keys.intersect("files/Media/*", "files/media/*") == ()


def test_hundreds_of_prefixes_are_fast():
    many = [f"tenants/t{number}/*" for number in range(600)]
    start = time.perf_counter()
    assert all(keys.covers(many, item) for item in many)
    assert not keys.covers(many, "tenants/*")
    assert keys.minimal([*many, "tenants/*"]) == ("tenants/*",)
    assert len(keys.minimal(many)) == 600
    assert time.perf_counter() - start < 3


def test_patterns_made_to_be_slow_end():
    evil = "*a" * 12 + "*"
    assert keys.covers([evil], "a" * 30)
    assert not keys.covers([evil], "*b" * 12)
    with pytest.raises(keys.TooComplexError):
        keys.intersect(evil, "*b" * 12 + "*")
