from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.offline.values import Secret, Sensitive, Unknown, decode, dump, encode, freeze, policy_of, thaw

_leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**53), 2**53),
    st.text(max_size=8),
    st.just(Secret()),
    st.just(Unknown()),
)
_keys = st.one_of(st.sampled_from(["secret", "=secret", "==unknown", "unknown", "sensitive"]), st.text(max_size=4))
_values = st.recursive(
    _leaves,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(_keys, inner, max_size=3)),
    max_leaves=12,
)


@given(_values)
def test_any_value_survives_json(value):
    frozen = freeze(value)
    assert decode(json.loads(dump(encode(frozen)))) == frozen


@given(_values)
def test_freezing_is_stable_and_undone_by_thawing(value):
    assert freeze(freeze(value)) == freeze(value)
    assert freeze(thaw(freeze(value))) == freeze(value)


def test_a_mapping_that_looks_like_a_marker_stays_a_mapping():
    assert encode({"secret": True}) == {"=secret": True}
    assert decode({"=secret": True}) == {"secret": True}
    assert decode({"secret": True}) == Secret()
    assert decode({"secret": "text"}) == {"secret": "text"}


def test_integral_floats_become_integers_and_others_stay():
    frozen = freeze({"days": 7.0, "ratio": 0.5, "flag": True, "huge": 1e300})
    assert dict(frozen) == {"days": 7, "ratio": 0.5, "flag": True, "huge": 1e300}
    assert type(frozen["days"]) is int
    assert frozen["flag"] is True


def test_frozen_mappings_cannot_be_written():
    with pytest.raises(TypeError):
        freeze({"a": 1})["a"] = 2


def test_a_secret_shows_eight_characters_and_a_sensitive_value_none():
    assert repr(Secret("0123456789abcdef")) == "Secret(01234567)"
    assert "hunter2" not in repr(Sensitive("hunter2"))


@pytest.mark.parametrize("given_", ['{"Statement": []}', {"Statement": ()}])
def test_policy_of_reads_text_and_mappings(given_):
    assert policy_of(given_) == {"Statement": []}


@pytest.mark.parametrize("other", ["{}", "[1]", "not json", "", None, 7, Secret("a"), {"Rules": []}])
def test_policy_of_anything_else_is_none(other):
    assert policy_of(other) is None
