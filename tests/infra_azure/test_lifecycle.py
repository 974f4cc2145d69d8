"""Rules of a management policy: what they say, over which paths, and how many there are."""

from __future__ import annotations

from generator.spec.azure import AzureLifecycleRule
from infra.lifecycle.azure import MAX_PREFIXES, Actions, Rule, paths_of, rules
from tests.infra_azure.specs import load, run, spec, storage


def rule(id_, prefix="", **more):
    return AzureLifecycleRule(id=id_, prefix=prefix, **more)


def in_files(prefix):
    return [f"files/{prefix}"]


def test_rules_by_name_each_over_its_own_paths():
    wanted = [rule("tmp", "tmp/", expire_days=7), rule("cold", "docs/", transitions=[{"days": 30, "tier": "Cool"}])]

    assert rules(wanted, in_files) == (
        Rule("cold", True, ("files/docs/",), Actions(transitions=((30, "Cool"),))),
        Rule("tmp", True, ("files/tmp/",), Actions(expire_days=7)),
    )


def test_rules_that_do_the_same_are_one():
    wanted = [rule("b", "b/", expire_days=7), rule("a", "a/", expire_days=7), rule("c", "c/", expire_days=8)]

    assert [(found.name, found.prefixes) for found in rules(wanted, in_files)] == [
        ("a", ("files/a/", "files/b/")),
        ("c", ("files/c/",)),
    ]


def test_a_rule_that_is_off_stays_apart():
    wanted = [rule("a", "a/", expire_days=7), rule("b", "b/", expire_days=7, enabled=False)]

    assert [(found.name, found.enabled) for found in rules(wanted, in_files)] == [("a", True), ("b", False)]


def test_eleven_prefixes_are_two_rules():
    wanted = [rule(f"r{number:02}", f"{number:02}/", expire_days=7) for number in range(MAX_PREFIXES + 1)]

    assert [(found.name, len(found.prefixes)) for found in rules(wanted, in_files)] == [("r00", 10), ("r00-part2", 1)]


def test_a_rule_without_a_path_is_left_out():
    """Without a filter it would be over the whole account."""
    assert rules([rule("a", "a/", expire_days=7)], lambda _prefix: []) == ()


def test_the_order_of_the_spec_does_not_show():
    wanted = [rule("b", "b/", expire_days=7), rule("a", "a/", expire_days=9), rule("c", "c/", expire_days=7)]

    assert rules(wanted, in_files) == rules(wanted[::-1], in_files)


def test_paths_begin_with_the_container(tmp_path):
    data = spec({"media": {"container": "uploads"}}, {"default": storage()})

    assert paths_of(load(tmp_path, data), "media")("tmp/") == ["uploads/tmp/"]


def test_a_container_of_ones_own_is_named_where_its_files_can_be(tmp_path):
    storages = {"acme": storage(prefix="tenants/acme/"), "other": storage(prefix="tenants/other/")}
    paths = paths_of(load(tmp_path, spec({"media": {"isolation": "containers"}}, storages)), "media")

    assert paths("tenants/") == ["acme/tenants/", "other/tenants/"]
    assert paths("tenants/acme/tmp/") == ["acme/tenants/acme/tmp/"]
    assert paths("elsewhere/") == []


def test_logs_age_where_azure_puts_them(tmp_path):
    stores = {
        "media": {"access_logs": {"store": "logs", "prefix": "requests/media/"}},
        "more": {"access_logs": {"store": "logs", "prefix": "requests/more/"}},
        "logs": None,
    }
    paths = paths_of(load(tmp_path, spec(stores, {"default": storage()})), "logs")
    containers = [f"insights-logs-storage{kind}/" for kind in ("delete", "read", "write")]

    assert paths("requests/") == ["files/requests/", *containers]
    assert paths("requests/media/") == ["files/requests/media/"], "another store's logs lie in the same containers"
    assert paths("") == ["files/", *containers]


def test_logs_of_a_cdn_are_apart(tmp_path):
    stores = {"media": {"cdn": {"logs": {"store": "logs", "prefix": "cdn/"}}}, "logs": None}
    paths = paths_of(load(tmp_path, spec(stores, {"default": storage()})), "logs")

    assert paths("cdn/") == [
        "files/cdn/",
        "insights-logs-frontdooraccesslog/",
        "insights-logs-frontdoorwebapplicationfirewalllog/",
    ]


def test_in_the_words_of_the_sdk(tmp_path):
    lifecycle = [
        {
            "id": "all",
            "prefix": "docs/",
            "expire_days": 365,
            "noncurrent_days": 90,
            "transitions": [
                {"days": 10, "tier": "Cool"}, {"days": 20, "tier": "Cold"}, {"days": 30, "tier": "Archive"}
            ],
            "noncurrent_transitions": [
                {"days": 1, "tier": "Cool"}, {"days": 2, "tier": "Cold"}, {"days": 3, "tier": "Archive"}
            ],
        }
    ]  # fmt: skip
    found = run(tmp_path, spec({"media": {"lifecycle": lifecycle}}, {"default": storage()}))
    (made,) = found.inputs("azure-native:storage:ManagementPolicy", "media")["policy"]["rules"]

    def base(days):
        return {"daysAfterModificationGreaterThan": days}

    def version(days):
        return {"daysAfterCreationGreaterThan": days}

    assert made == {
        "name": "all",
        "type": "Lifecycle",
        "enabled": True,
        "definition": {
            "filters": {"blobTypes": ["blockBlob"], "prefixMatch": ["files/docs/"]},
            "actions": {
                "baseBlob": {
                    "delete": base(365),
                    "tierToCool": base(10),
                    "tierToCold": base(20),
                    "tierToArchive": base(30),
                },
                "version": {
                    "delete": version(90),
                    "tierToCool": version(1),
                    "tierToCold": version(2),
                    "tierToArchive": version(3),
                },
            },
        },
    }
