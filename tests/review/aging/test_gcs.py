"""What a reviewer reads when rules of a Google bucket change."""

import pytest

from infra.review.aging import aging
from tests.review.aging.graphs import gcs, gcs_rule


def texts(base, head):
    return [item.text for item in aging(base, head).sentences]


def hazards(base, head):
    return [item.headline for item in aging(base, head).hazards]


def test_a_shorter_age_by_prefix():
    base, head = (gcs(gcs_rule(age=days, matchesPrefixes=["tmp/"], withState="LIVE")) for days in (30, 3))
    (hazard,) = aging(base, head).hazards
    assert hazard.headline == "media-bucket: objects under tmp/ are deleted after 3 days instead of 30"
    assert hazard.forced_by == "lifecycleRules[tmp/].Delete"
    assert texts(head, base) == ["objects under tmp/ are kept 30 days (were deleted after 3)"]


def test_a_rule_without_a_state_deletes_old_versions_too():
    base, head = gcs(gcs_rule(age=9, withState="LIVE")), gcs(gcs_rule(age=9))
    assert hazards(base, head) == [
        "media-bucket: old versions in the whole bucket are deleted 9 days after they were made (were kept)"
    ]


def test_newer_versions_are_counted_without_the_live_one():
    def graph_of(**more):
        return gcs(gcs_rule(daysSinceNoncurrentTime=7, withState="ARCHIVED", **more))

    assert hazards(graph_of(numNewerVersions=4), graph_of(numNewerVersions=3)) == [
        "media-bucket: old versions in the whole bucket are deleted after 7 days except the 2 newest"
        " instead of after 7 days except the 3 newest"
    ]
    assert hazards(graph_of(numNewerVersions=3), graph_of(numNewerVersions=4)) == []


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ([gcs_rule(age=9, matchesPrefixes=["a/", "b/"])], [gcs_rule(age=9, matchesPrefixes=["b/", "a/"])]),
        (
            [gcs_rule(age=9, matchesPrefixes=["a/", "b/"])],
            [gcs_rule(age=9, matchesPrefixes=["b/"]), gcs_rule(age=9, matchesPrefixes=["a/"])],
        ),
        (
            [gcs_rule(age=9)],
            [gcs_rule(age=9, withState="LIVE"), gcs_rule(age=9, withState="ARCHIVED")],
        ),
        ([gcs_rule(age=9, withState="LIVE")], [gcs_rule(age=9, isLive=True)]),
        ([gcs_rule(age=9)], [gcs_rule(age=9, numNewerVersions=0, daysSinceNoncurrentTime=0, matchesSuffixes=[])]),
        (
            [gcs_rule(age=9, matchesStorageClasses=["NEARLINE", "ARCHIVE"])],
            [gcs_rule(age=9, matchesStorageClasses=[name]) for name in ("ARCHIVE", "NEARLINE")],
        ),
    ],
)
def test_what_does_the_same_is_no_change(one, two):
    assert texts(gcs(*one), gcs(*two)) == texts(gcs(*two), gcs(*one)) == []


def test_a_zero_that_is_meant():
    head = gcs(gcs_rule(age=0, sendAgeIfZero=True, matchesPrefixes=["a/"], withState="LIVE"))
    assert hazards(gcs(), head) == ["media-bucket: objects under a/ are deleted at once (were kept)"]


def test_a_lost_suffix_and_a_date_beside_the_age():
    base = gcs(gcs_rule(age=9, matchesSuffixes=[".tmp"], withState="LIVE"))
    assert hazards(base, gcs(gcs_rule(age=9, withState="LIVE"))) == [
        "media-bucket: objects in the whole bucket are deleted after 9 days (before, only those that end in .tmp)"
    ]
    dated = gcs(gcs_rule(age=9, createdBefore="2025-01-01", withState="LIVE"))
    later = gcs(gcs_rule(age=9, createdBefore="2026-01-01", withState="LIVE"))
    assert hazards(later, dated) == []
    assert hazards(dated, later) == [
        "media-bucket: objects in the whole bucket created before 2026-01-01 are deleted after 9 days"
        " (before, only those created before 2025-01-01)"
    ]


def test_moves_and_uploads():
    head = gcs(
        gcs_rule("SetStorageClass", "ARCHIVE", age=365, withState="LIVE"),
        gcs_rule("AbortIncompleteMultipartUpload", age=7),
        gcs_rule("SomethingNew", age=7),
    )
    assert texts(gcs(), head) == [
        "objects in the whole bucket move to ARCHIVE after 365 days (new)",
        "uploads that are never finished in the whole bucket are removed after 7 days (were kept)",
    ]
    assert hazards(gcs(), head) == []


@pytest.mark.parametrize(
    ("more", "loss"),
    [
        ({"versioning": {"enabled": True}}, "stays as an old version until somebody deletes it"),
        ({"versioning": {"enabled": False}}, "versioning is off: what is deleted cannot be brought back"),
        (
            {"versioning": {"enabled": False}, "softDeletePolicy": {"retentionDurationSeconds": 604800.0}},
            "versioning is off: soft delete keeps it for 7 days",
        ),
    ],
)
def test_the_loss_follows_from_versioning_and_soft_delete(more, loss):
    (hazard,) = aging(gcs(**more), gcs(gcs_rule(age=3, withState="LIVE"), **more)).hazards
    assert loss in hazard.loss
