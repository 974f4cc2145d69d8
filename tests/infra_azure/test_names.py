"""Ids and GUIDs: the same in every run, and never two alike."""

from __future__ import annotations

import pytest

from infra.policies.azure_names import (
    LOCAL_SUBSCRIPTION,
    LOCAL_TENANT,
    account_id,
    assignment_guid,
    domain_label,
    group_id,
    role_guid,
    role_title,
    subscription,
    subscription_of,
    tenant,
    zone,
)
from tests.infra_azure.recorder import SUBSCRIPTION
from tests.infra_azure.specs import load, spec, storage

DATA = spec({"media": None}, {"default": storage()})


def test_guids_are_the_same_every_time():
    assert role_guid("shopprodmedia", "shop-prod-web") == "a02d3c3a-4062-5234-86ff-08a0489f1937"
    assert assignment_guid("shopprodmedia", "files", "blobs", "shop-prod-web") == (
        "7bb3bab3-638c-5f95-8b7f-240453399234"
    )


def test_no_two_guids_are_alike():
    roles = {role_guid(account, who) for account in ("a", "b") for who in ("web", "box")}
    assignments = {
        assignment_guid(account, part, role, who)
        for account in ("a", "b")
        for part in ("files", "")
        for role in ("blobs", "keys")
        for who in ("web", "box")
    }

    assert len(roles) == 4
    assert len(assignments) == 16


def test_titles_are_unique_where_accounts_are():
    assert role_title("shopprodmedia", "shop-prod-web") == "shopprodmedia blobs for shop-prod-web"


def test_ids_that_are_known_before_anything_exists(tmp_path):
    found = load(tmp_path, DATA)

    assert group_id(found) == f"/subscriptions/{SUBSCRIPTION}/resourceGroups/shop-prod"
    assert account_id(found, "media") == f"{group_id(found)}/providers/Microsoft.Storage/storageAccounts/shopprodmedia"
    assert subscription_of(account_id(found, "media")) == f"/subscriptions/{SUBSCRIPTION}"


def test_a_local_cloud_is_nobodys(tmp_path):
    found = load(tmp_path, DATA | {"azure": {}, "target": "local"})

    assert (subscription(found), tenant(found)) == (LOCAL_SUBSCRIPTION, LOCAL_TENANT)


def test_nothing_is_made_up_for_a_real_cloud(tmp_path):
    found = load(tmp_path, DATA | {"azure": {}})

    assert (subscription(found), tenant(found)) == (None, None)


@pytest.mark.parametrize(
    ("domain", "name"), [("shop.example", "@"), ("static.shop.example", "static"), ("a.b.shop.example", "a.b")]
)
@pytest.mark.parametrize("spelt", ["shop.example", "Shop.Example"])
def test_a_domains_name_in_its_zone(domain, name, spelt):
    found = zone(f"/subscriptions/s/resourceGroups/dns/providers/Microsoft.Network/dnszones/{spelt}")

    assert (found.group, found.name, found.relative(domain)) == ("dns", spelt, name)


@pytest.mark.parametrize(
    "id_", ["", "shop.example", "/subscriptions/s/resourceGroups/dns/providers/Microsoft.Cdn/profiles/x"]
)
def test_what_is_no_zone(id_):
    with pytest.raises(ValueError, match="is not the resource id of an Azure DNS zone"):
        zone(id_)


def test_a_label_for_a_domain():
    assert domain_label("static.shop.example") == "static-shop-example"
