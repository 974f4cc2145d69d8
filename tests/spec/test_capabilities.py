"""The table of capabilities: whole, and what every refusal in it stands on."""

from __future__ import annotations

import json
from typing import Any

import pytest

from generator.checks.features import _WISHES
from generator.spec.capabilities import FEATURES, TITLES, No, rows
from generator.spec.elsewhere import instead_of_key, instead_of_word
from generator.spec.limits import LIMITS
from generator.spec.model import Spec
from tests.spec.writing import SMALL, found, problems

BY_SHAPE = {"http3", "soft-delete", "retention", "keep-versions", "colder-by-use", "network"}
"""Refused because the models of the cloud have no such key; SPEC123 says what to do instead."""
RUNS_ON = {"s3": {"type": "ecs"}, "gcs": {"type": "cloud-run"}, "azure": {"type": "container-apps"}}
CDN = {
    "s3": {"signing": {"public_keys": {"k1": "keys/k1.pem"}}},
    "gcs": {"domain": "media.example.com", "signing": {"keys": ["k1"]}},
    "azure": {},
}


def test_every_refusal_is_made():
    refused = {key for key, feature in FEATURES.items() for name in TITLES if isinstance(feature.on(name), No)}

    assert refused == set(_WISHES) | BY_SHAPE


def test_rows_say_what_the_table_says():
    found_rows = dict(rows())

    assert list(found_rows) == [feature.title for feature in FEATURES.values()]
    assert found_rows["private files by signed cookies"] == {
        "s3": (True, "CloudFront"),
        "gcs": (True, "Cloud CDN"),
        "azure": (False, "Front Door checks no cookies"),
    }


def test_every_limit_has_a_source():
    numbers = [limit for limits in LIMITS.values() for limit in limits.values()]

    assert all(limit.most > 0 and limit.source.startswith("https://") for limit in numbers)


def spec(provider: str, changes: dict[str, Any], **storage: Any) -> str:
    entry = {"store": "media", "prefix": "media/", "access": "private", **storage}
    web = {"runs_on": RUNS_ON[provider], "grants": {"default": ["write"]}, **changes.get("web", {})}
    return json.dumps({
        "version": 1,
        "project": "shop",
        "gcp": {"project_id": "shop-123456", "project_number": "123456789012"},
        "stores": {"media": {"provider": provider, **changes.get("store", {})}},
        "storages": {"default": entry},
        "workloads": {"web": web},
        "environments": {"prod": {}},
    })  # fmt: skip


def refused(folder, text: str) -> bool:
    return "SPEC122" in {item[0] for item in found(folder, text)}


@pytest.mark.parametrize("provider", TITLES)
def test_what_is_asked_for_is_refused_where_the_table_says_so(tmp_path, provider):
    boundary = {"permissions_boundary": "arn:aws:iam::123456789012:policy/b"}
    origin = {"store": {"cors": [{"origins": ["https://*.example.com"]}]}}
    asked = {
        "cookies": spec(provider, {"store": {"cdn": CDN[provider]}}, via="cookies"),
        "acl": spec(provider, {}, acl="private"),
        "replace-without-delete": spec(provider, {}, kind="cache"),
        "cdn-without-domain": spec(provider, {"store": {"cdn": {**CDN[provider], "domain": None}}}),
        "cors-subdomains": spec(provider, origin),
        "usage-metrics": spec(provider, {"web": {"usage_metrics": True}}),
        "permissions-boundary": spec(provider, {"web": boundary}),
    }

    assert set(asked) == set(_WISHES)
    for key, text in asked.items():
        assert refused(tmp_path, text) == isinstance(FEATURES[key].on(provider), No), key


def properties(node: Any) -> set[str]:
    if isinstance(node, list):
        return {key for item in node for key in properties(item)}
    if not isinstance(node, dict):
        return set()
    return set(node.get("properties", {})) | {key for item in node.values() for key in properties(item)}


def test_keys_of_one_cloud_are_told_from_keys_of_none(tmp_path):
    def told(key: str, provider: str) -> list[tuple[str, str]]:
        text = SMALL.replace("provider: s3", f"provider: {provider}, {key}: 1")
        return [(item.code, item.hint) for item in problems(tmp_path, text) if item.code in {"SPEC020", "SPEC123"}]

    assert told("region", "gcs") == [("SPEC123", "use `location`")]
    assert told("location", "s3") == [("SPEC123", "use `region`")]
    assert told("retention", "azure") == [
        ("SPEC123", "set one on a container of your own, and `adopt` the account"),
    ]
    assert told("storage_class", "s3") == [("SPEC123", "use `lifecycle` with `transitions`")]
    assert [code for code, _ in told("colour", "gcs")] == ["SPEC020"]


def test_every_hint_about_a_key_is_about_a_key():
    from generator.spec import elsewhere

    known = properties(Spec.model_json_schema())

    assert (set(elsewhere._KEYS) | set(elsewhere._FEATURES)) - known == set()
    assert all(instead_of_key(key, provider) for key in known for provider in TITLES)


@pytest.mark.parametrize(
    ("provider", "written", "hint"),
    [
        ("gcs", "encryption: {type: kms}", "write cmek, which is what kms is called here"),
        ("azure", "encryption: {type: sse-s3}", "write microsoft-managed, which is what sse-s3 is called here"),
        ("s3", "encryption: {type: cmk}", "write kms, which is what cmk is called here"),
        ("gcs", "storage_class: STANDARD_IA", "write NEARLINE, which is what STANDARD_IA is called here"),
    ],
)
def test_words_of_other_clouds(tmp_path, provider, written, hint):
    told = problems(tmp_path, SMALL.replace("provider: s3", f"provider: {provider}, {written}"))

    assert [(item.code, item.hint) for item in told] == [("SPEC022", hint)]


def test_a_word_of_none_has_no_other():
    assert instead_of_word("colour", ["kms"]) is None


@pytest.mark.parametrize("provider", TITLES)
def test_encryption_is_offered_as_the_store_has_it(tmp_path, provider):
    told = problems(tmp_path, SMALL.replace("provider: s3", f"provider: {provider}, encryption: {{type: colour}}"))
    offered = {"s3": "kms, sse-c, sse-s3", "gcs": "cmek, csek, google-managed", "azure": "cmk, microsoft-managed"}

    assert [item.message for item in told] == [f"'colour' is not one of {offered[provider]}"]
