"""What a reviewer reads when S3 rules change: which files go, when, and whether they come back."""

import pytest

from infra.offline.graph import Graph, Unknown
from infra.review.aging import aging
from tests.review.aging.graphs import BUCKET, CONFIGURATION, graph, resource, rule, s3


def texts(base, head):
    return [item.text for item in aging(base, head).sentences]


def hazards(base, head):
    return [item.headline for item in aging(base, head).hazards]


def test_a_shorter_expiry_is_said_and_is_a_hazard():
    found = aging(s3(rule("tmp/", 30)), s3(rule("tmp/", 3)))
    assert [item.text for item in found.sentences] == ["objects under tmp/ are deleted after 3 days instead of 30"]
    (hazard,) = found.hazards
    assert (hazard.kind, hazard.before, hazard.after) == ("retention-shortened", "after 30 days", "after 3 days")
    assert hazard.forced_by == "rules[tmp/].expiration"
    assert "deleted after 30 days as before" in hazard.way_out


def test_a_longer_one_is_only_said():
    found = aging(s3(rule("tmp/", 3)), s3(rule("tmp/", 30)))
    assert [item.text for item in found.sentences] == ["objects under tmp/ are kept 30 days (were deleted after 3)"]
    assert found.hazards == ()


def test_deleting_what_was_kept_and_keeping_what_was_deleted():
    assert hazards(s3(), s3(rule("", 9))) == [
        "media-bucket: objects in the whole bucket are deleted after 9 days (were kept)"
    ]
    assert texts(s3(rule("a/", 1)), s3()) == ["objects under a/ are kept (were deleted after 1 day)"]
    assert hazards(s3(rule("a/", 1)), s3()) == []


def test_a_wider_prefix_says_what_it_was_before():
    assert hazards(s3(rule("tmp/", 30)), s3(rule("", 30))) == [
        "media-bucket: objects in the whole bucket are deleted after 30 days (before, only those under tmp/)"
    ]


def test_a_lost_filter_deletes_more():
    base = s3(rule(filter={"and": {"prefix": "a/", "tags": {"kind": "tmp"}}}, days=30))
    found = hazards(base, s3(rule("a/", 30)))
    assert found == ["media-bucket: objects under a/ are deleted after 30 days (before, only those tagged kind=tmp)"]


def test_a_filter_added_deletes_less():
    head = s3(rule(filter={"and": {"prefix": "a/", "objectSizeGreaterThan": 100}}, days=30))
    found = aging(s3(rule("a/", 30)), head)
    kept = "objects under a/ are kept (were deleted after 30 days), but for those larger than 100 bytes"
    assert [item.text for item in found.sentences] == [kept]
    assert found.hazards == ()


def test_a_smaller_least_size_deletes_more():
    base, head = (s3(rule(filter={"objectSizeGreaterThan": size}, days=30)) for size in (200, 100))
    assert hazards(base, head) == [
        "media-bucket: objects in the whole bucket larger than 100 bytes are deleted after 30 days"
        " (before, only those larger than 200 bytes)"
    ]
    assert hazards(head, base) == []


@pytest.mark.parametrize(
    ("base", "head"),
    [
        ([rule("a/", 3), rule("b/", 4)], [rule("b/", 4), rule("a/", 3)]),
        ([rule("a/", 3)], [rule("a/", 3, id="another name")]),
        ([rule("a/", 3)], [rule("a/", 3.0)]),
        ([rule("a/", 3)], [rule("a/", "3")]),
        ([rule("a/", 3)], [rule("a/", 3), rule("a/b/", 7)]),
        ([rule("a/", 3)], [rule("a/", 3), rule("b/", 1, status="Disabled")]),
        ([rule("a/", 3)], [{"status": "Enabled", "prefix": "a/", "expiration": {"days": 3}}]),
        ([rule("a/", 3)], [rule(filter=[{"prefix": "a/"}], days=3)]),
        (
            [rule("a/", 9, transitions=[{"days": 3, "storageClass": "GLACIER"}])],
            [rule("a/", 9), rule("a/", None, id="two", transitions=[{"days": 3, "storageClass": "GLACIER"}])],
        ),
        ([rule("", None, expiration={"expiredObjectDeleteMarker": True})], []),
    ],
)
def test_what_does_the_same_is_no_change(base, head):
    assert texts(s3(*base), s3(*head)) == []
    assert texts(s3(*head), s3(*base)) == []


def test_a_rule_inside_the_bucket_is_the_same_rule():
    old = {"enabled": True, "prefix": "a/", "expiration": {"days": 3}, "noncurrentVersionExpiration": {"days": 5}}
    inside = graph(resource(BUCKET, bucket="media-bucket", lifecycleRules=[old]))
    apart = s3(rule("a/", 3, noncurrentVersionExpiration={"noncurrentDays": 5}))
    assert texts(inside, apart) == []


def test_old_versions_with_a_number_of_them_kept():
    def graph_of(days, keep):
        end = {"noncurrentDays": days, "newerNoncurrentVersions": keep} if keep else {"noncurrentDays": days}
        return s3(rule("", None, noncurrentVersionExpiration=end))

    assert texts(graph_of(30, 0), graph_of(90, 0)) == [
        "old versions in the whole bucket are kept 90 days (were deleted after 30)"
    ]
    assert hazards(graph_of(30, 3), graph_of(30, 0)) == [
        "media-bucket: old versions in the whole bucket are deleted after 30 days"
        " instead of after 30 days except the 3 newest"
    ]
    assert hazards(graph_of(30, 0), graph_of(30, 3)) == []


