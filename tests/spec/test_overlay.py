"""An environment laid over the base: what merges, what replaces, and where a problem then points."""

from __future__ import annotations

import pytest

from generator.spec.load import KEY, Mark, parse
from generator.spec.overlay import merge
from tests.spec.writing import SMALL, found, opened, problems


def merged(base: str, overlay: str) -> dict:
    return merge(parse(f"{base}\nenvironments: {{e: {overlay}}}"), "e").data


@pytest.mark.parametrize(
    ("base", "overlay", "expected"),
    [
        ("a: 1", "{}", {"a": 1}),
        ("a: 1", "null", {"a": 1}),
        ("a: 1", "{a: 2}", {"a": 2}),
        ("a: 1", "{b: 2}", {"a": 1, "b": 2}),
        ("a: {b: 1, c: 2}", "{a: {c: 3}}", {"a": {"b": 1, "c": 3}}),
        ("a: {b: 1, c: 2}", "{a: {c: null}}", {"a": {"b": 1}}),
        ("a: {b: 1}", "{a: null}", {}),
        ("a: 1", "{b: null}", {"a": 1}),
        ("a: [1, 2]", "{a: [3]}", {"a": [3]}),
        ("a: [1, 2]", "{a: []}", {"a": []}),
        ("a: [{b: 1}]", "{a: [{c: null}]}", {"a": [{"c": None}]}),
        ("a: {b: 1}", "{a: 1}", {"a": 1}),
        ("a: 1", "{a: {b: 1}}", {"a": {"b": 1}}),
        ("a: null", "{}", {"a": None}),
        ("a: {}", "{a: {b: {c: null, d: 1}}}", {"a": {"b": {"d": 1}}}),
        ("a: 1", "{a: {b: null}}", {"a": {}}),
        ("x: 1", "{a: {b: {c: null}}}", {"x": 1, "a": {"b": {}}}),
    ],
)
def test_overlays_merge_as_json_merge_patches_do(base, overlay, expected):
    assert merged(base, overlay) == expected


@pytest.mark.parametrize(
    ("base", "overlay", "expected"),
    [
        (
            "stores: {m: {provider: s3, encryption: {type: kms, key: create}}}",
            "{stores: {m: {encryption: {type: sse-s3}}}}",
            {"stores": {"m": {"provider": "s3", "encryption": {"type": "sse-s3"}}}},
        ),
        (
            "stores: {m: {provider: s3, encryption: {type: kms, key: create}}}",
            "{stores: {m: {encryption: {type: kms, bucket_key: false}}}}",
            {"stores": {"m": {"provider": "s3", "encryption": {"type": "kms", "key": "create", "bucket_key": False}}}},
        ),
        (
            "stores: {m: {provider: s3, cdn: {}}}",
            "{stores: {m: {provider: gcs, name: x, region: null}}}",
            {"stores": {"m": {"provider": "gcs", "name": "x"}}},
        ),
        (
            "workloads: {w: {runs_on: {type: ecs}, grants: {a: [read]}}}",
            "{workloads: {w: {runs_on: {type: vps}}}}",
            {"workloads": {"w": {"runs_on": {"type": "vps"}, "grants": {"a": ["read"]}}}},
        ),
    ],
)
def test_another_member_of_a_union_replaces_the_mapping(base, overlay, expected):
    assert merged(base, overlay) == expected


@pytest.mark.parametrize(
    ("base", "overlay", "expected"),
    [
        ("tags: {type: web, team: a}", "{tags: {type: batch}}", {"tags": {"type": "batch", "team": "a"}}),
        ("tags: {provider: x, team: a}", "{tags: {provider: y}}", {"tags": {"provider": "y", "team": "a"}}),
        (
            "storages: {type: {store: a}, default: {store: b}}",
            "{storages: {type: {prefix: x/}}}",
            {"storages": {"type": {"store": "a", "prefix": "x/"}, "default": {"store": "b"}}},
        ),
        (
            "workloads: {w: {grants: {type: [read], default: [read]}}}",
            "{workloads: {w: {grants: {type: [write]}}}}",
            {"workloads": {"w": {"grants": {"type": ["write"], "default": ["read"]}}}},
        ),
    ],
)
def test_names_that_only_look_like_a_tag_merge(base, overlay, expected):
    assert merged(base, overlay) == expected


def test_merged_values_know_where_they_stand():
    tree = parse("a: {b: 1, c: 2}\nx: [1]\nenvironments:\n  e:\n    a: {c: 3}\n    y: {z: 4}\n    x: null\n")
    place = merge(tree, "e").find

    assert place(("a", "b")) == (("a", "b"), Mark(1, 8))
    assert place(("a", "c")) == (("environments", "e", "a", "c"), Mark(5, 12))
    assert place(("a", "c", KEY)) == (("environments", "e", "a", "c", KEY), Mark(5, 9))
    assert place(("y", "z")) == (("environments", "e", "y", "z"), Mark(6, 12))
    assert place(("a",)) == (("a",), Mark(1, 4))
    assert place(("a", "missing")) == (("a", "missing"), Mark(1, 4))
    assert place(("x", KEY)) == (("environments", "e", "x", KEY), Mark(7, 5))


def test_removing_what_is_required_points_at_the_null(tmp_path):
    assert found(tmp_path, SMALL.replace("{prod: {}}", "{prod: {stores: null}}")) == [
        ("SPEC021", 7, 23, "environments.prod.stores")
    ]


def test_a_problem_of_one_environment_names_it(tmp_path):
    text = SMALL.replace("{prod: {}}", "{prod: {}, test: {stores: {media: null, other: {provider: s3}}}}")

    assert [item.message for item in problems(tmp_path, text) if item.severity == "error"] == [
        "there is no store 'media' (in test)"
    ]


def test_an_environment_may_add_stores_and_storages(tmp_path):
    overlay = """
  prod:
    stores: {logs: {provider: s3}}
    storages: {reports: {store: logs, prefix: reports/, access: private}}
  test:
"""
    document = opened(tmp_path, SMALL.replace(" {prod: {}}\n", overlay))

    assert {name: list(spec.storages) for name, spec in document.specs.items()} == {
        "prod": ["default", "reports"],
        "test": ["default"],
    }


def test_an_environment_below_an_environment_is_refused(tmp_path):
    assert found(tmp_path, SMALL.replace("{prod: {}}", "{prod: {environments: {a: {}}}}")) == [
        ("SPEC020", 7, 23, "environments.prod.environments")
    ]


@pytest.mark.parametrize("value", ["null", "[]", "{}", "5", "true"])
def test_no_environment(tmp_path, value):
    assert found(tmp_path, SMALL.replace("{prod: {}}", value)) == [("SPEC013", 7, 1, "environments")]


def test_misspelled_environments(tmp_path):
    assert found(tmp_path, SMALL.replace("environments", "enviroments")) == [("SPEC020", 7, 1, "enviroments")]


def test_environment_in_place_of_environments(tmp_path):
    text = SMALL.replace("environments: {prod: {}}", "environment: prod\nenvironments: {prod: {}}")

    assert found(tmp_path, text) == [("SPEC020", 7, 1, "environment")]
