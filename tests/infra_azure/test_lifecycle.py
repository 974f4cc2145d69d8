"""Rules of a management policy: what they say, over which paths, and how many there are."""

from __future__ import annotations

from generator.spec.azure import AzureLifecycleRule
from infra.lifecycle.azure import MAX_NAME, MAX_PREFIXES, Actions, Paths, Rule, paths_of, rules, rules_of, too_many
from tests.infra_azure.specs import load, run, spec, storage


def rule(id_, prefix="", **more):
    return AzureLifecycleRule(id=id_, prefix=prefix, **more)


def made(wanted, paths=lambda prefix: Paths((f"files/{prefix}",))):
    return rules((item, paths(item.prefix)) for item in wanted)


def test_rules_by_name_each_over_its_own_paths():
    wanted = [rule("tmp", "tmp/", expire_days=7), rule("cold", "docs/", transitions=[{"days": 30, "tier": "Cool"}])]

    assert made(wanted) == (
        Rule("cold", "blockBlob", True, ("files/docs/",), Actions(transitions=((30, "Cool"),))),
        Rule("tmp", "blockBlob", True, ("files/tmp/",), Actions(expire_days=7)),
    )


def test_rules_that_do_the_same_are_one():
    wanted = [rule("b", "b/", expire_days=7), rule("a", "a/", expire_days=7), rule("c", "c/", expire_days=8)]

    assert [(found.name, found.prefixes) for found in made(wanted)] == [
        ("a", ("files/a/", "files/b/")),
        ("c", ("files/c/",)),
    ]


def test_a_rule_that_is_off_stays_apart():
    wanted = [rule("a", "a/", expire_days=7), rule("b", "b/", expire_days=7, enabled=False)]

    assert [(found.name, found.enabled) for found in made(wanted)] == [("a", True), ("b", False)]


def test_eleven_prefixes_are_two_rules():
    wanted = [rule(f"r{number:02}", f"{number:02}/", expire_days=7) for number in range(MAX_PREFIXES + 1)]

    assert [(found.name, len(found.prefixes)) for found in made(wanted)] == [("r00", 10), ("r00-part2", 1)]


def test_a_rule_without_a_path_is_left_out():
    """Without a filter it would be over the whole account."""
    assert made([rule("a", "a/", expire_days=7)], lambda _prefix: Paths(())) == ()


def test_the_order_of_the_spec_does_not_show():
    wanted = [rule("b", "b/", expire_days=7), rule("a", "a/", expire_days=9), rule("c", "c/", expire_days=7)]

    assert made(wanted) == made(wanted[::-1])


def test_names_are_free_of_each_other():
    many = [rule("a", f"{number:02}/", expire_days=7) for number in range(2 * MAX_PREFIXES)]
    wanted = [*many, rule("a-part2", "x/", expire_days=8)]

    assert [(found.name, found.actions.expire_days) for found in made(wanted)] == [
        ("a", 7), ("a-part2", 8), ("a-part3", 7),
    ]  # fmt: skip


def test_names_keep_to_their_length():
    many = [rule("a" * MAX_NAME, f"{number:02}/", expire_days=7) for number in range(2 * MAX_PREFIXES)]

    assert [found.name for found in made(many)] == ["a" * 250 + "-part2", "a" * MAX_NAME]


def test_paths_begin_with_the_container(tmp_path):
    data = spec({"media": {"container": "uploads"}}, {"default": storage()})

    assert paths_of(load(tmp_path, data), "media", "tmp/") == Paths(("uploads/tmp/",))


def test_a_container_of_ones_own_is_named_where_its_files_can_be(tmp_path):
    storages = {"acme": storage(prefix="tenants/acme/"), "other": storage(prefix="tenants/other/")}
    found = load(tmp_path, spec({"media": {"isolation": "containers"}}, storages))

    assert paths_of(found, "media", "tenants/").own == ("acme/tenants/", "other/tenants/")
    assert paths_of(found, "media", "tenants/acme/tmp/").own == ("acme/tenants/acme/tmp/",)
    assert paths_of(found, "media", "elsewhere/").own == ()


def test_more_rules_than_azure_takes(tmp_path):
    """One rule over many containers is one for each ten of them."""
    storages = {f"s{number}": storage(prefix=f"{number}/") for number in range(1001)}
    store = {"isolation": "containers", "lifecycle": [{"id": "old", "prefix": "", "noncurrent_days": 30}]}

    assert list(too_many(load(tmp_path, spec({"media": store}, storages)))) == [("media", 101)]


REQUESTS = [f"insights-logs-storage{kind}/" for kind in ("delete", "read", "write")]


def test_logs_age_where_azure_puts_them(tmp_path):
    stores = {
        "media": {"access_logs": {"store": "logs", "prefix": "requests/media/"}},
        "more": {"access_logs": {"store": "logs", "prefix": "requests/more/"}},
        "logs": None,
    }
    found = load(tmp_path, spec(stores, {"default": storage()}))

    assert paths_of(found, "logs", "requests/") == Paths(("files/requests/",), tuple(REQUESTS))
    assert paths_of(found, "logs", "requests/media/").logs == (), "another store's logs lie in the same containers"
    assert paths_of(found, "logs", "").logs == tuple(REQUESTS)


def test_logs_of_a_cdn_are_apart(tmp_path):
    stores = {"media": {"cdn": {"logs": {"store": "logs", "prefix": "cdn/"}}}, "logs": None}

    assert paths_of(load(tmp_path, spec(stores, {"default": storage()})), "logs", "cdn/").logs == (
        "insights-logs-frontdooraccesslog/",
        "insights-logs-frontdoorwebapplicationfirewalllog/",
    )


def test_logs_are_appended_to_and_only_deleted(tmp_path):
    lifecycle = [
        {"id": "old", "prefix": "requests/", "expire_days": 90},
        {"id": "versions", "prefix": "", "noncurrent_days": 9},
    ]
    stores = {"media": {"access_logs": {"store": "logs", "prefix": "requests/"}}, "logs": {"lifecycle": lifecycle}}

    assert rules_of(load(tmp_path, spec(stores, {"default": storage()})), "logs") == (
        Rule("old", "appendBlob", True, tuple(REQUESTS), Actions(expire_days=90)),
        Rule("old-part2", "blockBlob", True, ("files/requests/",), Actions(expire_days=90)),
        Rule("versions", "blockBlob", True, ("files/",), Actions(noncurrent_days=9)),
    )


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
    (written,) = found.inputs("azure-native:storage:ManagementPolicy", "media")["policy"]["rules"]

    def base(days):
        return {"daysAfterModificationGreaterThan": days}

    def version(days):
        return {"daysAfterCreationGreaterThan": days}

    assert written == {
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
