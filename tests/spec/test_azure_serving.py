"""How files on Azure are served: anonymous access, links, networks, and Front Door."""

from __future__ import annotations

import pytest

from tests.spec.azure import GROUP, codes, storage, told

CLOSED = {"public": False}
LINKED = {"sku": "Premium", "origin_access": "private-link"}
ZONE = f"{GROUP}/providers/Microsoft.Network/dnsZones/shop.example"
WAF = f"{GROUP}/providers/Microsoft.Network/frontDoorWebApplicationFirewallPolicies/shop"


@pytest.mark.parametrize(
    ("store", "public", "private", "expected"),
    [
        ({}, {}, {}, {"SPEC166", "SPEC167"}),
        ({"isolation": "containers"}, {}, {}, {"SPEC167"}),
        ({"cdn": {}}, {}, {}, set()),
        ({"cdn": {}}, {"via": "direct"}, {}, {"SPEC166", "SPEC167"}),
        ({"cdn": {}}, {}, {"via": "direct"}, set()),
        ({"cdn": LINKED}, {}, {}, {"SPEC166", "SPEC167"}),
        ({"cdn": LINKED, "network": CLOSED}, {}, {}, {"SPEC166"}),
        ({"cdn": LINKED, "network": CLOSED, "isolation": "containers"}, {}, {}, set()),
    ],
)
def test_public_beside_private(tmp_path, store, public, private, expected):
    storages = {"default": storage(access="public", **public), "invoices": storage("invoices/", **private)}

    assert codes(tmp_path, store, storages=storages) == expected


def test_every_private_storage_of_the_container_is_named(tmp_path):
    storages = {
        "default": storage(access="public"),
        "invoices": storage("invoices/"),
        "letters": storage("letters/"),
    }
    found = [item.path for item in told(tmp_path, storages=storages) if item.code == "SPEC166"]

    assert found == ["storages.invoices.store", "storages.letters.store"]


@pytest.mark.parametrize(
    ("store", "served", "expected"),
    [
        ({"network": CLOSED}, {"access": "public"}, {"SPEC171"}),
        ({"network": {"default": "Deny"}}, {"access": "public"}, {"SPEC171"}),
        ({"network": {"default": "Deny", "ip_rules": ["203.0.113.7"]}}, {"access": "public"}, {"SPEC172"}),
        ({"network": CLOSED}, {}, {"SPEC172"}),
        ({"network": {"default": "Deny"}}, {}, {"SPEC172"}),
        ({"network": CLOSED, "cdn": {}}, {}, {"SPEC170"}),
        ({"network": {"default": "Deny"}, "cdn": {"sku": "Premium"}}, {"access": "public"}, {"SPEC170"}),
        ({"network": CLOSED, "cdn": {}}, {"via": "direct"}, {"SPEC172"}),
        ({"network": CLOSED, "cdn": LINKED}, {}, set()),
        ({"network": CLOSED, "cdn": LINKED}, {"access": "public"}, set()),
        ({"network": CLOSED, "cdn": LINKED}, {"via": "direct"}, {"SPEC172"}),
        ({"cdn": LINKED}, {}, set()),
    ],
)
def test_who_gets_there(tmp_path, store, served, expected):
    assert codes(tmp_path, store, storages={"default": storage(**served)}) == expected


@pytest.mark.parametrize("target", ["local", "memory", "filesystem"])
def test_a_laptop_has_no_network_rules(tmp_path, target):
    store = {"network": {"default": "Deny"}, "cdn": {}}

    assert codes(tmp_path, store, environments={"dev": {"target": target}}) == set()


@pytest.mark.parametrize(("expiry", "expected"), [("7d", set()), (604_801, {"SPEC168"})])
@pytest.mark.parametrize("store", [{}, {"cdn": {}}], ids=["direct", "cdn"])
def test_how_long_links_last(tmp_path, store, expiry, expected):
    assert codes(tmp_path, store, storages={"default": storage(url_expiry=expiry)}) == expected


@pytest.mark.parametrize("key", [{"via": "cookies"}, {"acl": "private"}])
def test_what_azure_does_not_have(tmp_path, key):
    assert codes(tmp_path, {"cdn": {}}, storages={"default": storage(**key)}) == {"SPEC122"}


@pytest.mark.parametrize(
    ("cdn", "expected"),
    [
        ({}, set()),
        ({"origin_access": "private-link"}, {"SPEC174"}),
        ({"domain": "media.shop.example"}, set()),
        ({"domain": "media.shop.example", "dns_zone": ZONE}, set()),
        ({"domain": "shop.example", "dns_zone": ZONE}, {"SPEC179"}),
        ({"domain": "shop.example"}, {"SPEC179"}),
        ({"domain": "media.myshop.example", "dns_zone": ZONE}, {"SPEC178"}),
        ({"domain": "media.shop.example", "dns_zone": "shop.example"}, {"SPEC083"}),
        ({"dns_zone": ZONE}, {"SPEC094"}),
        ({"domain": f"{'m' * 52}.shop.example"}, {"SPEC182"}),
        ({"domain": f"{'m' * 51}.shop.example"}, set()),
        ({"waf_policy_id": WAF}, set()),
        ({"waf_policy_id": ZONE}, {"SPEC083"}),
    ],
)
def test_front_door(tmp_path, cdn, expected):
    assert codes(tmp_path, {"cdn": cdn}) == expected


def test_a_local_front_door_has_no_zone(tmp_path):
    environments = {"local": {"target": "local"}}

    assert codes(tmp_path, {"cdn": {"dns_zone": ZONE}}, environments=environments) == {"SPEC099"}


@pytest.mark.parametrize(
    ("prefixes", "refused"),
    [
        (("docs/", "Docs/"), ["pub"]),
        (("docs/", "DOCS/old/"), ["pub"]),
        (("Docs/old/", "docs/"), ["default"]),
        (("docs/", "docs-old/"), []),
        (("a/B/", "A/c/"), []),
    ],
)
def test_front_door_does_not_tell_letters_by_case(tmp_path, prefixes, refused):
    storages = {"default": storage(prefixes[0]), "pub": storage(prefixes[1], "public")}

    found = [item for item in told(tmp_path, {"cdn": {}}, storages=storages) if item.severity == "error"]
    assert [(item.code, item.path) for item in found] == [("SPEC189", f"storages.{one}.prefix") for one in refused]
    assert codes(tmp_path, storages={"default": storage("docs/"), "other": storage("Docs/")}) == set()


@pytest.mark.parametrize(
    ("cdn", "expected"),
    [
        ({**LINKED, "private_link_location": "francecentral"}, set()),
        ({**LINKED, "private_link_location": "France Central"}, {"SPEC083"}),
        ({**LINKED, "private_link_location": "chinanorth3"}, {"SPEC188"}),
        ({"private_link_location": "francecentral"}, {"SPEC087"}),
    ],
)
def test_where_a_private_link_begins(tmp_path, cdn, expected):
    assert codes(tmp_path, {"cdn": cdn}) == expected


def test_paths(tmp_path):
    storages = {f"s{i}": storage(f"p{i}/") for i in range(2501)}

    assert codes(tmp_path, {"cdn": {}}, storages=storages) == {"SPEC113"}
    storages.popitem()
    assert codes(tmp_path, {"cdn": {}}, storages=storages) == set()
