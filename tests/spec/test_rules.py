"""Where a rule ends: the last value it takes, the first it refuses, and what it leaves alone."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest

from generator.spec.facts import serving
from tests.spec.writing import found, opened

PEM = {"2026": "keys/a.pem"}


def spec(**changes: Any) -> str:
    """A valid spec with parts of it replaced."""
    base = {
        "version": 1,
        "project": "shop",
        "aws": {"region": "eu-west-1"},
        "stores": {"media": {"provider": "s3"}},
        "storages": {"default": {"store": "media", "prefix": "media/", "access": "private"}},
        "environments": {"prod": {}},
    }
    return json.dumps({**base, **changes})


def store(**options: Any) -> dict[str, Any]:
    return {"media": {"provider": "s3", **options}}


def storages(*prefixes: str, **options: Any) -> dict[str, Any]:
    entry = {"store": "media", "access": "private", **options}
    return {f"s{index}": {**entry, "prefix": prefix} for index, prefix in enumerate(prefixes)}


def codes(folder, **changes: Any) -> set[str]:
    return {item[0] for item in found(folder, spec(**changes))}


@pytest.mark.parametrize(
    ("prefixes", "expected"),
    [
        (("a/", "b/"), set()),
        (("a/", "ab/"), set()),
        (("a/", "a-b/", "a.b/", "a0/"), set()),
        (("a/b/", "a/c/", "a/d/e/"), set()),
        (("a/", "a/"), {"SPEC041"}),
        (("a/", "a/b/"), {"SPEC041"}),
        (("a/b/", "a-b/", "a/"), {"SPEC041"}),
        (("b/", "a/x/", "a/"), {"SPEC041"}),
        (("",), set()),
        (("", "a/"), {"SPEC042"}),
        (("", ""), {"SPEC042"}),
        (("a/", "b/", ""), {"SPEC042"}),
    ],
)
def test_prefixes_of_a_store_that_overlap(tmp_path, prefixes, expected):
    assert codes(tmp_path, storages=storages(*prefixes)) == expected


def test_prefixes_of_two_stores_do_not_overlap(tmp_path):
    there = {"t": {"store": "other", "prefix": "a/", "access": "private"}}

    assert (
        codes(tmp_path, stores={**store(), "other": {"provider": "s3"}}, storages={**storages("a/"), **there}) == set()
    )


@pytest.mark.parametrize("prefix", ["a/", "0/", "A.b_c-d/", "a/b/", "v1.0/x/", "a" * 511 + "/"])
def test_prefixes_that_are_spelled_well(tmp_path, prefix):
    assert codes(tmp_path, storages=storages(prefix)) == set()


NO_PREFIXES = (
    "a", "/", "/a/", "a//", "a//b/", "./", "a/./b/", "../", "a/../", ".a/", "-a/", "é/", "a b/", "a*/", "a?/", "${a}/",
    "a'/", 'a"/', "a\\/", "a%2f/", "a\n/", "a/\n", "\u0430/", "a" * 512 + "/", "~/", "a:/", "a#/", "a+/", "@/",
)  # fmt: skip
NO_ORIGINS = (
    "www.example.com", "https://", "https://a/", "https://a/b", "ftp://a", "https://a:", "https://a:123456",
    "https://*.a", "https://a b", "HTTPS://a", "https://a\n", "https://a,b", "'none'", "*", "",
    "https://\u0430.example", "https://u@a",
)  # fmt: skip
NO_DOMAINS = (
    "", "example", "A.example", "a..example", "-a.example", "a-.example", "a.example.", "*.example", "a.example/",
    "a_b.example", "a.example:443", "https://a.example", "a" * 64 + ".example", "a.1", "caf\u00e9.example",
    "a.example\n", "1.2.3.4",
)  # fmt: skip


@pytest.mark.parametrize("prefix", NO_PREFIXES)
def test_prefixes_that_are_not(tmp_path, prefix):
    assert codes(tmp_path, storages=storages(prefix)) == {"SPEC040"}


@pytest.mark.parametrize(("length", "expected"), [(254, set()), (255, {"SPEC040"})])
def test_prefixes_behind_a_cdn_are_path_patterns(tmp_path, length, expected):
    public = storages("a" * (length - 1) + "/", access="public")

    assert codes(tmp_path, stores=store(cdn={}), storages=public) == expected


@pytest.mark.parametrize(("count", "expected"), [(24, set()), (25, {"SPEC097"})])
def test_storages_behind_a_cdn(tmp_path, count, expected):
    public = storages(*(f"p{number}/" for number in range(count)), access="public")

    assert codes(tmp_path, stores=store(cdn={}), storages=public) == expected


@pytest.mark.parametrize(("count", "expected"), [(0, {"SPEC096"}), (1, set()), (5, set()), (6, {"SPEC096"})])
def test_public_keys_of_a_cdn(tmp_path, count, expected):
    keys = {f"k{number}": "keys/a.pem" for number in range(count)}

    assert codes(tmp_path, stores=store(cdn={"signing": {"public_keys": keys}})) == expected


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"expire_days": 1}, set()),
        ({"prefix": "media/a/", "expire_days": 1}, set()),
        ({"prefix": "med/", "expire_days": 1}, {"SPEC043"}),
        ({"prefix": "", "noncurrent_days": 1}, set()),
        ({"prefix": "", "expire_days": 1}, {"SPEC049"}),
        ({}, {"SPEC044"}),
        ({"noncurrent_keep": 1}, {"SPEC044", "SPEC021"}),
        ({"noncurrent_keep": 1, "noncurrent_days": 1}, set()),
        ({"abort_multipart_days": 1}, set()),
        ({"transitions": [{"days": 29, "storage_class": "STANDARD_IA"}]}, {"SPEC047"}),
        ({"transitions": [{"days": 30, "storage_class": "STANDARD_IA"}]}, set()),
        ({"transitions": [{"days": 1, "storage_class": "GLACIER_IR"}]}, set()),
        ({"transitions": [{"days": 1, "storage_class": "GLACIER"}], "expire_days": 1}, {"SPEC047"}),
        ({"transitions": [{"days": 1, "storage_class": "GLACIER"}], "expire_days": 2}, set()),
        ({"noncurrent_transitions": [{"days": 9, "storage_class": "GLACIER"}], "noncurrent_days": 9}, {"SPEC047"}),
        ({"id": "x" * 255, "expire_days": 1}, set()),
        ({"id": "x" * 256, "expire_days": 1}, {"SPEC083"}),
        ({"id": "abort-multipart", "expire_days": 1}, {"SPEC084"}),
    ],
)
def test_lifecycle_rules(tmp_path, rule, expected):
    assert codes(tmp_path, stores=store(lifecycle=[{"id": "r", "prefix": "media/", **rule}])) == expected


COLDER = ("STANDARD_IA", "INTELLIGENT_TIERING", "ONEZONE_IA", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE")


@pytest.mark.parametrize(("one", "other"), list(itertools.product(COLDER, COLDER)))
def test_transitions_go_down_only(tmp_path, one, other):
    """Down the list, but One Zone-IA does not go to Glacier Instant Retrieval."""
    steps = [{"days": 30, "storage_class": one}, {"days": 60, "storage_class": other}]
    down = COLDER.index(one) < COLDER.index(other) and (one, other) != ("ONEZONE_IA", "GLACIER_IR")

    rule = {"id": "r", "prefix": "media/", "transitions": steps}
    assert codes(tmp_path, stores=store(lifecycle=[rule])) == (set() if down else {"SPEC037"})


@pytest.mark.parametrize(
    ("expiry", "expected"),
    [("6h", set()), ("21601s", {"SPEC059"}), ("7d", {"SPEC059"}), ("8d", {"SPEC058"}), (604_801, {"SPEC058"})],
)
def test_how_long_presigned_urls_last(tmp_path, expiry, expected):
    workloads = {"web": {"runs_on": {"type": "ecs"}, "grants": {"s0": ["read", "write"]}}}

    assert codes(tmp_path, storages=storages("a/", url_expiry=expiry), workloads=workloads) == expected


@pytest.mark.parametrize(
    ("expiry", "window", "expected"),
    [("10m", "599s", set()), ("10m", "10m", {"SPEC060"}), (1, 0, set()), (60, 0, set())],
)
def test_windows_are_shorter_than_the_expiry(tmp_path, expiry, window, expected):
    assert codes(tmp_path, storages=storages("a/", url_expiry=expiry, url_window=window)) == expected


@pytest.mark.parametrize("value", ["15m", "1h", "7d", "86400s", 0, 63_072_000, "730d"])
def test_durations(tmp_path, value):
    assert codes(tmp_path, stores=store(cors=[{"origins": ["*"], "max_age": value}])) == set()


@pytest.mark.parametrize(
    "value", ["", "1", "1 h", "1H", "1w", "0s", "01s", "-1s", "1.5h", "1h30m", -1, 1.5, True, "731d", None]
)
def test_what_is_no_duration(tmp_path, value):
    assert codes(tmp_path, stores=store(cors=[{"origins": ["*"], "max_age": value}])) == {"SPEC025"}


@pytest.mark.parametrize(
    ("access", "via", "cdn", "signing", "expected"),
    [
        (access, via, cdn, signing, how)
        for access, via, cdn, signing, how in [
            ("public", None, False, False, "direct-public"),
            ("public", "direct", False, False, "direct-public"),
            ("public", "cdn", False, False, {"SPEC051"}),
            ("public", "cookies", False, False, {"SPEC051"}),
            ("public", None, True, False, "cdn-public"),
            ("public", "direct", True, False, "direct-public"),
            ("public", "cdn", True, False, "cdn-public"),
            ("public", "cookies", True, False, {"SPEC052"}),
            ("public", None, True, True, "cdn-public"),
            ("public", "cookies", True, True, {"SPEC052"}),
            ("private", None, False, False, "direct-signed"),
            ("private", "direct", False, False, "direct-signed"),
            ("private", "cdn", False, False, {"SPEC051"}),
            ("private", "cookies", False, False, {"SPEC051"}),
            ("private", None, True, False, {"SPEC050"}),
            ("private", "direct", True, False, "direct-signed"),
            ("private", "cdn", True, False, {"SPEC050"}),
            ("private", "cookies", True, False, {"SPEC050"}),
            ("private", None, True, True, "cdn-signed"),
            ("private", "direct", True, True, "direct-signed"),
            ("private", "cdn", True, True, "cdn-signed"),
            ("private", "cookies", True, True, "cdn-cookies"),
        ]
    ],
)
def test_every_way_of_serving_is_one_thing_or_refused(tmp_path, access, via, cdn, signing, expected):
    here = store(cdn={"signing": {"public_keys": PEM}} if signing else {}) if cdn else store()
    text = spec(stores=here, storages=storages("a/", access=access, via=via))

    if isinstance(expected, set):
        assert {item[0] for item in found(tmp_path, text)} - {"SPEC061"} == expected
    else:
        resolved = opened(tmp_path, text).specs["prod"]
        assert serving(resolved, resolved.storages["s0"]) == expected


@pytest.mark.parametrize("text", NO_ORIGINS)
def test_what_is_no_origin(tmp_path, text):
    assert codes(tmp_path, site={"origins": [text]}) == {"SPEC111"}


@pytest.mark.parametrize(
    "domain", ["a.example", "a-b.c-d.example", "xn--caf-dma.example", "1.2.example", "a" * 63 + ".example"]
)
def test_domains(tmp_path, domain):
    cdn = {"domain": domain, "dns_zone_id": "Z0123456789"}

    assert codes(tmp_path, stores=store(cdn=cdn), storages=storages("a/", access="public")) == set()


@pytest.mark.parametrize("domain", NO_DOMAINS)
def test_what_is_no_domain(tmp_path, domain):
    cdn = {"domain": domain, "dns_zone_id": "Z0123456789"}

    assert codes(tmp_path, stores=store(cdn=cdn), storages=storages("a/", access="public")) == {"SPEC091"}


def test_a_role_is_asked_for_an_account_only_where_there_is_one(tmp_path):
    runs_on = {"type": "github-actions", "repository": "a/b", "branch": "main"}
    workloads = {"ci": {"runs_on": runs_on, "grants": {"default": ["write"]}}}

    assert codes(tmp_path, workloads=workloads) == {"SPEC102"}
    assert (
        codes(tmp_path, workloads=workloads, environments={"a": {"target": "local"}, "b": {"target": "memory"}})
        == set()
    )
    assert codes(tmp_path, workloads=workloads, aws={"account_id": "123456789012"}) == set()


def test_empty_specs_are_specs(tmp_path):
    assert codes(tmp_path, stores={}, storages={}) == set()


@pytest.mark.parametrize("value", [True, 1.0, "1", 2, None, [1]])
def test_the_version_is_a_number(tmp_path, value):
    assert found(tmp_path, spec(version=value)) == [("SPEC022", 1, 13, "version")]
