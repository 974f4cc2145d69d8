"""From the spec to role assignments, with what Azure would refuse."""

from __future__ import annotations

from infra.policies.azure import ADD, DELETE, MAX_CONDITION, READ, WRITE
from infra.policies.azure_access import (
    Needed,
    anonymous,
    containers_of,
    delegations,
    of_cdn,
    of_workload,
    principals,
    roles_of,
    too_long,
)
from tests.infra_azure.specs import ALL, grants, load, spec, storage


def test_a_principal_has_one_role_and_one_assignment_of_it(tmp_path):
    storages = {"a": storage(prefix="a/"), "b": storage(prefix="b/"), "c": storage(prefix="c/")}
    found = load(tmp_path, spec({"media": None}, storages, {"web": grants(a=["read"], b=["list"], c=ALL)}))

    assert [(item.store, item.container) for item in of_workload(found, "web")] == [("media", "files")]
    assert roles_of(found, "media") == {"web": Needed("shop-prod-web", (ADD, DELETE, READ, WRITE))}


def test_a_principal_of_the_teams_own_is_known_by_its_id(tmp_path):
    workloads = {"web": grants({"type": "azure-vm", "principal_id": "ABC"}, default=["read"])}
    found = load(tmp_path, spec({"media": None}, {"default": storage()}, workloads))

    assert roles_of(found, "media") == {"web": Needed("abc", (READ,))}


def test_a_grant_of_nothing_gives_nothing(tmp_path):
    found = load(tmp_path, spec({"media": None}, {"default": storage()}, {"web": grants(default=[])}))

    assert of_workload(found, "web") == ()
    assert roles_of(found, "media") == {}


def test_a_container_each_is_an_assignment_each(tmp_path):
    storages = {"a": storage(prefix="a/"), "b": storage(prefix="b/")}
    data = spec({"media": {"isolation": "containers"}}, storages, {"web": grants(a=["read"], b=ALL)})

    found = load(tmp_path, data)

    assert [(item.container, item.condition is None) for item in of_workload(found, "web")] == [
        ("a", False),
        ("b", True),
    ]
    assert roles_of(found, "media")["web"].data_actions == (ADD, DELETE, READ, WRITE)


def test_containers_of_a_store(tmp_path):
    storages = {"a": storage(prefix="a/"), "b_c": storage(prefix="b/")}
    one = load(tmp_path, spec({"media": None, "logs": None}, storages))
    each = load(tmp_path, spec({"media": {"isolation": "containers"}, "logs": {"isolation": "containers"}}, storages))

    assert containers_of(one, "media") == {"files": ("a", "b_c")}
    assert containers_of(one, "logs") == {"files": ()}
    assert containers_of(each, "media") == {"a": ("a",), "b-c": ("b_c",)}
    assert containers_of(each, "logs") == {}


def test_who_signs_urls(tmp_path):
    storages = {
        "open": storage("one", "open/", "public"),
        "closed": storage("two", "closed/"),
        "written": storage("three", "written/"),
    }
    wanted = {"web": grants(open=["read"], closed=["read"], written=["write", "list"])}
    found = load(tmp_path, spec({"one": None, "two": None, "three": None}, storages, wanted))

    assert delegations(found, "web") == ("two",)


def test_somebody_on_azure_has_grants_here(tmp_path):
    workloads = {
        "web": grants(default=["read"]),
        "task": grants("ecs", default=["read"]),
        "box": {**grants("vps", default=["read"]), "service_principal": {"client_id": "c", "object_id": "o"}},
    }
    found = load(tmp_path, spec({"media": None}, {"default": storage()}, workloads))

    assert principals(found) == ("web", "box")


def test_what_anyone_reads_from_the_account(tmp_path):
    storages = {
        "cdn": storage(prefix="cdn/", access="public"),
        "direct": storage(prefix="direct/", access="public", via="direct"),
        "closed": storage(prefix="closed/"),
    }
    plain = load(tmp_path, spec({"media": {"cdn": {}}}, storages))
    linked = load(tmp_path, spec({"media": {"cdn": {"origin_access": "private-link"}}}, storages))

    assert anonymous(plain, "media") == ("direct",)
    assert anonymous(linked, "media") == ("cdn", "direct")
    assert [item.container for item in of_cdn(plain, "media")] == ["files"]
    assert roles_of(plain, "media") == {"_cdn": Needed("shopprodmedia-cdn", (READ,))}
    assert of_cdn(linked, "media") == ()


def many(count, access="private", **store):
    storages = {f"s{number:03}": storage(prefix=f"tenants/{number:03}/", access=access) for number in range(count)}
    wanted = dict.fromkeys(storages, ALL)
    return spec({"media": store}, storages, {"web": grants(**wanted)})


def test_a_condition_that_is_too_long_is_told_with_its_length(tmp_path):
    (found,) = too_long(load(tmp_path, many(60)))

    assert (found.workload, found.store) == ("web", "media")
    assert found.length > MAX_CONDITION


def test_front_doors_condition_is_measured_too(tmp_path):
    found = list(too_long(load(tmp_path, many(100, "public", cdn={}))))

    assert [(item.workload, item.store) for item in found] == [("web", "media"), (None, "media")]


def test_what_fits_is_not_told(tmp_path):
    assert list(too_long(load(tmp_path, many(30)))) == []
    assert list(too_long(load(tmp_path, many(200, isolation="containers")))) == []
