"""From the spec to role assignments, with what Azure would refuse."""

from __future__ import annotations

from infra.policies.azure import MAX_CONDITION, READ
from infra.policies.azure_access import (
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


def test_grants_that_need_the_same_role_share_an_assignment(tmp_path):
    storages = {"a": storage(prefix="a/"), "b": storage(prefix="b/"), "c": storage(prefix="c/")}
    found = load(tmp_path, spec({"media": None}, storages, {"web": grants(a=["read"], b=["list"], c=ALL)}))

    assert [(item.part, item.container) for item in of_workload(found, "web")] == [
        ("read", "files"),
        ("read-write-delete", "files"),
    ]
    assert len(roles_of(found, "media")) == 2


def test_a_grant_of_nothing_gives_nothing(tmp_path):
    found = load(tmp_path, spec({"media": None}, {"default": storage()}, {"web": grants(default=[])}))

    assert of_workload(found, "web") == roles_of(found, "media") == ()


def test_a_container_each_is_an_assignment_each(tmp_path):
    storages = {"a": storage(prefix="a/"), "b": storage(prefix="b/")}
    data = spec({"media": {"isolation": "containers"}}, storages, {"web": grants(a=["read"], b=["read", "list"])})

    made = of_workload(load(tmp_path, data), "web")

    assert [(item.part, item.container, item.condition is None) for item in made] == [
        ("a", "a", False),
        ("b", "b", True),
    ]
    assert {item.data_actions for item in made} == {(READ,)}


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
    assert [item.part for item in of_cdn(plain, "media")] == ["read"]
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