@pytest.mark.parametrize(
    ("versioning", "loss"),
    [
        ("Enabled", "stays as an old version until somebody deletes it"),
        ("Suspended", "versioning is off: what is deleted cannot be brought back"),
        (None, "whether old versions are kept is not known here"),
    ],
)
def test_the_loss_follows_from_versioning(versioning, loss):
    (hazard,) = aging(s3(), s3(rule("a/", 3), versioning=versioning)).hazards
    assert loss in hazard.loss


def test_the_loss_says_when_old_versions_go():
    end = {"noncurrentDays": 5}
    head = s3(rule("a/", 3), rule("", None, noncurrentVersionExpiration=end), versioning="Enabled")
    objects, versions = aging(s3(), head).hazards
    assert objects.loss.endswith("stays as an old version, which is deleted after 5 days")
    assert versions.loss.endswith("old versions that are deleted cannot be brought back")


def test_moves_and_classes_that_cannot_be_read():
    def graph_of(days, target):
        return s3(rule("x/", None, transitions=[{"days": days, "storageClass": target}]))

    assert texts(s3(), graph_of(30, "STANDARD_IA")) == ["objects under x/ move to STANDARD_IA after 30 days (new)"]
    assert texts(graph_of(60, "STANDARD_IA"), graph_of(30, "STANDARD_IA")) == [
        "objects under x/ move to STANDARD_IA after 30 days instead of 60"
    ]
    assert texts(graph_of(30, "STANDARD_IA"), graph_of(30, "DEEP_ARCHIVE")) == [
        "objects under x/ move to DEEP_ARCHIVE after 30 days (new): they cannot be read before they are restored",
        "objects under x/ no longer move to STANDARD_IA (did after 30 days)",
    ]
    assert hazards(s3(), graph_of(30, "GLACIER")) == []


def test_unfinished_uploads_are_no_files():
    def graph_of(days):
        return s3(rule("", None, abortIncompleteMultipartUpload={"daysAfterInitiation": days}))

    assert texts(graph_of(7), graph_of(2)) == [
        "uploads that are never finished in the whole bucket are removed after 2 days instead of 7"
    ]
    assert hazards(graph_of(7), graph_of(2)) == []


def test_a_date():
    head = s3(rule("a/", None, expiration={"date": "2027-01-31T00:00:00Z"}))
    assert hazards(s3(), head) == ["media-bucket: objects under a/ are deleted from 2027-01-31 on (were kept)"]


def test_a_new_bucket_is_described_and_a_removed_one_is_left_to_others():
    assert texts(graph(), s3(rule("a/", 3))) == ["objects under a/ are deleted after 3 days"]
    assert hazards(graph(), s3(rule("a/", 3))) == []
    assert aging(s3(rule("a/", 3)), graph()) == aging(graph(), graph())


def test_rules_on_a_bucket_of_somebody_else_are_a_hazard_when_new():
    head = graph(resource(CONFIGURATION, bucket="theirs", rules=[rule("a/", 3)]))
    assert hazards(graph(), head) == ["theirs: objects under a/ are deleted after 3 days (were kept)"]
    assert texts(head, graph()) == ["objects under a/ are kept (were deleted after 3 days)"]


@pytest.mark.parametrize("rules", [Unknown(), [Unknown()], [rule("a/", Unknown())]])
def test_unknown_rules_are_not_compared(rules):
    head = graph(resource(BUCKET, bucket="media-bucket"), resource(CONFIGURATION, bucket="media-bucket", rules=rules))
    found = aging(s3(rule("a/", 3)), head)
    assert [item.text for item in found.sentences] == [
        "lifecycle rules are only known after the change is applied: they are not compared"
    ]
    assert found.hazards == ()


@pytest.mark.parametrize(
    "rules", [None, "text", 7, [None, 3, "x", [], {}], [{"expiration": "soon", "filter": 3}], [{"transitions": [1]}]]
)
def test_shapes_nobody_expects_do_no_harm(rules):
    odd = graph(resource(BUCKET, bucket=None), resource(CONFIGURATION, bucket=None, rules=rules))
    assert hazards(s3(), odd) == hazards(odd, odd) == []
    assert aging(Graph("", ""), odd).hazards == ()


def test_the_key_of_a_hazard_does_not_depend_on_order_or_names():
    base = s3(rule("a/", 30), rule("b/", 30))
    one = aging(base, s3(rule("a/", 3), rule("b/", 3))).hazards
    two = aging(base, s3(rule("b/", 3, id="x"), rule("a/", 3, id="y"))).hazards
    assert [item.key() for item in one] == [item.key() for item in two]
    assert len({item.key() for item in one}) == 2


def test_a_thousand_rules_take_no_time():
    base = s3(*(rule(f"tenants/{number}/", 30) for number in range(1000)))
    head = s3(*(rule(f"tenants/{number}/", 30 - number % 2) for number in range(1000)))
    assert len(aging(base, head).hazards) == 500
