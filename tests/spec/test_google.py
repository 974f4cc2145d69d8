"""Where the rules of Google Cloud end: the last value they take and the first they refuse."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest

from generator.spec.limits import LIMITS
from tests.spec.writing import found

GCP = {"project_id": "shop-123456", "project_number": "123456789012"}
RUN = {"type": "cloud-run"}
KEY = "projects/keys-123456/locations/%s/keyRings/r/cryptoKeys/k"
ALL = ["read", "write", "delete"]


def codes(folder, store: Any, **changes: Any) -> set[str]:
    grants = dict.fromkeys(changes.get("storages", {"default": {}}), ALL)
    base = {
        "version": 1,
        "project": "shop",
        "gcp": GCP,
        "stores": {"media": {"provider": "gcs", **store}},
        "storages": {"default": {"store": "media", "prefix": "media/", "access": "private"}},
        "workloads": {"web": {"runs_on": RUN, "grants": grants}},
        "environments": {"prod": {}},
    }
    return {item[0] for item in found(folder, json.dumps({**base, **changes}))}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("abc", set()),
        ("a" * 63, set()),
        ("shop_media-1", set()),
        ("ab", {"SPEC071"}),
        ("a" * 64, {"SPEC071"}),
        ("media.example.com", {"SPEC071"}),
        ("Media", {"SPEC071"}),
        ("-media", {"SPEC071"}),
        ("media_", {"SPEC071"}),
        ("goog-media", {"SPEC071"}),
        ("my-google-files", {"SPEC071"}),
        ("g00gle-files", {"SPEC071"}),
        ("my-goods", set()),
    ],
)
def test_bucket_names(tmp_path, name, expected):
    assert codes(tmp_path, {"name": name}) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("abcdef", set()),
        ("a" * 30, set()),
        ("abcde", {"SPEC073"}),
        ("a" * 31, {"SPEC073"}),
        ("1abcde", {"SPEC073"}),
        ("abcde-", {"SPEC073"}),
        ("Abcdef", {"SPEC073"}),
    ],
)
def test_service_account_ids(tmp_path, name, expected):
    assert codes(tmp_path, {}, naming={"service_account": name}) == expected


@pytest.mark.parametrize("location", ["EU", "us", "ASIA1", "eur4", "NAM4", "europe-west1", "US-EAST4", "me-west1"])
def test_locations(tmp_path, location):
    assert codes(tmp_path, {"location": location}) == set()
    assert codes(tmp_path, {}, gcp={**GCP, "location": location}) == set()


@pytest.mark.parametrize("location", ["", "eu-west-1", "europe-west1-b", "EUR9", "europe", "mars-north1", "E U"])
def test_what_is_no_location(tmp_path, location):
    assert codes(tmp_path, {"location": location}) == {"SPEC135"}
    assert codes(tmp_path, {}, gcp={**GCP, "location": location}) == {"SPEC135"}


@pytest.mark.parametrize(
    ("location", "key", "expected"),
    [
        ("EU", "europe", {"SPEC140"}),
        ("eu", "europe", {"SPEC140"}),
        ("EUR4", "eur4", {"SPEC140"}),
        ("europe-west1", "europe-west1", {"SPEC140"}),
        ("EU", "global", {"SPEC139"}),
        ("europe-west1", "europe", {"SPEC139"}),
    ],
)
def test_keys_lie_where_the_bucket_does(tmp_path, location, key, expected):
    encryption = {"type": "cmek", "key": KEY % key}

    assert codes(tmp_path, {"location": location, "encryption": encryption}) == expected


@pytest.mark.parametrize(
    "key", ["", "x", "arn:aws:kms:eu-west-1:123456789012:key/a", f"{KEY % 'us'}/cryptoKeyVersions/1"]
)
def test_what_is_no_key(tmp_path, key):
    assert codes(tmp_path, {"encryption": {"type": "cmek", "key": key}}) == {"SPEC138"}


@pytest.mark.parametrize(
    ("days", "expected"), [(0, set()), (1, {"SPEC145"}), (6, {"SPEC145"}), (7, set()), (90, set())]
)
def test_days_of_soft_delete(tmp_path, days, expected):
    assert codes(tmp_path, {"soft_delete_days": days}) == expected


CLASSES = ("STANDARD", "NEARLINE", "COLDLINE", "ARCHIVE")


@pytest.mark.parametrize(("one", "other"), list(itertools.product(CLASSES, CLASSES[1:])))
def test_classes_get_colder(tmp_path, one, other):
    rule = {"id": "r", "prefix": "media/", "transitions": [{"days": 1, "storage_class": other}]}
    expected = set() if CLASSES.index(one) < CLASSES.index(other) else {"SPEC037"}

    assert codes(tmp_path, {"storage_class": one, "lifecycle": [rule]}) == expected


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"noncurrent_keep": 1}, set()),
        ({"noncurrent_keep": 1, "noncurrent_days": 1}, set()),
        ({}, {"SPEC044"}),
        ({"transitions": [{"days": 9, "storage_class": "NEARLINE"}], "expire_days": 9}, {"SPEC047"}),
        ({"transitions": [{"days": 9, "storage_class": "NEARLINE"}], "expire_days": 10}, set()),
        ({"transitions": [{"days": 9, "storage_class": c} for c in ("NEARLINE", "ARCHIVE")]}, {"SPEC047"}),
    ],
)  # fmt: skip
def test_lifecycle_rules(tmp_path, rule, expected):
    assert codes(tmp_path, {"lifecycle": [{"id": "r", "prefix": "media/", **rule}]}) == expected


def test_versions_that_are_not_kept_cannot_be_counted(tmp_path):
    rule = {"id": "r", "prefix": "media/", "noncurrent_keep": 1}

    assert codes(tmp_path, {"versioning": False, "lifecycle": [rule]}) == {"SPEC048"}


@pytest.mark.parametrize(("rules", "expected"), [(49, set()), (50, {"SPEC113"})])
def test_each_action_is_a_rule_of_google(tmp_path, rules, expected):
    made = [{"id": f"r{n}", "prefix": "media/", "expire_days": 9, "noncurrent_days": 9} for n in range(rules)]

    assert codes(tmp_path, {"lifecycle": made}) == expected
    assert codes(tmp_path, {"lifecycle": [{**rule, "enabled": False} for rule in made]}) == set()


@pytest.mark.parametrize(
    ("cdn", "expected"),
    [
        ({"signing": {"keys": ["k1"]}}, set()),
        ({"signing": {"keys": ["k1", "k2", "k3"], "active": "k2"}}, set()),
        ({"signing": {"keys": []}}, {"SPEC147"}),
        ({"signing": {"keys": ["k1", "k2", "k3", "k4"]}}, {"SPEC147"}),
        ({"signing": {"keys": ["k1", "k1"]}}, {"SPEC148"}),
        ({"signing": {"keys": ["K1"]}}, {"SPEC148"}),
        ({"signing": {"keys": ["k-"]}}, {"SPEC148"}),
        ({"signing": {"keys": ["k1"], "active": "k2"}}, {"SPEC095"}),
        ({}, {"SPEC050"}),
        ({"domain": None, "signing": {"keys": ["k1"]}}, {"SPEC122"}),
        ({"signing": {"keys": ["k1"]}, "dns_zone": "example-com"}, set()),
        ({"signing": {"keys": ["k1"]}, "dns_zone": "example.com"}, {"SPEC083"}),
        ({"signing": {"keys": ["k1"]}, "certificate_map": "shop"}, {"SPEC083"}),
        ({"signing": {"keys": ["k1"]}, "edge_security_policy": "edge"}, {"SPEC083"}),
    ],
)
def test_the_cdn(tmp_path, cdn, expected):
    assert codes(tmp_path, {"cdn": {"domain": "media.example.com", **cdn}}) == expected


def test_the_number_of_the_project_is_asked_for_where_google_names_an_account_by_it(tmp_path):
    only_id = {"project_id": "shop-123456"}
    signed = {"cdn": {"domain": "media.example.com", "signing": {"keys": ["k1"]}}}

    assert codes(tmp_path, {}, gcp=only_id) == set()
    assert codes(tmp_path, signed, gcp=only_id) == {"SPEC134"}
    assert codes(tmp_path, {"encryption": {"type": "cmek"}}, gcp=only_id) == {"SPEC134"}
    assert codes(tmp_path, {}, gcp={}) == {"SPEC134"}
    assert codes(tmp_path, {}, gcp={}, environments={"dev": {"target": "local"}}) == set()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"project_id": "Shop"}, {"SPEC083"}),
        ({"project_id": "123456789012"}, {"SPEC083"}),
        ({"project_number": "shop-123456"}, {"SPEC083"}),
        ({"impersonate_service_account": "deploy"}, {"SPEC083"}),
        ({"impersonate_service_account": "deploy@shop-123456.iam.gserviceaccount.com"}, set()),
    ],
)
def test_the_project(tmp_path, changes, expected):
    assert codes(tmp_path, {}, gcp={**GCP, **changes}) == expected


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"Team": "Web Shop"}, set()),
        ({"a": "x" * 63}, set()),
        ({"a": "x" * 64}, {"SPEC136"}),
        ({"x" * 64: "a"}, {"SPEC136"}),
        ({"a b": "1", "a.b": "2"}, {"SPEC136"}),
        ({"Stowplan-store": "x"}, {"SPEC136"}),
    ],
)
def test_tags_become_labels(tmp_path, tags, expected):
    assert codes(tmp_path, {}, tags=tags) == expected


@pytest.mark.parametrize(
    ("actions", "isolation", "expected"),
    [
        (["read", "list"], "managed-folders", {"SPEC108"}),
        (["read", "list"], "conditions", {"SPEC108", "SPEC130"}),
        (["read", "write"], "conditions", set()),
    ],
)
def test_conditions_cannot_list(tmp_path, actions, isolation, expected):
    web = {"web": {"runs_on": RUN, "grants": {"default": actions}}}

    assert codes(tmp_path, {"isolation": isolation}, workloads=web) == expected


def test_a_whole_bucket_is_listed_under_conditions_too(tmp_path):
    whole = {"default": {"store": "media", "prefix": "", "access": "private"}}
    web = {"web": {"runs_on": RUN, "grants": {"default": ["list", "write"]}}}

    assert codes(tmp_path, {"isolation": "conditions"}, storages=whole, workloads=web) == set()


@pytest.mark.parametrize(("count", "expected"), [(20, set()), (21, {"SPEC113"})])
def test_conditions_of_one_role(tmp_path, count, expected):
    most = LIMITS["conditions of one role for one identity"]["gcs"].most
    many = {f"s{n}": {"store": "media", "prefix": f"p{n}/", "access": "private"} for n in range(count)}

    assert most == 20
    assert codes(tmp_path, {"isolation": "conditions"}, storages=many) == expected
    assert codes(tmp_path, {}, storages=many) == set()


@pytest.mark.parametrize(("depth", "expected"), [(15, set()), (16, {"SPEC133"})])
def test_folders_in_each_other(tmp_path, depth, expected):
    deep = {"default": {"store": "media", "prefix": "a/" * depth, "access": "private"}}

    assert codes(tmp_path, {}, storages=deep) == expected
    assert codes(tmp_path, {"isolation": "conditions"}, storages=deep) == set()


@pytest.mark.parametrize(
    ("expiry", "expected"),
    [("12h", set()), (43_201, {"SPEC132"}), ("7d", {"SPEC132"}), (604_801, {"SPEC058"})],
)
def test_how_long_signed_urls_last(tmp_path, expiry, expected):
    signed = {"default": {"store": "media", "prefix": "media/", "access": "private", "url_expiry": expiry}}

    assert codes(tmp_path, {}, storages=signed) == expected


def test_environments_of_one_project_share_no_service_account(tmp_path):
    naming = {"bucket": "{project}-{environment}-{store}", "service_account": "{project}-{workload}"}
    kept = {"staging": {"gcp": {"project_id": "shop-654321"}}, "prod": {}}
    other = {"staging": {"gcp": {"project_id": "shop-654321", "project_number": "210987654321"}}, "prod": {}}

    assert codes(tmp_path, {}, naming=naming, environments={"staging": {}, "prod": {}}) == {"SPEC075"}
    assert codes(tmp_path, {}, naming=naming, environments=kept) == {"SPEC151"}
    assert codes(tmp_path, {}, naming=naming, environments=other) == set()


def test_logs_stay_on_their_cloud(tmp_path):
    stores = {
        "media": {"provider": "gcs", "access_logs": {"store": "logs", "prefix": "gcs/"}},
        "logs": {"provider": "s3"},
    }

    assert codes(tmp_path, {}, stores=stores) == {"SPEC035"}
    assert codes(tmp_path, {}, stores={**stores, "logs": {"provider": "gcs"}}) == set()


@pytest.mark.parametrize("key", ["create", KEY % "europe"])
def test_a_key_needs_the_projects_number(tmp_path, key):
    """Of the stack or your own: the stack grants Google's own account on both, which is named by the number."""
    store = {"location": "EU", "encryption": {"type": "cmek", "key": key}}
    own = {"SPEC140"} if key != "create" else set()

    assert codes(tmp_path, store, gcp={"project_id": "shop-123456"}) == {"SPEC134", *own}
    assert codes(tmp_path, store) == own
    local = {"dev": {"target": "local"}}
    assert codes(tmp_path, store, gcp={"project_id": "shop-123456"}, environments=local) == own


@pytest.mark.parametrize("provider", ["s3", "gcs", "azure"])
@pytest.mark.parametrize("target", ["cloud", "local", "memory"])
def test_what_is_adopted_is_protected(tmp_path, provider, target):
    """In the cloud: nothing is adopted elsewhere, and so nothing is lost there."""
    guid = "1b0cfb9a-3f0e-4a52-9b6d-2c7a6d1f0e55"
    cloud = {"provider": provider, "name": "shopuploads2019", "adopt": True}
    more = {"gcp": GCP, "azure": {"subscription_id": guid, "tenant_id": guid}, "workloads": {}}
    environments = {"prod": {"target": target}}

    def found(**store: Any) -> set[str]:
        return codes(tmp_path, cloud | store, **more, environments=environments)

    expected = {"SPEC114"} if target == "cloud" else set()
    lock = {"lock": False} if provider == "azure" else {}
    assert found() == expected
    assert found(protect=False, **lock) == expected | ({"SPEC124"} if target == "cloud" else set())
