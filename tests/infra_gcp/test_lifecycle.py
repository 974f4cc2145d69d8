"""Lifecycle rules, decided and spelled."""

from __future__ import annotations

import pytest

from generator.checks.lifecycle.gcs import check
from generator.spec.gcs import GcsLifecycleRule
from generator.spec.limits import LIMITS
from infra.components.gcp.plan import lifecycle_rule
from infra.lifecycle.gcs import ABORT, Rule, rules
from tests.infra_gcp.specs import model, spec, storage


def made(*wanted, abort=7):
    found = rules([GcsLifecycleRule.model_validate(item) for item in wanted], abort_multipart_days=abort)
    return [item for item in found if item.id != ABORT]


def test_abandoned_uploads_end_everywhere():
    (only,) = rules([], abort_multipart_days=3)

    assert lifecycle_rule(only) == {
        "action": {"type": "AbortIncompleteMultipartUpload"},
        "condition": {"age": 3, "send_age_if_zero": True},
    }


def test_one_rule_for_each_action():
    rule = {
        "id": "all",
        "prefix": "a/",
        "expire_days": 10,
        "noncurrent_days": 20,
        "noncurrent_keep": 2,
        "abort_multipart_days": 1,
        "transitions": [{"days": 5, "storage_class": "NEARLINE"}],
        "noncurrent_transitions": [{"days": 6, "storage_class": "ARCHIVE"}],
    }

    assert made(rule) == [
        Rule("all", "Delete", "a/", "LIVE", age=10),
        Rule("all", "Delete", "a/", "ARCHIVED", noncurrent_days=20, newer=3),
        Rule("all", "AbortIncompleteMultipartUpload", "a/", None, age=1),
        Rule("all", "SetStorageClass", "a/", "LIVE", age=5, storage_class="NEARLINE"),
        Rule("all", "SetStorageClass", "a/", "ARCHIVED", noncurrent_days=6, storage_class="ARCHIVE"),
    ]


def test_versions_that_are_only_counted():
    assert made({"id": "a", "prefix": "a/", "noncurrent_keep": 1}) == [Rule("a", "Delete", "a/", "ARCHIVED", newer=2)]


def test_a_rule_that_is_off_is_left_out():
    assert made({"id": "a", "prefix": "a/", "enabled": False, "expire_days": 1}) == []


def test_the_order_of_the_spec_changes_nothing():
    one, two = ({"id": name, "prefix": f"{name}/", "expire_days": 1} for name in "ab")

    assert made(one, two) == made(two, one)


@pytest.mark.parametrize(
    ("rule", "condition"),
    [
        (
            Rule("x", "Delete", "a/", "LIVE", age=0),
            {"matches_prefixes": ["a/"], "with_state": "LIVE", "age": 0, "send_age_if_zero": True},
        ),
        (
            Rule("x", "Delete", "a/", "ARCHIVED", noncurrent_days=0, newer=0),
            {
                "matches_prefixes": ["a/"],
                "with_state": "ARCHIVED",
                "days_since_noncurrent_time": 0,
                "send_days_since_noncurrent_time_if_zero": True,
                "num_newer_versions": 0,
                "send_num_newer_versions_if_zero": True,
            },
        ),
    ],
)
def test_a_zero_is_sent(rule, condition):
    assert lifecycle_rule(rule)["condition"] == condition


def test_no_rule_is_without_a_condition_or_reaches_beyond_its_prefix():
    everything = made({"id": "a", "prefix": "a/", "expire_days": 1, "noncurrent_days": 1, "abort_multipart_days": 1})

    assert all(lifecycle_rule(rule)["condition"]["matches_prefixes"] == ["a/"] for rule in everything)
    assert all(rule.age is not None or rule.noncurrent_days is not None for rule in everything)


@pytest.mark.parametrize("more", [0, 1])
def test_the_checks_count_as_many_rules_as_are_made(more):
    limit = LIMITS["lifecycle rules of a store"]["gcs"].most
    wanted = [
        {"id": f"r{number}", "prefix": f"p{number}/", "expire_days": 1, "noncurrent_days": 2, "noncurrent_keep": 1}
        for number in range(limit // 2)
    ]
    wanted[-1] = {"id": "last", "prefix": "last/", "enabled": bool(more), "abort_multipart_days": 1}
    found = model(spec({"media": {"lifecycle": wanted}}, {"default": storage()}))
    store = found.stores["media"]

    assert len(rules(store.lifecycle, abort_multipart_days=7)) == limit - 1 + more
    assert list(check(found)) == []
    one_more = {"lifecycle": [*wanted, {"id": "x", "prefix": "x/", "expire_days": 1, "abort_multipart_days": 1}]}
    assert [item.code for item in check(model(spec({"media": one_more}, {"default": storage()})))] == ["SPEC113"]
