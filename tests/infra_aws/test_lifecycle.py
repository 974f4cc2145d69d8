from __future__ import annotations

from generator.spec.s3 import LifecycleRule, Transition
from infra.components.aws.plan import lifecycle_rule
from infra.lifecycle.s3 import Rule, rules

ABORT = Rule("abort-multipart", "Enabled", "", abort_days=7)


def made(*wanted):
    return rules(wanted, abort_multipart_days=7)


def test_abandoned_uploads_end_everywhere():
    assert made() == (ABORT,)
    assert lifecycle_rule(ABORT) == {
        "id": "abort-multipart",
        "status": "Enabled",
        "filter": {"prefix": ""},
        "abort_incomplete_multipart_upload": {"days_after_initiation": 7},
    }


def test_rules_stand_by_id():
    found = made(*(LifecycleRule(id=name, prefix="x/", expire_days=1) for name in ("z", "a", "m")))

    assert [rule.id for rule in found] == ["a", "abort-multipart", "m", "z"]


def test_everything_a_rule_can_say():
    rule = LifecycleRule(
        id="all",
        prefix="uploads/",
        expire_days=400,
        noncurrent_days=90,
        noncurrent_keep=3,
        abort_multipart_days=2,
        transitions=(Transition(days=30, storage_class="STANDARD_IA"), Transition(days=90, storage_class="GLACIER")),
        noncurrent_transitions=(Transition(days=30, storage_class="GLACIER_IR"),),
    )

    _, found = made(rule)

    assert lifecycle_rule(found) == {
        "id": "all",
        "status": "Enabled",
        "filter": {"prefix": "uploads/"},
        "expiration": {"days": 400},
        "noncurrent_version_expiration": {"noncurrent_days": 90, "newer_noncurrent_versions": 3},
        "abort_incomplete_multipart_upload": {"days_after_initiation": 2},
        "transitions": [
            {"days": 30, "storage_class": "STANDARD_IA"},
            {"days": 90, "storage_class": "GLACIER"},
        ],
        "noncurrent_version_transitions": [{"noncurrent_days": 30, "storage_class": "GLACIER_IR"}],
    }


def test_old_versions_take_their_delete_markers_with_them():
    _, found = made(LifecycleRule(id="old", prefix="", noncurrent_days=30))

    assert lifecycle_rule(found) == {
        "id": "old",
        "status": "Enabled",
        "filter": {"prefix": ""},
        "expiration": {"expired_object_delete_marker": True},
        "noncurrent_version_expiration": {"noncurrent_days": 30},
    }


def test_a_rule_that_is_off_stays_in_its_place():
    _, found = made(LifecycleRule(id="off", prefix="x/", enabled=False, expire_days=1))

    assert lifecycle_rule(found) == {
        "id": "off",
        "status": "Disabled",
        "filter": {"prefix": "x/"},
        "expiration": {"days": 1},
    }
