"""Graphs that our program did not make: other types, states with real values, markers, aliases, policies by hand."""

from __future__ import annotations

import json

import pytest

from infra.offline.values import Secret, Sensitive, Unknown
from infra.review.compare import Step, changes
from infra.review.hazards import hazards
from tests.review.compare.made import ACCOUNT, BUCKET, GCS, POLICY, graph, resource, urn


def only(base, head, steps=None):
    found = changes(graph(base), graph(head), steps or {})
    return found.changes[0] if found.changes else None


def said(base, head):
    compared = changes(base, head)
    return [f"{item.kind}: {item.headline}" for item in hazards(base, head, compared)]


def statement(**more):
    return {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::a/*", **more}


def policy(*statements, **dump):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)}, **dump)


@pytest.mark.parametrize(
    ("token", "before", "after"),
    [
        (POLICY, {"policy": policy(statement())}, {"policy": policy(statement(), indent=2)}),
        (POLICY, {"policy": policy(statement())}, {"policy": policy(statement(Action=["s3:GetObject"]))}),
        (POLICY, {"policy": policy(statement(Sid="A"), statement(Sid="B", Effect="Deny"))},
         {"policy": policy(statement(Sid="B", Effect="Deny"), statement(Sid="A"))}),
        (POLICY, {"policy": policy(statement(Action=["a", "b"]))}, {"policy": policy(statement(Action=["b", "a"]))}),
        (POLICY, {"policy": policy(statement(Condition={"Bool": {"aws:SecureTransport": "false"}}))},
         {"policy": policy(statement(Condition={"Bool": {"AWS:SecureTransport": ["false"]}}))}),
        (POLICY, {"policy": policy(statement())}, {"policy": json.loads(policy(statement()))}),
        (ACCOUNT, {"location": "West Europe"}, {"location": "westeurope"}),
        (ACCOUNT, {"resourceGroupName": "Shop"}, {"resourceGroupName": "shop"}),
        (ACCOUNT, {"minimumTlsVersion": "TLS1_0"}, {}),
        (ACCOUNT, {"networkRuleSet": {"defaultAction": "Allow", "ipRules": []}}, {}),
        (GCS, {"location": "EU"}, {"location": "eu"}),
        (GCS, {"forceDestroy": False, "labels": {}}, {}),
        (GCS, {"softDeletePolicy": {"retentionDurationSeconds": 604800.0}},
         {"softDeletePolicy": {"retentionDurationSeconds": "604800"}}),
        (BUCKET, {"__defaults": ["forceDestroy"], "forceDestroy": False}, {}),
        (BUCKET, {"tags": None}, {"tags": {}}),
        (BUCKET, {"forceDestroy": "false"}, {"forceDestroy": False}),
        ("aws:kms/key:Key", {"description": "one"}, {"description": "two"}),
        ("aws:cloudfront/distribution:Distribution", {"comment": "one"}, {"comment": "two"}),
        ("aws:cloudfront/distribution:Distribution", {"aliases": ["a", "b"]}, {"aliases": ["b", "a"]}),
        ("gcp:projects/iAMCustomRole:IAMCustomRole", {"permissions": ["a", "b"]}, {"permissions": ["b", "a"]}),
    ],
)  # fmt: skip
def test_what_only_looks_changed_is_churn(token, before, after):
    found = changes(graph(resource(token, "a", before)), graph(resource(token, "a", after)))
    assert (found.changes, found.churn, found.counts.same) == ((), 1, 1)


@pytest.mark.parametrize(
    ("token", "before", "after", "path"),
    [
        (POLICY, {"policy": policy(statement(Sid="A"))}, {"policy": policy(statement(Sid="A", Effect="Deny"))},
         "policy.Statement[A].Effect"),
        (ACCOUNT, {}, {"minimumTlsVersion": "TLS1_2"}, "minimumTlsVersion"),
        (GCS, {"versioning": {"enabled": True}}, {}, "versioning.enabled"),
        (GCS, {"lifecycleRules": [{"condition": {"age": 7}}]}, {"lifecycleRules": [{"condition": {"age": 3}}]},
         "lifecycleRules[0].condition.age"),
        ("x:y:Z", {"command": ["a", "b"]}, {"command": ["b", "a"]}, "command[0]"),
        ("x:y:Z", {"deep": {"list": [{"a": 1}]}}, {"deep": {"list": [{"a": 2}]}}, "deep.list[0].a"),
    ],
)  # fmt: skip
def test_a_change_is_named_down_to_the_property(token, before, after, path):
    found = only(resource(token, "a", before), resource(token, "a", after))
    assert found is not None
    assert found.kind == "update"
    assert found.properties[0].path == path


def test_a_bucket_of_another_name_is_another_bucket():
    found = only(resource(BUCKET, "a", {"bucket": "one"}), resource(BUCKET, "a", {"bucket": "two"}))
    assert (found.kind, found.stateful) == ("replace", True)
    assert [(item.path, item.before, item.after, item.forces) for item in found.properties] == [
        ("bucket", '"one"', '"two"', True)
    ]


def test_the_engine_decides_where_it_has_spoken():
    base, head = resource(BUCKET, "a", {"bucket": "one"}), resource(BUCKET, "a", {"bucket": "two"})
    assert only(base, head, {base.urn: Step("update")}).kind == "update"
    assert only(base, head, {base.urn: Step("same")}) is None
    again = only(resource("x:y:Z", "a"), resource("x:y:Z", "a"), {urn("x:y:Z", "a"): Step("replace", ("size",))})
    assert (again.kind, again.properties[0].path, again.properties[0].forces) == ("replace", "size", True)


def test_what_is_made_of_a_replaced_resource_follows_it():
    def side(region):
        bucket = resource(BUCKET, "a", {"bucket": "one", "region": region})
        needs = {"property_dependencies": {"bucket": [bucket.urn]}}
        return graph(bucket, resource(POLICY, "a", {"bucket": "one"}, **needs), resource("x:y:Z", "b", {}, **needs))

    found = changes(side("eu-west-1"), side("eu-west-2"))
    assert [(item.type, item.kind) for item in found.changes] == [(BUCKET, "replace"), (POLICY, "replace")]
    assert found.changes[1].properties[0].after == "(known after apply)"


@pytest.mark.parametrize(
    "aliases",
    [
        [urn(BUCKET, "old")],
        [{"name": "old"}],
        [{"name": "old", "noParent": True}],
    ],
)
def test_an_alias_says_it_is_the_same_bucket(aliases):
    base = graph(resource(BUCKET, "old", {"bucket": "one"}))
    head = graph(resource(BUCKET, "new", {"bucket": "one"}, options={"aliases": aliases}))
    found = changes(base, head)
    assert [(item.kind, item.moved_from) for item in found.changes] == [("update", urn(BUCKET, "old"))]
    assert hazards(base, head, found) == ()


def test_children_follow_the_alias_of_their_parent():
    def side(name, **more):
        parent = resource("my:own:Site", name, custom=False, **more)
        child = resource(BUCKET, f"{name}-files", {"bucket": "one"}, parents="my:own:Site$", parent=parent.urn)
        return graph(parent, child)

    found = changes(side("old"), side("new", options={"aliases": [{"name": "old"}]}))
    assert [(item.kind, item.moved_from.rpartition("::")[2]) for item in found.changes] == [("update", "old-files")]


def test_an_older_sdk_named_the_type_otherwise():
    token = "aws:s3/bucketV2:BucketV2"
    head = resource(BUCKET, "a", {"bucket": "one"}, options={"aliases": [{"type": token}]})
    assert [item.kind for item in changes(graph(resource(token, "a", {"bucket": "one"})), graph(head)).changes] == [
        "update"
    ]


def test_without_an_alias_the_bucket_is_deleted_and_made():
    base, head = graph(resource(BUCKET, "a", {"bucket": "one"})), graph(resource(BUCKET, "b", {"bucket": "one"}))
    assert said(base, head) == ["name-changed: the bucket one gets another logical name, b instead of a"]


def test_a_secret_is_never_shown():
    token = "x:y:Z"
    marked = only(resource(token, "a", {"k": Secret("1")}), resource(token, "a", {"k": Secret("2")}))
    assert [(item.before, item.after) for item in marked.properties] == [("[secret]", "[secret]")]
    assert only(resource(token, "a", {"k": Secret()}), resource(token, "a", {"k": Secret("2")})) is None
    for before, after in [
        ({"k": Sensitive("hush")}, {"k": Sensitive("hushed")}),
        ({"k": {"deep": Sensitive("hush")}}, {}),
        ({"k": "hush"}, {"k": Secret("1")}),
        ({"password": "hush"}, {"password": "hushed"}),
        ({"list": [{"privateKey": "hush"}]}, {"list": []}),
    ]:
        found = changes(graph(resource(token, "a", before)), graph(resource(token, "a", after)))
        assert "hush" not in repr(found)
        assert found.changes
    named = {"options": {"additionalSecretOutputs": ["plan"]}}
    assert "hush" not in repr(only(resource(token, "a", {"plan": "hush"}, **named), resource(token, "a", {})))


def test_a_changed_secret_is_counted():
    found = changes(
        graph(resource("x:y:Z", "a", {"k": Secret("1")})), graph(resource("x:y:Z", "a", {"k": Secret("2")}))
    )
    assert (found.secrets_changed, found.churn) == (1, 0)


def test_what_only_the_engine_can_know_is_no_change_without_it():
    base, head = resource(BUCKET, "a", {"bucket": "one"}), resource(BUCKET, "a", {"bucket": Unknown()})
    assert only(base, head) is None
    assert only(base, head, {base.urn: Step("replace", ("bucket",))}).properties[0].after == "(known after apply)"


def test_a_symbol_stands_for_the_real_value_of_a_state():
    state = resource(POLICY, "a", {"policy": policy(statement(Resource="arn:aws:s3:::shop-files/a/*"))})
    offline = resource(POLICY, "a", {"policy": policy(statement(Resource="arn:aws:s3:::${media}/a/*"))})
    other = resource(POLICY, "a", {"policy": policy(statement(Resource="arn:aws:s3:::${media}/b/*"))})
    assert only(state, offline) is None
    assert only(state, other).properties[0].path == "policy.Statement[0].Resource"


def test_two_offline_graphs_are_compared_by_the_letter():
    base = resource(BUCKET, "a", {"key": "${media.key}"})
    head = resource(BUCKET, "a", {"key": "arn"})
    marker = resource("x:y:Z", "m", {"k": "${m}"})
    assert [item.kind for item in changes(graph(base, marker), graph(head, marker)).changes] == ["update"]


def test_options_that_keep_a_resource_are_shown():
    kept = {"options": {"protect": True, "retainOnDelete": True}}
    found = only(resource(BUCKET, "a", {}, **kept), resource(BUCKET, "a", {}))
    assert [item.path for item in found.properties] == ["options.protect", "options.retainOnDelete"]


def test_a_protected_bucket_stops_the_engine_and_a_retained_one_stays():
    base = graph(resource(BUCKET, "a", {"bucket": "one"}, options={"protect": True, "retainOnDelete": True}))
    compared = changes(base, graph())
    found = hazards(base, graph(), compared)[0]
    assert (compared.changes[0].protected, compared.changes[0].forgotten) == (True, True)
    assert "`pulumi up` stops here" in found.loss
    assert "stays in the cloud" in found.loss


def test_unprotecting_and_replacing_at_once_is_not_stopped():
    base = resource(BUCKET, "a", {"bucket": "one"}, options={"protect": True})
    found = only(base, resource(BUCKET, "a", {"bucket": "two"}))
    assert (found.kind, found.protected) == ("replace", False)


def test_what_the_program_ignores_is_no_change():
    head = resource(BUCKET, "a", {"tags": {"b": "1"}}, options={"ignoreChanges": ["tags"]})
    assert only(resource(BUCKET, "a", {"tags": {}}), head) is None


def test_what_the_program_replaces_on_changes_is_replaced():
    head = resource("x:y:Z", "a", {"size": 2}, options={"replaceOnChanges": ["size"]})
    assert only(resource("x:y:Z", "a", {"size": 1}), head).kind == "replace"


def test_a_locked_retention_that_is_unlocked_makes_a_new_bucket():
    def side(*, locked):
        return resource(GCS, "a", {"name": "a", "retentionPolicy": {"retentionPeriod": "60", "isLocked": locked}})

    assert only(side(locked=True), side(locked=False)).kind == "replace"
    assert only(side(locked=False), side(locked=True)).kind == "update"


def test_a_list_that_loses_an_item_in_the_middle_shows_that_item_only():
    def side(*patterns):
        rows = [{"pathPattern": one, "compress": True} for one in patterns]
        return resource("aws:cloudfront/distribution:Distribution", "a", {"orderedCacheBehaviors": rows})

    found = only(side("a/*", "b/*", "c/*"), side("a/*", "c/*"))
    assert {item.path.partition(".")[2].partition(".")[0] for item in found.properties} <= {
        "",
        "compress",
        "pathPattern",
    }
    assert all("b/*" in item.path for item in found.properties)
    assert only(side("a/*", "b/*"), side("b/*", "a/*")).properties[0].path == "orderedCacheBehaviors"


def test_odd_values_raise_nothing():
    odd = [None, 0, 1.5, "", "{", '{"Statement": 3}', [], {}, [[]], [None], {"Statement": [1]}, Unknown(), Secret()]
    for before in odd:
        for after in odd:
            both = [graph(resource(BUCKET, "a", {"rules": side, "policy": side})) for side in (before, after)]
            hazards(*both, changes(*both))


def test_the_same_graphs_give_the_same_answer_whatever_their_order():
    one, two = resource(BUCKET, "a", {"bucket": "one"}), resource(GCS, "b", {"name": "two"})
    assert changes(graph(one, two), graph()) == changes(graph(two, one), graph())


def test_many_resources_take_no_time():
    def side(days):
        rows = (
            resource(GCS, f"b{number}", {"name": f"b{number}", "softDeletePolicy": {"retentionDurationSeconds": days}})
            for number in range(5000)
        )
        return graph(*rows)

    base, head = side(7), side(6)
    assert len(hazards(base, head, changes(base, head))) == 5000
